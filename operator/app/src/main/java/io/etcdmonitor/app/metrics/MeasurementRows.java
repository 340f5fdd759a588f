package io.etcdmonitor.app.metrics;

import static java.util.Map.entry;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import java.util.List;
import java.util.Map;

/** The rows that measurements of one result are. */
final class MeasurementRows {
  private static final double MILLIS = 1_000;
  private static final double PERCENT = 0.01;

  /** How a measurement becomes a row. */
  private record Row(MetricFamily family, double factor, String label) {
    static Row of(MetricFamily family) {
      return new Row(family, 1, "");
    }

    static Row times(double factor, MetricFamily family) {
      return new Row(family, factor, "");
    }

    static Row labelled(MetricFamily family, String label) {
      return new Row(family, 1, label);
    }
  }

  /** Of a member, without a further dimension. */
  private static final Map<String, List<Row>> BY_MEMBER =
      Map.ofEntries(
          entry(MeasurementNames.DIVERGED, List.of(Row.of(Families.DATA_DIVERGED))),
          entry(
              MeasurementNames.PROPOSALS_COMMITTED,
              List.of(Row.of(LegacyFamilies.PROPOSALS_COMMITTED))),
          entry(
              MeasurementNames.PROPOSALS_APPLIED,
              List.of(Row.of(LegacyFamilies.PROPOSALS_APPLIED))),
          entry(
              MeasurementNames.PROPOSALS_PENDING,
              List.of(Row.of(LegacyFamilies.PROPOSALS_PENDING))),
          entry(
              MeasurementNames.PROPOSALS_FAILED, List.of(Row.of(LegacyFamilies.PROPOSALS_FAILED))),
          entry(MeasurementNames.RESIDENT_MEMORY, List.of(Row.of(LegacyFamilies.MEMORY))),
          entry(MeasurementNames.WATCHERS, List.of(Row.of(LegacyFamilies.WATCHERS))),
          entry(MeasurementNames.DATABASE_QUOTA, List.of(Row.of(Families.DATABASE_QUOTA))),
          entry(
              MeasurementNames.DATABASE_USED_PERCENT,
              List.of(Row.times(PERCENT, MeasuredFamilies.DATABASE_USED))),
          entry(
              MeasurementNames.DATABASE_FREE_PERCENT,
              List.of(Row.times(PERCENT, MeasuredFamilies.DATABASE_FREE))),
          entry(
              MeasurementNames.DATABASE_GROWTH, List.of(Row.of(MeasuredFamilies.DATABASE_GROWTH))),
          entry(MeasurementNames.WAL_FSYNC_P50, fsync("p50")),
          entry(
              MeasurementNames.WAL_FSYNC_P95,
              List.of(
                  Row.labelled(MeasuredFamilies.WAL_FSYNC, "p95"),
                  Row.times(MILLIS, LegacyFamilies.WAL_FSYNC_P95))),
          entry(MeasurementNames.WAL_FSYNC_P99, fsync("p99")),
          entry(MeasurementNames.BACKEND_COMMIT_P50, commit("p50")),
          entry(
              MeasurementNames.BACKEND_COMMIT_P95,
              List.of(
                  Row.labelled(MeasuredFamilies.BACKEND_COMMIT, "p95"),
                  Row.times(MILLIS, LegacyFamilies.BACKEND_COMMIT_P95))),
          entry(MeasurementNames.BACKEND_COMMIT_P99, commit("p99")),
          entry(MeasurementNames.CPU_USAGE, List.of(Row.of(MeasuredFamilies.CPU))),
          entry(MeasurementNames.OPEN_FDS, List.of(Row.of(MeasuredFamilies.OPEN_FDS))),
          entry(MeasurementNames.MAX_FDS, List.of(Row.of(MeasuredFamilies.MAX_FDS))),
          entry(MeasurementNames.PROCESS_START, List.of(Row.of(MeasuredFamilies.PROCESS_START))),
          entry(
              MeasurementNames.CLIENT_RECEIVED_RATE,
              List.of(Row.of(MeasuredFamilies.CLIENT_RECEIVED))),
          entry(MeasurementNames.CLIENT_SENT_RATE, List.of(Row.of(MeasuredFamilies.CLIENT_SENT))),
          entry(
              MeasurementNames.PEER_RECEIVED_RATE, List.of(Row.of(MeasuredFamilies.PEER_RECEIVED))),
          entry(MeasurementNames.PEER_SENT_RATE, List.of(Row.of(MeasuredFamilies.PEER_SENT))),
          entry(MeasurementNames.WAL_WRITE_RATE, List.of(Row.of(MeasuredFamilies.WAL_WRITTEN))),
          entry(MeasurementNames.SLOW_APPLIES, List.of(Row.of(MeasuredFamilies.SLOW_APPLIES))),
          entry(
              MeasurementNames.SLOW_READ_INDEXES,
              List.of(Row.of(MeasuredFamilies.SLOW_READ_INDEXES))),
          entry(
              MeasurementNames.READ_INDEXES_FAILED,
              List.of(Row.of(MeasuredFamilies.READ_INDEXES_FAILED))),
          entry(
              MeasurementNames.HEARTBEAT_FAILURES,
              List.of(Row.of(MeasuredFamilies.HEARTBEAT_FAILURES))),
          entry(MeasurementNames.KEYS_TOTAL, List.of(Row.of(MeasuredFamilies.KEYS))),
          entry(
              MeasurementNames.OPEN_READ_TRANSACTIONS,
              List.of(Row.of(MeasuredFamilies.OPEN_READ_TRANSACTIONS))),
          entry(MeasurementNames.WATCH_STREAMS, List.of(Row.of(MeasuredFamilies.WATCH_STREAMS))),
          entry(MeasurementNames.SLOW_WATCHERS, List.of(Row.of(MeasuredFamilies.SLOW_WATCHERS))),
          entry(MeasurementNames.PENDING_EVENTS, List.of(Row.of(MeasuredFamilies.PENDING_EVENTS))));

