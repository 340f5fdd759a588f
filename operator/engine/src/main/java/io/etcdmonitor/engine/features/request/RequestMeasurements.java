package io.etcdmonitor.engine.features.request;

import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.scrape.Histogram;
import io.etcdmonitor.engine.scrape.SampleDelta;
import io.etcdmonitor.engine.scrape.Timings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What all members' pages together tell of requests. Pure. */
final class RequestMeasurements {
  /** Fewer observations make no percentile. */
  private static final int ENOUGH = 20;

  private static final Map<String, Double> QUANTILES =
      Map.of("p50", 0.50, "p95", 0.95, "p99", 0.99);

  private RequestMeasurements() {}

  /**
   * Latency as the servers measured it, over all members; nothing where they do not measure it
   * (etcd does with {@code --metrics=extensive}) or where too few requests were made.
   */
  static List<Measurement> latencies(List<SampleDelta> deltas) {
    List<Measurement> all = new ArrayList<>();
    latencies(deltas, Timings.READS, MeasurementNames.READ_LATENCY, all);
    latencies(deltas, Timings.WRITES, MeasurementNames.WRITE_LATENCY, all);
    return all;
  }

  private static void latencies(
      List<SampleDelta> deltas, Timings timings, String name, List<Measurement> all) {
    Optional<Histogram> together =
        deltas.stream()
            .flatMap(d -> d.histogram(timings).stream())
            .map(Optional::of)
            .reduce((a, b) -> a.flatMap(x -> b.flatMap(x::plus)))
            .flatMap(histogram -> histogram);
    together
        .filter(histogram -> histogram.count() >= ENOUGH)
        .ifPresent(histogram ->
            QUANTILES.forEach((label, q) ->
                histogram
                    .quantile(q)
                    .ifPresent(v -> all.add(new Measurement(name, "", label, v)))));
  }
}
