package io.etcdmonitor.etcd;

/**
 * Our own CA, certificate or key cannot be read. The message is one sentence for a person and holds
 * no secret.
 */
public final class BadTlsMaterialException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadTlsMaterialException(String message, Throwable cause) {
    super(message, cause);
  }
}
