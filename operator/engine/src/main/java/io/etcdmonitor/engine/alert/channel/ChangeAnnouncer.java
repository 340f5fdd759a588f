package io.etcdmonitor.engine.alert.channel;

import java.time.Duration;

/**
 * A channel that can also show what somebody did on purpose, such as an upgrade, without calling
 * anybody. A channel implements it beside {@link AlertChannel}.
 */
public interface ChangeAnnouncer {

  /** Whether it is wanted. */
  boolean announces();

  /** Sends once; as {@link AlertChannel#deliver}. */
  Delivery announce(ChangeNotice notice, Duration deadline);
}
