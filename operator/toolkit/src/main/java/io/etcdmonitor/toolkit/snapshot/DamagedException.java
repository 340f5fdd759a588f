package io.etcdmonitor.toolkit.snapshot;

import java.io.IOException;

/** A snapshot must not be used: it is damaged or not whole. The message says where. */
public final class DamagedException extends IOException {
  private static final long serialVersionUID = 1L;

  public DamagedException(String message) {
    super(message);
  }

  public DamagedException(String message, Throwable cause) {
    super(message, cause);
  }
}
