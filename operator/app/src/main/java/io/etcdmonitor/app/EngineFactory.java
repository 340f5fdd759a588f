package io.etcdmonitor.app;

import java.time.Duration;

/** Makes engines. */
@FunctionalInterface
public interface EngineFactory {
  /**
   * Makes a paused engine.
   *
   * @param maxRounds clusters looked at in the same moment, at most
   * @param callTimeout longest time for one call to one member
   */
  EngineHandle create(int maxRounds, Duration callTimeout);
}
