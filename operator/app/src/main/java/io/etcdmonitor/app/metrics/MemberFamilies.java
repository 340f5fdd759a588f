package io.etcdmonitor.app.metrics;

import static io.etcdmonitor.app.metrics.Families.CLUSTER;
import static io.etcdmonitor.app.metrics.Families.NAMESPACE;
import static io.etcdmonitor.app.metrics.Source.counter;
import static io.etcdmonitor.app.metrics.Source.gauge;
import static io.etcdmonitor.app.metrics.Source.labelled;
import static io.etcdmonitor.app.metrics.Source.member;

import io.etcdmonitor.engine.model.MeasurementNames;
import java.util.List;

/** What members do: process, traffic, requests, raft, watches and leases, peers. */
final class MemberFamilies {
  private static final MetricFamily CLUSTER_VERSION =
      gauge(
          "etcd_monitor_member_cluster_version_info",
          "The cluster's version as the member knows it; always 1.",
          "version");
  private static final MetricFamily LEARNER =
      gauge("etcd_monitor_member_learner", "Whether the member says that it is a learner.");
  private static final MetricFamily CPU =
      gauge("etcd_monitor_member_cpu_usage", "CPUs that the member's process uses.");
  private static final MetricFamily OPEN_FDS =
      gauge(
          "etcd_monitor_member_open_file_descriptors",
          "File descriptors that the member has open.");
  private static final MetricFamily MAX_FDS =
      gauge(
          "etcd_monitor_member_max_file_descriptors",
          "File descriptors that the member may have open.");
  private static final MetricFamily GOROUTINES =
      gauge("etcd_monitor_member_goroutines", "Goroutines of the member's process.");
  private static final MetricFamily PROCESS_START =
      gauge(
          "etcd_monitor_member_start_time_seconds",
          "When the member's process started, in Unix time.");
  private static final MetricFamily CLOCK_SKEW =
      gauge(
          "etcd_monitor_member_clock_skew_seconds",
          "By how much the member's clock is ahead of the other members' (negative: behind), as the"
              + " Date of its metrics page tells it: in whole seconds.");
  private static final MetricFamily CLIENT_RECEIVED =
      gauge(
          "etcd_monitor_member_client_received_bytes_per_second",
          "Traffic from clients to the member.");
  private static final MetricFamily CLIENT_SENT =
      gauge(
          "etcd_monitor_member_client_sent_bytes_per_second",
          "Traffic from the member to clients.");
  private static final MetricFamily PEER_RECEIVED =
      gauge(
          "etcd_monitor_member_peer_received_bytes_per_second",
          "Traffic from peers to the member.");
  private static final MetricFamily PEER_SENT =
      gauge("etcd_monitor_member_peer_sent_bytes_per_second", "Traffic from the member to peers.");
  private static final MetricFamily SLOW_APPLIES =
      counter("etcd_monitor_slow_applies_total", "Slow applies, as the member counts them.");
  private static final MetricFamily SLOW_READ_INDEXES =
      counter(
          "etcd_monitor_slow_read_indexes_total", "Slow read indexes, as the member counts them.");
  private static final MetricFamily READ_INDEXES_FAILED =
      counter(
          "etcd_monitor_read_indexes_failed_total",
          "Failed read indexes, as the member counts them.");
  private static final MetricFamily HEARTBEAT_FAILURES =
      counter(
          "etcd_monitor_heartbeat_send_failures_total",
          "Heartbeats that the member sent too late, as it counts them.");
  private static final MetricFamily WATCH_STREAMS =
      gauge("etcd_monitor_member_watch_streams", "Watch streams on the member.");
  private static final MetricFamily SLOW_WATCHERS =
      gauge("etcd_monitor_member_slow_watchers", "Watchers on the member that cannot keep up.");
  private static final MetricFamily PENDING_EVENTS =
      gauge(
          "etcd_monitor_member_pending_events",
          "Events that wait to be sent to the member's watchers.");
  private static final MetricFamily OPEN_STREAMS =
      gauge(
          "etcd_monitor_member_open_streams",
          "Calls that the member has begun and not ended. kind: watch and lease for streams of"
              + " those services, other for the rest.",
          "kind");
  private static final MetricFamily LEASES_GRANTED =
      counter("etcd_monitor_leases_granted_total", "Leases granted, as the member counts them.");
  private static final MetricFamily LEASES_REVOKED =
      counter("etcd_monitor_leases_revoked_total", "Leases revoked, as the member counts them.");
  private static final MetricFamily LEASES_RENEWED =
      counter(
          "etcd_monitor_leases_renewed_total",
          "Leases renewed, as the member counts them: only a leader does.");
  private static final MetricFamily LEASES_EXPIRED =
      counter("etcd_monitor_leases_expired_total", "Leases expired, as the member counts them.");
  private static final MetricFamily PEER_ACTIVE =
      gauge("etcd_monitor_peer_active", "Whether the member is connected to the peer.", "peer");
  private static final MetricFamily PEER_ROUND_TRIP =
      gauge(
          "etcd_monitor_peer_round_trip_seconds",
          "Round trip to the peer, as the member last measured it.",
          "peer");
  private static final MetricFamily PEER_SEND_FAILURES =
      counter(
          "etcd_monitor_peer_send_failures_total",
          "Failed sends to the peer, as the member counts them.",
          "peer");
  private static final MetricFamily REQUESTS =
      gauge("etcd_monitor_requests_per_second", "Unary requests by RPC.", "method");
  private static final MetricFamily REQUEST_ERRORS =
      gauge(
          "etcd_monitor_request_errors_per_second",
          "Unary requests that failed on the server's side, by RPC.",
          "method");
  private static final MetricFamily REQUEST_LATENCY =
      gauge(
          "etcd_monitor_request_mean_seconds",
          "Mean time that the member lately took for requests, by RPC; absent unless it measures it"
              + " (--metrics=extensive) and there were any.",
          "method");
  private static final MetricFamily CLIENT_REQUESTS =
      gauge(
          "etcd_monitor_client_requests_per_second",
          "Requests by the API version that clients name; many name none. Of each member the 20 with"
              + " most requests since it began, and other for the rest.",
          "client_version");

