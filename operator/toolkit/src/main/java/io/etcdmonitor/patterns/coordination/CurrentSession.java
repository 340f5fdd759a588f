package io.etcdmonitor.patterns.coordination;

import io.etcdmonitor.patterns.Session;
import io.etcdmonitor.patterns.SessionOptions;
import io.etcdmonitor.toolkit.ops.EtcdOperations;

/**
 * The session of a lock: opened when it is first needed, kept from hold to hold, and replaced when
 * it was lost or a place in it is in doubt. Only the thread whose turn it is asks for it; closing
 * may happen at any time, also while one is being opened.
 */
final class CurrentSession {
  private final EtcdOperations etcd;
  private final SessionOptions options;
  private final String what;
  private volatile Session session;
  private volatile boolean closed;

  CurrentSession(EtcdOperations etcd, SessionOptions options, String what) {
    this.etcd = etcd;
    this.options = options;
    this.what = what;
  }

  /**
   * One that is alive.
   *
   * @throws IllegalStateException when this is closed
   */
  Session usable() {
    checkOpen();
    Session usable = session;
    if (usable == null || !usable.alive()) {
      retire();
      usable = Session.open(etcd, options);
      session = usable;
      if (closed) {
        usable.close();
        checkOpen();
      }
    }
    return usable;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(what + " is closed");
    }
  }

  /** Ends it, with everything that lives by it; the next one that asks gets another. */
  void retire() {
    Session old = session;
    if (old != null) {
      old.abandon();
    }
    session = null;
  }

  void close() {
    closed = true;
    Session open = session;
    if (open != null) {
      open.close();
    }
  }
}
