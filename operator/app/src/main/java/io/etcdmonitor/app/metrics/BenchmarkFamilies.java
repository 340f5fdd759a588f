package io.etcdmonitor.app.metrics;

import static io.etcdmonitor.app.metrics.Families.CLUSTER;
import static io.etcdmonitor.app.metrics.Families.NAMESPACE;
import static io.etcdmonitor.app.metrics.MetricFamily.gauge;

import io.etcdmonitor.engine.model.MeasurementNames;
import java.util.List;

/** What the last scheduled benchmark of a cluster measured; absent where none runs. */
public final class BenchmarkFamilies {
  private static final String OPERATION = "operation";

  public static final MetricFamily RATE =
      gauge(
          "etcd_monitor_benchmark_operations_per_second",
          "Operations per second that the last benchmark did.",
          NAMESPACE,
          CLUSTER,
          OPERATION);

  public static final MetricFamily P50 =
      gauge(
          "etcd_monitor_benchmark_latency_p50_seconds",
          "Median latency in the last benchmark.",
          NAMESPACE,
          CLUSTER,
          OPERATION);

  public static final MetricFamily P99 =
      gauge(
          "etcd_monitor_benchmark_latency_p99_seconds",
          "99th percentile of the latency in the last benchmark.",
          NAMESPACE,
          CLUSTER,
          OPERATION);

  /** All of them, in the order of the documentation. */
  public static final List<MetricFamily> ALL = List.of(RATE, P50, P99);

  /** Where their rows come from. */
  static final List<Source> SOURCES =
      List.of(
          Source.clusterLabelled(MeasurementNames.BENCHMARK_RATE, RATE),
          Source.clusterLabelled(MeasurementNames.BENCHMARK_P50, P50),
          Source.clusterLabelled(MeasurementNames.BENCHMARK_P99, P99));

  private BenchmarkFamilies() {}
}
