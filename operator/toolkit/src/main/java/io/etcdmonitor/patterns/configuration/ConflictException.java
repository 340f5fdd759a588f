package io.etcdmonitor.patterns.configuration;

/** Somebody else changed the same settings first; nothing was written. Read again and decide. */
public final class ConflictException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConflictException(String message) {
    super(message);
  }
}
