package io.etcdmonitor.app.watch;

import io.etcdmonitor.engine.result.ResultChange;

/** Shows what goes on. Called by one thread. */
public interface View {
  /** A run has ended. */
  void changed(ResultChange change);

  /** About a second has passed. */
  default void tick() {}

  /** Watching ends. */
  default void close() {}
}
