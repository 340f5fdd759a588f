package io.etcdmonitor.etcd;

/**
 * A failed call.
 *
 * @param cause what kind of failure it is
 * @param message one sentence for a person, with etcd's or the transport's own words; holds no
 *     secret
 */
public record EtcdFailure(FailureCause cause, String message) {
  private static final int LONGEST = 1_000;

  public EtcdFailure {
    message = OneLine.of(message, LONGEST);
  }
}
