package io.etcdmonitor.engine.alert.store;

/** The store cannot be opened or written. The message says where, why and what to do. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
