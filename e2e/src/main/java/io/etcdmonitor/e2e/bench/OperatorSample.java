package io.etcdmonitor.e2e.bench;

import io.etcdmonitor.e2e.operator.OperatorProcess;
import io.etcdmonitor.e2e.operator.Scrape;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the operator has used and done so far.
 *
 * @param time when
 * @param usage of the process, as the kernel says
 * @param calls calls of the Kubernetes API by verb
 * @param lag late rounds by upper bound in seconds, cumulative
 */
record OperatorSample(
    Instant time, ProcessUsage usage, Map<String, Double> calls, TreeMap<Double, Double> lag) {
  private static final Set<String> WRITES = Set.of("create", "update", "patch", "delete");

  static OperatorSample of(OperatorProcess operator) throws IOException, InterruptedException {
    Scrape page = operator.metrics();
    ProcessUsage usage = ProcessUsage.of(operator.process().pid());
    Map<String, Double> calls =
        page.find("etcd_monitor_kubernetes_api_calls_total").stream()
            .collect(
                Collectors.groupingBy(
                    s -> s.labels().get("verb"),
                    TreeMap::new,
                    Collectors.summingDouble(Scrape.Sample::value)));
    TreeMap<Double, Double> lag = new TreeMap<>();
    page.find("etcd_monitor_scheduler_round_lag_seconds_bucket")
        .forEach(s -> lag.put(bound(s.labels().get("le")), s.value()));
    return new OperatorSample(Instant.now(), usage, calls, lag);
  }

  /** CPU seconds per second since an earlier sample. */
  double cores(OperatorSample before) {
    return seconds(usage.cpu().minus(before.usage.cpu())) / elapsed(before);
  }

  /** Calls per second since an earlier sample, by verb. */
  Map<String, Double> rates(OperatorSample before) {
    Map<String, Double> rates = new TreeMap<>();
    calls.forEach(
        (verb, n) -> rates.put(verb, (n - before.calls.getOrDefault(verb, 0.0)) / elapsed(before)));
    return rates;
  }

  /** Writes per second since an earlier sample. */
  double writes(OperatorSample before) {
    return rates(before).entrySet().stream()
        .filter(e -> WRITES.contains(e.getKey()))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** The bound under which this share of the rounds since an earlier sample were late. */
  double lag(OperatorSample before, double share) {
    if (lag.isEmpty()) {
      return Double.NaN;
    }
    double all = since(before, lag.lastKey());
    return lag.keySet().stream()
        .filter(bound -> since(before, bound) >= share * all)
        .findFirst()
        .orElse(Double.NaN);
  }

  double elapsed(OperatorSample before) {
    return seconds(Duration.between(before.time, time));
  }

  private double since(OperatorSample before, double bound) {
    return lag.get(bound) - before.lag.getOrDefault(bound, 0.0);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static double bound(String text) {
    return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }
}
