package io.etcdmonitor.kube.lookup;

/** The operator may not read an object. */
public final class LookupForbiddenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LookupForbiddenException(String message, Throwable cause) {
    super(message, cause);
  }
}
