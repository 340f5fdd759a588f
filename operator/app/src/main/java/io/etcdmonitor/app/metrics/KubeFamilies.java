package io.etcdmonitor.app.metrics;

import static io.etcdmonitor.app.metrics.MetricFamily.counter;
import static io.etcdmonitor.app.metrics.MetricFamily.gauge;

import java.util.List;

/** What the Kubernetes side does, and with how many others. */
final class KubeFamilies {
  static final MetricFamily KUBE_SYNCED =
      gauge(
          "etcd_monitor_kubernetes_synced",
          "Whether every informer has had its first list. Stays 1 when the API goes away, not when"
              + " it refuses.");
  static final MetricFamily STATUS_WRITES =
      counter("etcd_monitor_status_writes_total", "Status writes by outcome.", "outcome");
  static final MetricFamily EVENTS =
      counter("etcd_monitor_events_total", "Kubernetes Events by outcome.", "outcome");
  static final MetricFamily EVENTS_WAITING =
      gauge("etcd_monitor_events_waiting", "Kubernetes Events that wait to be written.");
  static final MetricFamily API_CALLS =
      counter(
          "etcd_monitor_kubernetes_api_calls_total",
          "Calls of the Kubernetes API; code is error where no answer came.",
          "verb",
          "group",
          "resource",
          "code");

  static final MetricFamily SHARDS =
      gauge(
          "etcd_monitor_shards",
          "Shards that the clusters are to be divided among; absent without sharding.");
  static final MetricFamily SHARD_HELD =
      gauge(
          "etcd_monitor_shard_held",
          "Whether this replica holds the Lease of its shard; absent without sharding.",
          "shard");

  /** All of them, in the order of the documentation. */
  static final List<MetricFamily> ALL =
      List.of(KUBE_SYNCED, STATUS_WRITES, EVENTS, EVENTS_WAITING, API_CALLS, SHARDS, SHARD_HELD);

  private KubeFamilies() {}
}
