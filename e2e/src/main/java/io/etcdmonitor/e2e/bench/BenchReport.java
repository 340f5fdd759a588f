package io.etcdmonitor.e2e.bench;

import io.etcdmonitor.e2e.operator.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Collects what was measured and writes it as Markdown. */
final class BenchReport {
  private static final String BEGIN = "<!-- bench: begin -->";
  private static final String END = "<!-- bench: end -->";

  private final BenchOptions options;
  private final List<Row> rows = new ArrayList<>();

  BenchReport(BenchOptions options) {
    this.options = options;
  }

  /**
   * What happened when members died.
   *
   * @param what died
   * @param seen until the last status that it concerns said so
   * @param recovered until all were observed to serve again, after the members were back
   * @param writesPerSecond to the Kubernetes API while it was being told
   * @param lagP99 of rounds in that time
   * @param rssMiB afterwards
   */
  record Detection(
      String what,
      Duration seen,
      Duration recovered,
      double writesPerSecond,
      double lagP99,
      long rssMiB) {}

  /** One fleet. */
  record Row(
      int clusters,
      Duration first,
      Duration all,
      OperatorSample before,
      OperatorSample after,
      long liveHeapMiB,
      List<Detection> detections) {
    Row(
        int clusters,
        Duration first,
        Duration all,
        OperatorSample before,
        OperatorSample after,
        long liveHeapMiB) {
      this(clusters, first, all, before, after, liveHeapMiB, List.of());
    }

    Row with(List<Detection> detected) {
      return new Row(clusters, first, all, before, after, liveHeapMiB, detected);
    }

    @Override
    public String toString() {
      return "| %d | %.1f | %.1f | %.3f | %d | %d | %d | %d | %.2f | %s | %s | %s |"
          .formatted(
              clusters,
              first.toMillis() / 1e3,
              all.toMillis() / 1e3,
              after.cores(before),
              after.usage().rssMiB(),
              liveHeapMiB,
              after.usage().threads(),
              after.usage().fileDescriptors(),
              after.writes(before),
              calls(after.rates(before)),
              after.lag(before, 0.5),
              after.lag(before, 0.99));
    }

    private static String calls(Map<String, Double> rates) {
      return rates.entrySet().stream()
          .filter(e -> e.getValue() > 0)
          .map(e -> "%s %.2f".formatted(e.getKey(), e.getValue()))
          .collect(Collectors.joining(", "));
    }
  }

  void add(Row row) {
    rows.add(row);
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
        "%s: %s, %s, measured for %d s; %d processors, JDK %s, `JAVA_OPTS=%s`.%n%n"
            .formatted(
                LocalDate.now(ZoneOffset.UTC),
                options.tls() ? "mutual TLS with a Secret for each cluster" : "plain text",
                options.pages() ? "metrics pages of 170 KiB every 10 s" : "no metrics pages",
                options.steady().toSeconds(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().feature(),
                options.javaOptions()));
    text.append(
        "| clusters | first verdict (s) | all observed (s) | CPU (cores) | RSS (MiB) | live heap"
            + " (MiB) | threads | fds | API writes/s | API calls/s by verb | lag p50 ≤ (s) | lag p99"
            + " ≤ (s) |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    rows.forEach(row -> text.append(row).append('\n'));
    if (rows.stream().anyMatch(row -> !row.detections().isEmpty())) {
      text.append(
          "\n| clusters | died | seen in every status (s) | all observed again (s) | API writes/s"
              + " meanwhile | lag p99 ≤ (s) | RSS (MiB) |\n|---|---|---|---|---|---|---|\n");
      for (Row row : rows) {
        for (Detection d : row.detections()) {
          text.append(
              "| %d | %s | %.1f | %.1f | %.1f | %s | %d |%n"
                  .formatted(
                      row.clusters(),
                      d.what(),
                      d.seen().toMillis() / 1e3,
                      d.recovered().toMillis() / 1e3,
                      d.writesPerSecond(),
                      d.lagP99(),
                      d.rssMiB()));
        }
      }
    }
    return text.toString();
  }
}