  /** Of a member (or of what we were given, with an empty one) and one further dimension. */
  private static final Map<String, MetricFamily> BY_LABEL =
      Map.of(
          MeasurementNames.ALARM_ACTIVE, Families.ALARM_ACTIVE,
          MeasurementNames.PEER_ACTIVE, MeasuredFamilies.PEER_ACTIVE,
          MeasurementNames.PEER_ROUND_TRIP, MeasuredFamilies.PEER_ROUND_TRIP,
          MeasurementNames.PEER_SEND_FAILURES, MeasuredFamilies.PEER_SEND_FAILURES,
          MeasurementNames.REQUEST_RATE, MeasuredFamilies.REQUESTS,
          MeasurementNames.REQUEST_ERROR_RATE, MeasuredFamilies.REQUEST_ERRORS,
          MeasurementNames.CERTIFICATE_NOT_AFTER, MeasuredFamilies.CERTIFICATE_END);

  private static final Map<String, MetricFamily> OF_CLUSTER =
      Map.of(
          MeasurementNames.UNCOMPACTED_REVISIONS, MeasuredFamilies.UNCOMPACTED,
          MeasurementNames.COMPACTION_AGE, MeasuredFamilies.COMPACTION_AGE);

  private static final Map<String, MetricFamily> WRITES =
      Map.of(
          "p50", LegacyFamilies.WRITE_P50,
          "p95", LegacyFamilies.WRITE_P95,
          "p99", LegacyFamilies.WRITE_P99);

  private MeasurementRows() {}

  static void write(Rows rows, ClusterKey cluster, List<Measurement> measurements) {
    double requests = 0;
    boolean anyRequests = false;
    for (Measurement measurement : measurements) {
      write(rows, cluster, measurement);
      if (measurement.name().equals(MeasurementNames.REQUEST_RATE)) {
        requests += measurement.value();
        anyRequests = true;
      }
    }
    if (anyRequests) {
      rows.add(LegacyFamilies.REQUEST_RATE, requests, cluster.namespace(), cluster.name());
    }
  }

  private static void write(Rows rows, ClusterKey cluster, Measurement m) {
    String namespace = cluster.namespace();
    String name = cluster.name();
    MetricFamily byLabel = BY_LABEL.get(m.name());
    if (byLabel != null) {
      rows.add(byLabel, m.value(), namespace, name, m.member(), m.label());
    } else if (m.name().equals(MeasurementNames.DATABASE_FULL_AT)) {
      if (!m.member().isEmpty()) {
        rows.add(
            MeasuredFamilies.DATABASE_FULL_AT, m.value(), namespace, name, m.member(), m.label());
      }
    } else if (m.name().equals(MeasurementNames.WRITE_LATENCY)) {
      MetricFamily family = WRITES.get(m.label());
      if (family != null) {
        rows.add(family, m.value() * MILLIS, namespace, name);
      }
    } else if (m.member().isEmpty() && m.label().isEmpty()) {
      MetricFamily family = OF_CLUSTER.get(m.name());
      if (family != null) {
        rows.add(family, m.value(), namespace, name);
      }
    } else if (m.label().isEmpty()) {
      for (Row row : BY_MEMBER.getOrDefault(m.name(), List.of())) {
        double value = m.value() * row.factor();
        if (row.label().isEmpty()) {
          rows.add(row.family(), value, namespace, name, m.member());
        } else {
          rows.add(row.family(), value, namespace, name, m.member(), row.label());
        }
      }
    }
  }

  private static List<Row> fsync(String percentile) {
    return List.of(Row.labelled(MeasuredFamilies.WAL_FSYNC, percentile));
  }

  private static List<Row> commit(String percentile) {
    return List.of(Row.labelled(MeasuredFamilies.BACKEND_COMMIT, percentile));
  }
}
