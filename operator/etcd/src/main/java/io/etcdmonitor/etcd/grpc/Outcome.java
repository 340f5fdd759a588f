package io.etcdmonitor.etcd.grpc;

import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;

/**
 * What came of one attempt on one URL: a value, or a failure.
 *
 * @param value null when it failed
 * @param failure null when it succeeded
 * @param answered whether an etcd spoke to us, be it to refuse
 */
record Outcome<T>(T value, EtcdFailure failure, boolean answered) {

  static <T> Outcome<T> ok(T value) {
    return new Outcome<>(value, null, true);
  }

  /** No etcd answered. */
  static <T> Outcome<T> failed(FailureCause cause, String message) {
    return failed(new EtcdFailure(cause, message));
  }

  static <T> Outcome<T> failed(EtcdFailure failure) {
    return new Outcome<>(null, failure, false);
  }

  /** An etcd answered with an error. */
  static <T> Outcome<T> refused(FailureCause cause, String message) {
    return new Outcome<>(null, new EtcdFailure(cause, message), true);
  }

  boolean ok() {
    return failure == null;
  }

  boolean failedWith(FailureCause cause) {
    return failure != null && failure.cause() == cause;
  }

  /** The same failure for another type of value. */
  <R> Outcome<R> cast() {
    return new Outcome<>(null, failure, answered);
  }
}
