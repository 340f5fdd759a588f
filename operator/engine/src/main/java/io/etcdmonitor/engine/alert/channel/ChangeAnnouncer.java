package io.etcdmonitor.engine.alert.channel;

import java.time.Duration;

/**
 * A channel that can also show what somebody did on purpose, such as maintenance of ours, without
 * calling anybody. A channel implements it beside {@link AlertChannel}.
 */
public interface ChangeAnnouncer {

  /** Sends once; as {@link AlertChannel#deliver}. */
  Delivery announce(ChangeNotice notice, Duration deadline);
}
