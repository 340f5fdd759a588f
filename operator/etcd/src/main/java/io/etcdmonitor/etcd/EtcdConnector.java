package io.etcdmonitor.etcd;

/**
 * Opens connections; all of them share the event loops and executors of one connector. Thread-safe.
 */
public interface EtcdConnector extends AutoCloseable {

  /**
   * Opens a connection; no I/O.
   *
   * @throws BadTlsMaterialException when the CA, certificate or key cannot be read; the message
   *     says which and why
   */
  ClusterConnection open(ConnectionSpec spec);

  /** Closes everything. Idempotent. */
  @Override
  void close();
}
