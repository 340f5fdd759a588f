package io.etcdmonitor.e2e.bench;

import java.io.IOException;
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
 * @param patience how long to wait for all clusters at most, at the start and after each fault
 * @param soak further time at rest, with a line each minute
 * @param javaOptions of the operator; the image's if nothing else is said
 * @param aot whether the operator runs with the AOT cache that the image has
 * @param report Markdown file between whose markers the table is written; empty: only printed
 */
record BenchOptions(
    List<Integer> clusters,
    Duration steady,
    Duration warmUp,
    boolean tls,
    boolean pages,
    boolean faults,
    Duration patience,
    Duration soak,
    String javaOptions,
    boolean aot,
    Optional<String> report) {
  static final String USAGE =
      """
      WatchingCost [--steady 5m] [--warm-up 90s] [--plain] [--no-pages] [--no-faults] [--patience 5m]
                   [--soak 30m] [--java-options "-Xmx256m"] [--no-aot] [--report docs/performance.md] CLUSTERS...
      """;

  static BenchOptions parse(String... args) throws IOException {
    List<Integer> clusters = new ArrayList<>();
    Duration steady = Duration.ofMinutes(5);
    Duration warmUp = Duration.ofSeconds(90);
    Duration patience = Duration.ofMinutes(5);
    Duration soak = Duration.ZERO;
    boolean tls = true;
    boolean pages = true;
    boolean faults = true;
    String javaOptions = ImageLike.javaOptions();
    boolean aot = true;
    Optional<String> report = Optional.empty();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--steady" -> steady = duration(args[++i]);
        case "--warm-up" -> warmUp = duration(args[++i]);
        case "--no-aot" -> aot = false;
        case "--patience" -> patience = duration(args[++i]);
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
        List.copyOf(clusters),
        steady,
        warmUp,
        tls,
        pages,
        faults,
        patience,
        soak,
        javaOptions,
        aot,
        report);
  }

  private static Duration duration(String text) {
    return Duration.parse("PT" + text);
  }
}
