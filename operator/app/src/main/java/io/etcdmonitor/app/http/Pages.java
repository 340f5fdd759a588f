package io.etcdmonitor.app.http;

import io.etcdmonitor.app.metrics.Metrics;
import io.etcdmonitor.engine.Engine;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What is served. */
public final class Pages {
  private static final String INDEX =
      """
      etcd-monitor

      /metrics   for Prometheus
      /healthz   200 while our own scheduler moves
      /readyz    200 when started
      /api/v1    alerts and silences: etcd-monitor alerts --help
      """;

  private Pages() {}

  /** All pages by path. */
  public static Map<String, Page> of(
      Engine engine, Metrics metrics, Supplier<Optional<String>> notReady, Clock clock) {
    Health health = new Health(engine::stats, notReady, clock);
    return Map.of(
        "/", accept -> Answer.text(200, INDEX),
        "/metrics", metrics::page,
        "/healthz", health::live,
        "/readyz", health::ready);
  }
}
