package io.etcdmonitor.app;

import io.etcdmonitor.engine.EngineConfig;

/** Makes engines. */
@FunctionalInterface
public interface EngineFactory {
  /** Makes a paused engine with a connector of its own. */
  EngineHandle create(EngineConfig config);
}
