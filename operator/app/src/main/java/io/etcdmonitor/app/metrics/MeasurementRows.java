package io.etcdmonitor.app.metrics;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rows that measurements of one result are. */
final class MeasurementRows {
  private static final String READ = "read";
  private static final String WRITE = "write";
  static final String SERVER = "server";
  static final String PROBE = "probe";

  private static final Map<String, List<Source>> SOURCES =
      Stream.of(
              MeasuredFamilies.SOURCES,
              LegacyFamilies.SOURCES,
              BenchmarkFamilies.SOURCES,
              List.of(
                  Source.member(MeasurementNames.DIVERGED, Families.DATA_DIVERGED),
                  Source.member(MeasurementNames.DATABASE_QUOTA, Families.DATABASE_QUOTA),
                  Source.labelledOrNobody(MeasurementNames.ALARM_ACTIVE, Families.ALARM_ACTIVE)))
          .flatMap(List::stream)
          .collect(Collectors.groupingBy(Source::measurement));

  private static final Map<String, MetricFamily> LEGACY_WRITES =
      Map.of(
          "p50", LegacyFamilies.WRITE_P50,
          "p95", LegacyFamilies.WRITE_P95,
          "p99", LegacyFamilies.WRITE_P99);

  private MeasurementRows() {}

  static void write(Rows rows, ClusterKey cluster, List<Measurement> measurements) {
    for (Measurement measurement : measurements) {
      SOURCES
          .getOrDefault(measurement.name(), List.of())
          .forEach(source -> source.write(rows, cluster.namespace(), cluster.name(), measurement));
    }
    sum(measurements, MeasurementNames.REQUEST_RATE)
        .forEach((nobody, rate) ->
            rows.add(LegacyFamilies.REQUEST_RATE, rate, cluster.namespace(), cluster.name()));
    streams(rows, cluster, measurements);
    latencies(rows, cluster, measurements);
  }

  /** The sum over members and labels, under one key; empty when there are none. */
  private static Map<String, Double> sum(List<Measurement> measurements, String name) {
    Map<String, Double> sum = new HashMap<>();
    measurements.stream()
        .filter(m -> m.name().equals(name))
        .forEach(m -> sum.merge("", m.value(), Double::sum));
    return sum;
  }

  private static void streams(Rows rows, ClusterKey cluster, List<Measurement> measurements) {
    Map<String, Double> byMember = new TreeMap<>();
    measurements.stream()
        .filter(m -> m.name().equals(MeasurementNames.OPEN_STREAMS))
        .forEach(m -> byMember.merge(m.member(), m.value(), Double::sum));
    byMember.forEach((member, streams) ->
        rows.add(
            LegacyFamilies.ACTIVE_CONNECTIONS,
            streams,
            cluster.namespace(),
            cluster.name(),
            member));
  }

  /** What servers measure of all writes says more than a write of ours. */
  private static void latencies(Rows rows, ClusterKey cluster, List<Measurement> measurements) {
    Map<String, Double> legacy = new HashMap<>();
    for (Measurement m : measurements) {
      switch (m.name()) {
        case MeasurementNames.READ_LATENCY -> duration(rows, cluster, READ, m, SERVER);
        case MeasurementNames.WRITE_LATENCY -> {
          duration(rows, cluster, WRITE, m, SERVER);
          legacy.put(m.label(), m.value());
        }
        case MeasurementNames.WRITE_PROBE_LATENCY -> {
          duration(rows, cluster, WRITE, m, PROBE);
          legacy.putIfAbsent(m.label(), m.value());
        }
        default -> {
          // No latency.
        }
      }
    }
    legacy.forEach((percentile, seconds) -> {
      MetricFamily family = LEGACY_WRITES.get(percentile);
      if (family != null) {
        rows.add(family, seconds * Source.MILLIS, cluster.namespace(), cluster.name());
      }
    });
  }

  private static void duration(
      Rows rows, ClusterKey cluster, String operation, Measurement m, String source) {
    rows.add(
        MemberFamilies.REQUEST_DURATION,
        m.value(),
        cluster.namespace(),
        cluster.name(),
        operation,
        m.label(),
        source);
  }

  /** A percentile of our own reads. */
  static void ownRead(Rows rows, ClusterKey cluster, String percentile, double seconds) {
    duration(
        rows,
        cluster,
        READ,
        new Measurement(MeasurementNames.READ_LATENCY, "", percentile, seconds),
        PROBE);
  }
}
