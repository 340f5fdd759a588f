package io.etcdmonitor.engine.alert.state;

import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

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

  static Instant earlier(Instant a, Instant b) {
    return a.isAfter(b) ? b : a;
  }

  static Alert.Span notAfter(Alert.Span span, Instant now) {
    UnaryOperator<Instant> cut = time -> earlier(time, now);
    return new Alert.Span(
        cut.apply(span.startedAt()),
        cut.apply(span.activeSince()),
        span.firedAt().map(cut),
        cut.apply(span.lastTrue()),
        cut.apply(span.lastSample()),
        span.recoverSince().map(cut),
        span.endsAt().map(cut),
        span.interval());
  }
}
