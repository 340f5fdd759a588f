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

  /** How punctual the event loop is that all connections share. */
  default Punctuality punctuality() {
    return Punctuality.PERFECT;
  }

  /** Closes everything. Idempotent. */
  @Override
  void close();
}
