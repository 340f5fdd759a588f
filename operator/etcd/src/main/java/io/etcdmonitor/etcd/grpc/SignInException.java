package io.etcdmonitor.etcd.grpc;

import io.etcdmonitor.etcd.EtcdFailure;

/** Carries what stopped us from signing in through gRPC's statuses. */
final class SignInException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient EtcdFailure failure;

  SignInException(EtcdFailure failure) {
    super(failure.message(), null, false, false);
    this.failure = failure;
  }

  EtcdFailure failure() {
    return failure;
  }
}
