package io.etcdmonitor.e2e.lab;

import io.etcdmonitor.e2e.lab.Checks.Check;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is written down while a row runs. Used by the row's thread. */
final class Notes {
  private final Row row;
  private final List<Check> checks;
  private final Map<String, Double> seen = new LinkedHashMap<>();
  private final Map<String, Double> clear = new LinkedHashMap<>();
  private final Map<String, Set<String>> also = new TreeMap<>();
  private final Map<String, String> rules = new TreeMap<>();
  private final Set<String> rulesBefore = new HashSet<>();
  private final Set<String> findingsBefore = new HashSet<>();
  private final List<String> injected = new ArrayList<>();
  private final Set<String> eventsBefore = new HashSet<>();
  private final Set<String> warningsBefore = new HashSet<>();
  private String worst = "";
  private String hurt = "";
  private double lasted;
  private long start;

  Notes(Row row, boolean prometheus) {
    this.row = row;
    this.checks = Checks.of(row);
    if (!prometheus) {
      checks.stream()
          .filter(c -> c.kind().equals("rule"))
          .forEach(c -> seen.put(c.text(), RowResult.NOT_LOOKED));
    }
  }

  /** What is there already cannot be the fault's doing. */
  void before(Sight sight, String victim) {
    for (Check check : checks) {
      boolean lasting = !check.text().contains("$it");
      if (lasting && Checks.met(check, sight, row.cluster(), victim)) {
        seen.put(check.text(), RowResult.BEFORE);
      }
    }
    rulesBefore.addAll(sight.rules().keySet());
    sight.findings().forEach(findingsBefore::add);
    sight.events().forEach(e -> eventsBefore.add(e.getReason()));
    sight.warnings().forEach(warningsBefore::add);
  }

  /** The fault begins. */
  void begin() {
    start = System.nanoTime();
  }

  void injected() {
    injected.addAll(row.inject());
  }

  boolean complete() {
    return checks.stream().allMatch(c -> seen.containsKey(c.text()));
  }

  void lasted() {
    lasted = seconds();
  }

  void see(Sight sight, String victim) {
    hurt = victim;
    for (Check check : checks) {
      if (!seen.containsKey(check.text()) && Checks.met(check, sight, row.cluster(), victim)) {
        seen.put(check.text(), seconds());
      }
    }
    worst = HealthOrder.worse(sight.health(), worst);
    note("health", sight.health());
    sight.findings().filter(f -> !findingsBefore.contains(f)).forEach(f -> note("findings", f));
    sight.events().stream()
        .map(e -> e.getReason())
        .filter(reason -> !eventsBefore.contains(reason))
        .forEach(reason -> note("events", reason));
    if (row.quiet() != null) {
      sight.warnings().filter(w -> !warningsBefore.contains(w)).forEach(w -> note("warnings", w));
    }
    sight.told().stream()
        .filter(t -> t.firing())
        .forEach(t -> note("alerts", (t.rule() + " " + t.severity() + " " + t.member()).strip()));
    sight
        .rules()
        .forEach((rule, wait) -> {
          if (!rulesBefore.contains(rule)) {
            rules.putIfAbsent(rule, "%.0f s, %s".formatted(seconds(), wait));
          }
        });
    if (sight.hasStatus() && sight.cluster().getStatus().message() != null) {
      note("messages", sight.cluster().getStatus().message());
    }
  }

  private void note(String kind, String what) {
    if (!what.isEmpty()) {
      also.computeIfAbsent(kind, k -> new TreeSet<>()).add(what);
    }
  }

  void beginMending() {
    checks.forEach(c -> seen.putIfAbsent(c.text(), RowResult.MISSED));
  }

  /** The fault is gone. */
  void mended() {
    start = System.nanoTime();
    clear.put("status", RowResult.MISSED);
    clear.put("alerts", RowResult.MISSED);
  }

  /** Whether all is as it was. */
  boolean clear(Sight sight) {
    if (clear.get("status") < 0 && sight.health().equals("Healthy")) {
      clear.put("status", seconds());
    } else if (!sight.health().equals("Healthy")) {
      clear.put("status", RowResult.MISSED);
    }
    if (clear.get("alerts") < 0 && sight.open().isEmpty()) {
      clear.put("alerts", seconds());
    } else if (!sight.open().isEmpty()) {
      clear.put("alerts", RowResult.MISSED);
    }
    return clear.values().stream().allMatch(seconds -> seconds >= 0);
  }

  private double seconds() {
    return Math.round((System.nanoTime() - start) / 1e8) / 10.0;
  }

  RowResult result(String ran, List<String> versions, boolean mixin, String trouble) {
    Map<String, List<String>> told = new TreeMap<>();
    also.forEach((kind, what) -> told.put(kind, List.copyOf(what)));
    return new RowResult(
        ran, versions, injected, seen, clear, told, rules, worst, mixin, trouble, machine(), hurt,
        lasted);
  }

  /** Times under load are not those of a machine that has nothing else to do. */
  private static String machine() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    return String.format(
        Locale.ROOT,
        "load %.1f on %d processors",
        system.getSystemLoadAverage(),
        system.getAvailableProcessors());
  }
}
