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

  /** Where a latency is looked for, best first. */
  private static final List<Timings> READS =
      List.of(Timings.READS, Timings.SERVER_READS, Timings.V2_READS);

  private static final List<Timings> WRITES =
      List.of(Timings.WRITES, Timings.SERVER_WRITES, Timings.V2_WRITES);

  /**
   * Latency as the servers measured it, over all members; nothing where they do not measure it
   * (etcd does with {@code --metrics=extensive}, from 3.7 on, and of its v2 API) or where too few
   * requests were made.
   */
  static List<Measurement> latencies(List<SampleDelta> deltas) {
    List<Measurement> all = new ArrayList<>();
    latencies(deltas, READS, MeasurementNames.READ_LATENCY, all);
    latencies(deltas, WRITES, MeasurementNames.WRITE_LATENCY, all);
    return all;
  }

  private static void latencies(
      List<SampleDelta> deltas, List<Timings> sources, String name, List<Measurement> all) {
    sources.stream()
        .flatMap(timings -> together(deltas, timings).stream())
        .filter(histogram -> histogram.count() >= ENOUGH)
        .findFirst()
        .ifPresent(histogram ->
            QUANTILES.forEach((label, q) ->
                histogram
                    .quantile(q)
                    .ifPresent(v -> all.add(new Measurement(name, "", label, v)))));
  }

  private static Optional<Histogram> together(List<SampleDelta> deltas, Timings timings) {
    return deltas.stream()
        .flatMap(d -> d.histogram(timings).stream())
        .map(Optional::of)
        .reduce((a, b) -> a.flatMap(x -> b.flatMap(x::plus)))
        .flatMap(histogram -> histogram);
  }
}
