package io.etcdmonitor.app;

import io.etcdmonitor.engine.Engine;
import io.etcdmonitor.etcd.EtcdConnector;

/**
 * An engine with the connector that it uses.
 *
 * @param engine paused until told to go
 * @param connector closed after it
 */
public record EngineHandle(Engine engine, EtcdConnector connector) implements AutoCloseable {
  @Override
  public void close() {
    engine.close();
    connector.close();
  }
}
