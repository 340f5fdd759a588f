package io.etcdmonitor.etcd;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * The outcome of one call to one member. Failures are data: a call never throws for what the
 * cluster does.
 *
 * @param <T> the answer's type
 */
public sealed interface Reply<T> {

  /** Time from sending the call to its outcome. */
  Duration latency();

  /** The answer, if there is one. */
  Optional<T> value();

  /** The failure, if there is one. */
  Optional<EtcdFailure> failure();

  /** Same outcome with the answer mapped. */
  <R> Reply<R> map(Function<? super T, ? extends R> mapper);

  /** Whether there is an answer. */
  default boolean ok() {
    return value().isPresent();
  }

  static <T> Reply<T> ok(T value, Duration latency) {
    return new Ok<>(value, latency);
  }

  static <T> Reply<T> failed(FailureCause cause, String message, Duration latency) {
    return new Failed<>(new EtcdFailure(cause, message), latency);
  }

  /** The member answered. */
  record Ok<T>(T answer, Duration latency) implements Reply<T> {
    @Override
    public Optional<T> value() {
      return Optional.of(answer);
    }

    @Override
    public Optional<EtcdFailure> failure() {
      return Optional.empty();
    }

    @Override
    public <R> Reply<R> map(Function<? super T, ? extends R> mapper) {
      return new Ok<>(mapper.apply(answer), latency);
    }
  }

  /** The member did not answer, or answered with an error. */
  record Failed<T>(EtcdFailure error, Duration latency) implements Reply<T> {
    @Override
    public Optional<T> value() {
      return Optional.empty();
    }

    @Override
    public Optional<EtcdFailure> failure() {
      return Optional.of(error);
    }

    @Override
    public <R> Reply<R> map(Function<? super T, ? extends R> mapper) {
      return new Failed<>(error, latency);
    }
  }
}
