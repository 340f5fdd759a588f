package io.etcdmonitor.engine.model;

import io.etcdmonitor.etcd.ConnectionSpec;

/**
 * A cluster that is to be watched. A new value for a key replaces the old one; a changed connection
 * closes the old channels.
 *
 * @param key its name
 * @param description free text, shown wherever the cluster is listed
 * @param connection how to reach it
 * @param thresholds numbers the verdicts use
 * @param expected what its owner expects
 * @param metrics where members' Prometheus pages are
 * @param writeProbe whether we may write
 */
public record WatchedCluster(
    ClusterKey key,
    String description,
    ConnectionSpec connection,
    Thresholds thresholds,
    Expected expected,
    MetricsAccess metrics,
    WriteProbe writeProbe) {

  /** Whether the same is found out about it, and judged by the same. */
  public boolean judgedAs(WatchedCluster other) {
    return thresholds.equals(other.thresholds)
        && expected.equals(other.expected)
        && metrics.equals(other.metrics)
        && writeProbe.equals(other.writeProbe);
  }

  /** Whether it is looked at in the same way, too: all but the description is equal. */
  public boolean looksLike(WatchedCluster other) {
    return connection.equals(other.connection) && judgedAs(other);
  }

  /** One that nothing is written to. */
  public WatchedCluster(
      ClusterKey key,
      String description,
      ConnectionSpec connection,
      Thresholds thresholds,
      Expected expected,
      MetricsAccess metrics) {
    this(key, description, connection, thresholds, expected, metrics, WriteProbe.OFF);
  }
}
