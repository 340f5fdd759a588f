package io.etcdmonitor.engine.scrape;

import io.etcdmonitor.engine.metricspage.MetricsPage;
import io.etcdmonitor.engine.metricspage.MetricsPage.Sample;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Calls under way on a member: those that it has begun less those that it has ended. */
final class Streams {
  static final String WATCH = "watch";
  static final String LEASE = "lease";
  static final String OTHER = "other";

  private static final String STARTED = "grpc_server_started_total";

  static final Set<String> NAMES = Set.of(STARTED);

  private Streams() {}

  /** By kind; empty when the page does not count them. */
  static Map<String, Double> of(MetricsPage page) {
    Map<String, Double> open = new HashMap<>();
    if (page.samples(STARTED).isEmpty()) {
      return open;
    }
    Map.of(WATCH, 0.0, LEASE, 0.0, OTHER, 0.0).forEach(open::put);
    page.samples(STARTED).forEach(s -> open.merge(kind(s), s.value(), Double::sum));
    page.samples(Requests.HANDLED).forEach(s -> open.merge(kind(s), -s.value(), Double::sum));
    // The two are not read at one instant.
    open.replaceAll((kind, number) -> Math.max(0, number));
    return open;
  }

  private static String kind(Sample sample) {
    if (sample.label("grpc_type").equals("unary")) {
      return OTHER;
    }
    return switch (sample.label("grpc_service")) {
      case "etcdserverpb.Watch" -> WATCH;
      case "etcdserverpb.Lease" -> LEASE;
      default -> OTHER;
    };
  }
}
