package io.etcdmonitor.patterns;

/**
 * What lived by a {@link Session} is lost, or may be: somebody else may hold it by now. The message
 * says why.
 */
public final class SessionLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what was lost, and why
   */
  public SessionLostException(String message) {
    super(message);
  }
}
