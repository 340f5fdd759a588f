package io.etcdmonitor.e2e.bench;

import io.etcdmonitor.e2e.operator.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Collects what was measured and writes it as Markdown. */
final class BenchReport {
  private static final String BEGIN = "<!-- bench: begin -->";
  private static final String END = "<!-- bench: end -->";
  private static final double WORTH_SAYING = 0.0005;

  private final BenchOptions options;
  private final List<Row> rows = new ArrayList<>();

  BenchReport(BenchOptions options) {
    this.options = options;
  }

  /**
   * What happened when members died and came back.
   *
   * @param what died
   * @param seen until statuses said so
   * @param recovered until all were observed to serve again, after the members were back
   * @param before it
   * @param told when all had been seen
   * @param after all were observed again
   */
  record Fault(
      String what,
      Delays seen,
      Delays recovered,
      OperatorSample before,
      OperatorSample told,
      OperatorSample after) {
    static final String HEAD =
        header(
            "clusters",
            "died",
            "seen in every status (s)",
            "observed again (s)",
            "API writes/s, down and up",
            "by what",
            "CPU (cores)",
            "lag p50, p99, max ≤ (s)",
            "RSS (MiB)",
            "threads");

    String line(int clusters) {
      return "| %d | %s | %s | %s | %.1f, %.1f | %s | %.2f, %.2f | %s | %d | %d |%n"
          .formatted(
              clusters,
              what,
              seen,
              recovered,
              told.writes(before),
              after.writes(told),
              rates(after.writesByResource(before)),
              told.cores(before),
              after.cores(told),
              lag(before, after),
              after.usage().rssMiB(),
              after.usage().threads());
    }
  }

  /**
   * One fleet at rest.
   *
   * @param yardstick how slow the machine was meanwhile
   */
  record Row(
      int clusters,
      Delays first,
      Delays all,
      OperatorSample before,
      OperatorSample after,
      long liveHeapMiB,
      long yardstick) {
    static final String HEAD =
        header(
            "clusters",
            "first verdict (s)",
            "all observed (s)",
            "CPU (cores)",
            "of it probing",
            "RSS, most (MiB)",
            "live heap (MiB)",
            "threads",
            "fds",
            "API writes/s",
            "rounds/s",
            "lag p50, p99, max ≤ (s)",
            "yardstick (µs)");

    String line() {
      return "| %d | %s | %s | %.3f | %.3f | %d, %d | %d | %d | %d | %.2f | %.1f | %s | %d |%n"
          .formatted(
              clusters,
              first,
              all,
              after.cores(before),
              after.probing(before),
              after.usage().rssMiB(),
              after.usage().peakMiB(),
              liveHeapMiB,
              after.usage().threads(),
              after.usage().fileDescriptors(),
              after.writes(before),
              after.rounds(before),
              lag(before, after),
              yardstick);
    }

    String parts() {
      return "| %d | %s | %s | %s | %s |%n"
          .formatted(
              clusters,
              after.coresByPart(before).entrySet().stream()
                  .filter(e -> e.getValue() >= WORTH_SAYING)
                  .map(e ->
                      "%s %.3f".formatted(e.getKey().name().toLowerCase(Locale.ROOT), e.getValue()))
                  .collect(Collectors.joining(", ")),
              rates(after.calls(before)),
              rates(after.writesByResource(before)),
              rates(after.outcomes(before)));
    }
  }

  private record Died(int clusters, Fault fault) {}

  private final List<Died> faults = new ArrayList<>();

  void add(Row row) {
    rows.add(row);
  }

  void add(int clusters, Fault fault) {
    faults.add(new Died(clusters, fault));
  }

  /** Prints it, and puts it between the markers of the report's file. */
  void finish() throws IOException {
    String table = table();
    System.out.println(table);
    if (options.report().isPresent()) {
      Path file = Distribution.checkout().resolve(options.report().get());
      String text = Files.readString(file);
      int begin = text.indexOf(BEGIN) + BEGIN.length();
      Files.writeString(
          file, text.substring(0, begin) + "\n" + table + text.substring(text.indexOf(END)));
    }
  }

  private String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s: %s, %s, measured for %d s; %d processors, JDK %s, `JAVA_OPTS=%s`, %s.%n%n"
            .formatted(
                LocalDate.now(ZoneOffset.UTC),
                options.tls() ? "mutual TLS with a Secret for each cluster" : "plain text",
                options.pages()
                    ? "metrics pages of 170 KiB, with gzip 12, every 10 s"
                    : "no metrics pages",
                options.steady().toSeconds(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().feature(),
                options.javaOptions(),
                options.aot() ? "with the image's AOT cache" : "without an AOT cache"));
    text.append(Row.HEAD);
    rows.forEach(row -> text.append(row.line()));
    text.append('\n')
        .append(
            header(
                "clusters",
                "CPU by part (cores)",
                "API calls/s by verb",
                "API writes/s by resource",
                "statuses and Events/s"));
    rows.forEach(row -> text.append(row.parts()));
    if (!faults.isEmpty()) {
      text.append('\n').append(Fault.HEAD);
      faults.forEach(died -> text.append(died.fault().line(died.clusters())));
    }
    return text.toString();
  }

  private static String header(String... columns) {
    return "| " + String.join(" | ", columns) + " |\n" + "|---".repeat(columns.length) + "|\n";
  }

  private static String lag(OperatorSample before, OperatorSample after) {
    return "%s, %s, %s"
        .formatted(after.lag(before, 0.5), after.lag(before, 0.99), after.lag(before, 1));
  }

  private static String rates(Map<String, Double> rates) {
    return rates.entrySet().stream()
        .filter(e -> e.getValue() > WORTH_SAYING)
        .map(e -> "%s %.2f".formatted(e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }
}
