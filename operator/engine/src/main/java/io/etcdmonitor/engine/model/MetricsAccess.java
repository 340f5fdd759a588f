package io.etcdmonitor.engine.model;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where each member's Prometheus page is.
 *
 * @param enabled whether pages are read at all
 * @param scheme {@code http} or {@code https}; empty: that of the client URL
 * @param port empty: that of the client URL
 * @param path for example {@code /metrics}
 * @param interval time between reads
 */
public record MetricsAccess(
    boolean enabled, Optional<String> scheme, OptionalInt port, String path, Duration interval) {
  /** The client URL's {@code /metrics}, every 10 seconds. */
  public static final MetricsAccess DEFAULT =
      new MetricsAccess(
          true, Optional.empty(), OptionalInt.empty(), "/metrics", Duration.ofSeconds(10));

  /** The same at another interval. */
  public MetricsAccess every(Duration other) {
    return new MetricsAccess(enabled, scheme, port, path, other);
  }
}
