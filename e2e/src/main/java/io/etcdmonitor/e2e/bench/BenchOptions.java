package io.etcdmonitor.e2e.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What to measure.
 *
 * @param clusters sizes of the fleets, one row each
 * @param steady how long to measure at rest
 * @param warmUp how long to wait before, after all are observed
 * @param tls mutual TLS, a Secret for each cluster
 * @param pages whether members have metrics pages that are read
 * @param faults whether members are killed at the end
 * @param soak further time at rest, with a line each minute
 * @param javaOptions of the operator
 * @param report Markdown file between whose markers the table is written; empty: only printed
 */
record BenchOptions(
    List<Integer> clusters,
    Duration steady,
    Duration warmUp,
    boolean tls,
    boolean pages,
    boolean faults,
    Duration soak,
    String javaOptions,
    Optional<String> report) {
  static final String USAGE =
      """
      WatchingCost [--steady 5m] [--warm-up 90s] [--plain] [--no-pages] [--no-faults] [--soak 30m]
                   [--java-options "-Xmx256m"] [--report docs/performance.md] CLUSTERS...
      """;

  // The chart's limit is 1 GiB, and 45 % of the container's memory is heap.
  private static final String CHART = "-Xmx460m -XX:+UseCompactObjectHeaders";

  static BenchOptions parse(String... args) {
    List<Integer> clusters = new ArrayList<>();
    Duration steady = Duration.ofMinutes(5);
    Duration warmUp = Duration.ofSeconds(90);
    Duration soak = Duration.ZERO;
    boolean tls = true;
    boolean pages = true;
    boolean faults = true;
    String javaOptions = CHART;
    Optional<String> report = Optional.empty();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--steady" -> steady = duration(args[++i]);
        case "--warm-up" -> warmUp = duration(args[++i]);
        case "--soak" -> soak = duration(args[++i]);
        case "--plain" -> tls = false;
        case "--no-pages" -> pages = false;
        case "--no-faults" -> faults = false;
        case "--java-options" -> javaOptions = args[++i];
        case "--report" -> report = Optional.of(args[++i]);
        default -> clusters.add(Integer.parseInt(args[i]));
      }
    }
    return new BenchOptions(
        List.copyOf(clusters), steady, warmUp, tls, pages, faults, soak, javaOptions, report);
  }

  private static Duration duration(String text) {
    return Duration.parse("PT" + text);
  }
}
