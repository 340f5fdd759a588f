package io.etcdmonitor.e2e.lab;

import io.etcdmonitor.e2e.demo.Checkout;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The failure lab: puts each fault of the table to a real etcd, watches what the operator says of
 * it, and writes docs/failure-lab.md.
 */
public final class Lab {
  private final LabOptions options;
  private final PrintStream out;
  private final FaultTable table = FaultTable.load();
  private final Results results;

  private Lab(LabOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
    this.results = Results.load(resultsFile(options.etcd()));
  }

  /**
   * Where what was seen is kept.
   *
   * @param etcd a version other than the usual one, of which nothing is published
   */
  static Path resultsFile(Optional<String> etcd) {
    return Checkout.root()
        .resolve(
            etcd.map("e2e/target/lab/results-%s.yaml"::formatted).orElse("e2e/lab/results.yaml"));
  }

  /**
   * Where the report is.
   *
   * @param etcd a version other than the usual one, of which nothing is published
   */
  static Path reportFile(Optional<String> etcd) {
    return Checkout.root()
        .resolve(
            etcd.map("e2e/target/lab/failure-lab-%s.md"::formatted).orElse("docs/failure-lab.md"));
  }

  /** Exit code 0 when every row that ran was caught, 1 when not, 2 for bad usage. */
  public static void main(String[] arguments) throws Exception {
    LabOptions options;
    try {
      options = LabOptions.parse(Arrays.asList(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println("lab: " + e.getMessage());
      System.err.print(LabOptions.USAGE);
      System.exit(2);
      return;
    }
    options.etcd().ifPresent(EtcdInstallation::require);
    Files.createDirectories(resultsFile(options.etcd()).getParent());
    System.exit(new Lab(options, System.out).run() ? 0 : 1);
  }

  private boolean run() throws IOException, InterruptedException, ExecutionException {
    boolean caught = true;
    if (!options.reportOnly()) {
      List<Row> rows =
          table.select(options.rows()).stream()
              .filter(row -> row.notRun().isEmpty())
              .map(row -> options.etcd().map(row::on).orElse(row))
              .toList();
      try (LabEnvironment environment =
          new LabEnvironment(options.mock(), true, options.others())) {
        out.println("Kubernetes API: " + environment.api().description());
        caught = runAll(rows, environment);
        environment.saveLog(Checkout.root().resolve("e2e/target/lab/operator.log"));
      }
    }
    write();
    out.println("written: " + reportFile(options.etcd()));
    return caught;
  }

  private synchronized void write() {
    try {
      Files.writeString(reportFile(options.etcd()), new Report(table, results).text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean runAll(List<Row> rows, LabEnvironment environment)
      throws InterruptedException, ExecutionException {
    boolean caught = true;
    try (ExecutorService threads = Executors.newFixedThreadPool(options.parallel())) {
      List<Future<Boolean>> running = new ArrayList<>();
      for (Row row : rows) {
        if (!row.alone()) {
          running.add(threads.submit(() -> runOne(row, environment)));
        }
      }
      for (Future<Boolean> each : running) {
        caught &= each.get();
      }
    }
    for (Row row : rows) {
      if (row.alone()) {
        caught &= runOne(row, environment);
      }
    }
    return caught;
  }

  private boolean runOne(Row row, LabEnvironment environment) {
    RowResult result = new RowRun(row, environment).run();
    results.put(row, result);
    write();
    boolean caught = result.caught(row);
    synchronized (out) {
      out.printf("%-4s %s: %s%n", row.row(), row.fault(), Report.outcome(row, result));
      if (!caught) {
        out.printf(
            "     seen %s clear %s%n     also %s%n     %s%n",
            result.seen(), result.clear(), result.also(), result.trouble());
      }
    }
    return caught;
  }
}
