package io.etcdmonitor.engine.features.request;

import io.etcdmonitor.engine.metricspage.MetricsPage;
import io.etcdmonitor.engine.metricspage.MetricsPage.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * The counters of one member at one time. Pure.
 *
 * @param time of the page
 * @param processStart when the member's process began; counters of another process start anew
 * @param requests unary requests by RPC
 * @param errors failed ones by RPC
 * @param seconds time spent by RPC, where etcd measures it
 * @param others counters without labels, by metric name
 */
record MemberCounters(
    Instant time,
    OptionalDouble processStart,
    Map<String, Double> requests,
    Map<String, Double> errors,
    Map<String, Double> seconds,
    Map<String, Double> others) {

  static final String HANDLED = "grpc_server_handled_total";
  static final String HANDLING_SUM = "grpc_server_handling_seconds_sum";
  static final String COMMITTED = "etcd_server_proposals_committed_total";
  static final String APPLIED = "etcd_server_proposals_applied_total";
  static final String PENDING = "etcd_server_proposals_pending";
  static final String FAILED = "etcd_server_proposals_failed_total";
  static final String WATCHERS = "etcd_debugging_mvcc_watcher_total";
  static final String STREAMS = "etcd_debugging_mvcc_watch_stream_total";
  static final String SLOW_WATCHERS = "etcd_debugging_mvcc_slow_watcher_total";
  static final String RECEIVED = "etcd_network_client_grpc_received_bytes_total";
  static final String SENT = "etcd_network_client_grpc_sent_bytes_total";
  static final String CLIENTS = "etcd_server_client_requests_total";
  static final String MEMORY = "process_resident_memory_bytes";
  static final String START = "process_start_time_seconds";

  static final Set<String> WANTED =
      Set.of(
          HANDLED,
          HANDLING_SUM,
          COMMITTED,
          APPLIED,
          PENDING,
          FAILED,
          WATCHERS,
          STREAMS,
          SLOW_WATCHERS,
          RECEIVED,
          SENT,
          CLIENTS,
          MEMORY,
          START);

  private static final Set<String> COUNTERS = Set.of(COMMITTED, FAILED, RECEIVED, SENT);

  /**
   * Codes that are the server's failure, as etcd's own alerts count them; not what clients did
   * wrong.
   */
  private static final Set<String> FAILURES =
      Set.of(
          "Unknown",
          "FailedPrecondition",
          "ResourceExhausted",
          "Internal",
          "Unavailable",
          "DataLoss",
          "DeadlineExceeded");

  MemberCounters {
    requests = Map.copyOf(requests);
    errors = Map.copyOf(errors);
    seconds = Map.copyOf(seconds);
    others = Map.copyOf(others);
  }

  static MemberCounters of(MetricsPage page, Instant time) {
    Map<String, Double> requests = new HashMap<>();
    Map<String, Double> errors = new HashMap<>();
    Map<String, Double> seconds = new HashMap<>();
    for (Sample sample : page.samples(HANDLED)) {
      // A stream ends with an error whenever its client goes away: that tells nothing.
      if (sample.label("grpc_type").equals("unary")) {
        String method = sample.label("grpc_method");
        requests.merge(method, sample.value(), Double::sum);
        double failed = FAILURES.contains(sample.label("grpc_code")) ? sample.value() : 0;
        errors.merge(method, failed, Double::sum);
      }
    }
    for (Sample sample : page.samples(HANDLING_SUM)) {
      if (sample.label("grpc_type").equals("unary")) {
        seconds.merge(sample.label("grpc_method"), sample.value(), Double::sum);
      }
    }
    Map<String, Double> others = new HashMap<>();
    COUNTERS.forEach(name -> page.value(name).ifPresent(v -> others.put(name, v)));
    for (Sample sample : page.samples(CLIENTS)) {
      others.merge(CLIENTS + " " + sample.label("client_api_version"), sample.value(), Double::sum);
    }
    return new MemberCounters(time, page.value(START), requests, errors, seconds, others);
  }

  /**
   * What happened since an earlier page; empty when the process was restarted, a counter went back,
   * or no time has passed.
   */
  Optional<Delta> since(MemberCounters before) {
    Duration passed = Duration.between(before.time, time);
    if (passed.isNegative() || passed.isZero() || restarted(before)) {
      return Optional.empty();
    }
    return Optional.of(
        new Delta(
            passed,
            difference(requests, before.requests),
            difference(errors, before.errors),
            difference(seconds, before.seconds),
            difference(others, before.others)));
  }

  /**
   * Changes over some time.
   *
   * @param passed how long
   */
  record Delta(
      Duration passed,
      Map<String, Double> requests,
      Map<String, Double> errors,
      Map<String, Double> seconds,
      Map<String, Double> others) {

    double perSecond(double amount) {
      return amount / (passed.toNanos() / 1e9);
    }

    double allRequests() {
      return requests.values().stream().mapToDouble(v -> v).sum();
    }

    double allErrors() {
      return errors.values().stream().mapToDouble(v -> v).sum();
    }
  }

  private boolean restarted(MemberCounters before) {
    boolean otherProcess =
        processStart.isPresent()
            && before.processStart.isPresent()
            && Math.abs(processStart.getAsDouble() - before.processStart.getAsDouble()) > 1;
    return otherProcess || wentBack(requests, before.requests) || wentBack(others, before.others);
  }

  private static boolean wentBack(Map<String, Double> now, Map<String, Double> before) {
    return before.entrySet().stream()
        .anyMatch(e -> now.getOrDefault(e.getKey(), 0.0) < e.getValue());
  }

  private static Map<String, Double> difference(
      Map<String, Double> now, Map<String, Double> before) {
    Map<String, Double> difference = new TreeMap<>();
    Set<String> keys = new HashSet<>(now.keySet());
    for (String key : keys) {
      double from = before.getOrDefault(key, 0.0);
      difference.put(key, Math.max(0, now.get(key) - from));
    }
    return difference;
  }
}
