package io.etcdmonitor.toolkit.ops;

import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;

/** An operation that failed. The message is one sentence for a person and holds no secret. */
public class EtcdException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient EtcdFailure failure;
  private final String words;

  /**
   * @param words etcd's own words, or empty when it was not etcd that refused
   */
  public EtcdException(EtcdFailure failure, String words, Throwable cause) {
    super(failure.message(), cause);
    this.failure = failure;
    this.words = words;
  }

  public EtcdException(FailureCause cause, String message) {
    this(new EtcdFailure(cause, message), "", null);
  }

  /** What kind of failure it is. */
  public EtcdFailure failure() {
    return failure;
  }

  /** Shorthand for its cause. */
  public FailureCause kind() {
    return failure.cause();
  }

  /**
   * What etcd said itself, such as {@code etcdserver: key is not provided}; empty when it was not
   * asked or silent.
   */
  public String words() {
    return words;
  }
}
