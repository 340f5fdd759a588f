package io.etcdmonitor.e2e.bench;

import io.etcdmonitor.e2e.operator.OperatorProcess;
import io.etcdmonitor.e2e.operator.Scrape;
import io.etcdmonitor.e2e.process.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the operator has used and done so far.
 *
 * @param time when
 * @param usage of the process, as the kernel says
 * @param parts CPU seconds of its parts
 * @param page its metrics
 * @param lag late rounds by upper bound in seconds, cumulative
 */
record OperatorSample(
    Instant time,
    ProcessUsage usage,
    Map<CpuByPart.Part, Double> parts,
    Scrape page,
    TreeMap<Double, Double> lag) {
  private static final String CALLS = "etcd_monitor_kubernetes_api_calls_total";
  private static final Set<String> WRITES = Set.of("create", "update", "patch", "delete");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  static OperatorSample of(OperatorProcess operator) {
    Scrape page =
        Await.until(
            "the operator's metrics",
            PATIENCE,
            () -> Optional.of(operator.metrics()),
            () -> operator.process().tail(20));
    long pid = operator.process().pid();
    TreeMap<Double, Double> lag = new TreeMap<>();
    page.find("etcd_monitor_scheduler_round_lag_seconds_bucket")
        .forEach(s -> lag.put(bound(s.labels().get("le")), s.value()));
    Scrape kept =
        new Scrape(
            page.samples().stream().filter(s -> !s.labels().containsKey("cluster")).toList());
    return new OperatorSample(Instant.now(), ProcessUsage.of(pid), CpuByPart.of(pid), kept, lag);
  }

  /** CPU seconds per second since an earlier sample. */
  double cores(OperatorSample before) {
    return seconds(usage.cpu().minus(before.usage.cpu())) / elapsed(before);
  }

  /** The same by parts; what threads used that have ended is among the others. */
  Map<CpuByPart.Part, Double> coresByPart(OperatorSample before) {
    Map<CpuByPart.Part, Double> cores = new EnumMap<>(CpuByPart.Part.class);
    parts.forEach((part, used) ->
        cores.put(
            part, Math.max(0, used - before.parts.getOrDefault(part, 0.0)) / elapsed(before)));
    return cores;
  }

  /** CPU seconds per second of looking at etcd. */
  double probing(OperatorSample before) {
    return coresByPart(before).entrySet().stream()
        .filter(e -> e.getKey().probing())
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** Calls of the Kubernetes API per second since an earlier sample, by verb. */
  Map<String, Double> calls(OperatorSample before) {
    return rates(before, CALLS, "verb", s -> true);
  }

  /** Writes per second by resource. */
  Map<String, Double> writesByResource(OperatorSample before) {
    return rates(before, CALLS, "resource", s -> WRITES.contains(s.labels().get("verb")));
  }

  /** Writes per second since an earlier sample. */
  double writes(OperatorSample before) {
    return writesByResource(before).values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** What became of statuses and Events, per second. */
  Map<String, Double> outcomes(OperatorSample before) {
    Map<String, Double> all = new TreeMap<>();
    rates(before, "etcd_monitor_status_writes_total", "outcome", s -> true)
        .forEach((outcome, rate) -> all.put("status " + outcome, rate));
    rates(before, "etcd_monitor_events_total", "outcome", s -> true)
        .forEach((outcome, rate) -> all.put("Event " + outcome, rate));
    return all;
  }

  /** Rounds per second. */
  double rounds(OperatorSample before) {
    String name = "etcd_monitor_scheduler_rounds_total";
    return (page.value(name).orElse(0) - before.page.value(name).orElse(0)) / elapsed(before);
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

  private double elapsed(OperatorSample before) {
    return seconds(Duration.between(before.time, time));
  }

  private Map<String, Double> rates(
      OperatorSample before, String name, String label, Predicate<Scrape.Sample> counts) {
    Map<String, Double> rates = sums(name, label, counts);
    Map<String, Double> earlier = before.sums(name, label, counts);
    rates.replaceAll((key, n) -> (n - earlier.getOrDefault(key, 0.0)) / elapsed(before));
    return rates;
  }

  private Map<String, Double> sums(String name, String label, Predicate<Scrape.Sample> counts) {
    return page.find(name).stream()
        .filter(counts)
        .collect(
            Collectors.groupingBy(
                s -> s.labels().get(label),
                TreeMap::new,
                Collectors.summingDouble(Scrape.Sample::value)));
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
