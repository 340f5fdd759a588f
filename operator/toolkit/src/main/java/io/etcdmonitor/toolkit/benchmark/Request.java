package io.etcdmonitor.toolkit.benchmark;

import io.grpc.MethodDescriptor;
import java.util.function.Predicate;

/**
 * One call to make.
 *
 * @param good whether an answer is what it must be; a wrong one is an error
 */
record Request<Q, A>(
    Operation operation, MethodDescriptor<Q, A> method, Q message, Predicate<A> good) {

  static <Q, A> Request<Q, A> of(Operation operation, MethodDescriptor<Q, A> method, Q message) {
    return new Request<>(operation, method, message, answer -> true);
  }
}
