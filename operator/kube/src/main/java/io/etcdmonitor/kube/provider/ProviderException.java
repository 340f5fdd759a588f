package io.etcdmonitor.kube.provider;

/**
 * A provider cannot find endpoints because of something that the cluster's owner has to put right.
 */
public final class ProviderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * @param reason CamelCase, from {@link io.etcdmonitor.engine.assess.Reasons} or the provider's
   *     own
   * @param message one sentence: what, where, what to do
   */
  public ProviderException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** CamelCase cause. */
  public String reason() {
    return reason;
  }
}
