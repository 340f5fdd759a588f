package io.etcdmonitor.app.watch;

import io.etcdmonitor.engine.result.ResultChange;
import java.time.Instant;

/** Shows what goes on. Called by one thread. */
public interface View {
  /** A run has ended. */
  void changed(ResultChange change);

  /**
   * So many results, all before this time, will never be shown: what was shown before was not read
   * in time.
   */
  void skipped(long results, Instant until);

  /** About a second has passed. */
  default void tick() {}

  /** Watching ends. */
  default void close() {}
}