  /** Written by hand: its rows come from several places. */
  static final MetricFamily REQUEST_DURATION =
      MetricFamily.gauge(
          "etcd_monitor_request_duration_seconds",
          "How long reads and writes (operation) lately took. source: server for what members"
              + " measured of all clients' requests, probe for our own.",
          NAMESPACE,
          CLUSTER,
          "operation",
          "percentile",
          "source");

  /** Where their rows come from, in the order of the documentation. */
  static final List<Source> SOURCES =
      List.of(
          labelled(MeasurementNames.CLUSTER_VERSION, CLUSTER_VERSION),
          member(MeasurementNames.LEARNER, LEARNER),
          member(MeasurementNames.CPU_USAGE, CPU),
          member(MeasurementNames.OPEN_FDS, OPEN_FDS),
          member(MeasurementNames.MAX_FDS, MAX_FDS),
          member(MeasurementNames.GOROUTINES, GOROUTINES),
          member(MeasurementNames.PROCESS_START, PROCESS_START),
          member(MeasurementNames.CLOCK_SKEW, CLOCK_SKEW),
          member(MeasurementNames.CLIENT_RECEIVED_RATE, CLIENT_RECEIVED),
          member(MeasurementNames.CLIENT_SENT_RATE, CLIENT_SENT),
          member(MeasurementNames.PEER_RECEIVED_RATE, PEER_RECEIVED),
          member(MeasurementNames.PEER_SENT_RATE, PEER_SENT),
          member(MeasurementNames.SLOW_APPLIES, SLOW_APPLIES),
          member(MeasurementNames.SLOW_READ_INDEXES, SLOW_READ_INDEXES),
          member(MeasurementNames.READ_INDEXES_FAILED, READ_INDEXES_FAILED),
          member(MeasurementNames.HEARTBEAT_FAILURES, HEARTBEAT_FAILURES),
          member(MeasurementNames.WATCH_STREAMS, WATCH_STREAMS),
          member(MeasurementNames.SLOW_WATCHERS, SLOW_WATCHERS),
          member(MeasurementNames.PENDING_EVENTS, PENDING_EVENTS),
          labelled(MeasurementNames.OPEN_STREAMS, OPEN_STREAMS),
          member(MeasurementNames.LEASES_GRANTED, LEASES_GRANTED),
          member(MeasurementNames.LEASES_REVOKED, LEASES_REVOKED),
          member(MeasurementNames.LEASES_RENEWED, LEASES_RENEWED),
          member(MeasurementNames.LEASES_EXPIRED, LEASES_EXPIRED),
          labelled(MeasurementNames.PEER_ACTIVE, PEER_ACTIVE),
          labelled(MeasurementNames.PEER_ROUND_TRIP, PEER_ROUND_TRIP),
          labelled(MeasurementNames.PEER_SEND_FAILURES, PEER_SEND_FAILURES),
          labelled(MeasurementNames.REQUEST_RATE, REQUESTS),
          labelled(MeasurementNames.REQUEST_ERROR_RATE, REQUEST_ERRORS),
          labelled(MeasurementNames.REQUEST_LATENCY, REQUEST_LATENCY),
          labelled(MeasurementNames.CLIENT_REQUEST_RATE, CLIENT_REQUESTS));

  private MemberFamilies() {}
}
