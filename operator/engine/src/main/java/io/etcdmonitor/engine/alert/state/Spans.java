package io.etcdmonitor.engine.alert.state;

import java.time.Instant;
import java.util.Optional;

/** Times of an alert after one more look. */
final class Spans {
  private Spans() {}

  static Alert.Span active(Alert.Span span, Instant since, LifeCycle.Sample sample) {
    return new Alert.Span(
        span.startedAt(),
        since,
        span.firedAt(),
        sample.time(),
        sample.time(),
        Optional.empty(),
        span.endsAt(),
        sample.interval());
  }

  static Alert.Span sampled(
      Alert.Span span, Optional<Instant> recoverSince, LifeCycle.Sample sample) {
    return new Alert.Span(
        span.startedAt(),
        span.activeSince(),
        span.firedAt(),
        span.lastTrue(),
        sample.time(),
        recoverSince,
        span.endsAt(),
        sample.interval());
  }
}
