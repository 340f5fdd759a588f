package io.etcdmonitor.e2e.bench;

import io.etcdmonitor.e2e.bench.sim.Addresses;
import io.etcdmonitor.e2e.kube.KubeApi;
import io.etcdmonitor.e2e.kube.KubeBinaries;
import io.etcdmonitor.e2e.operator.Distribution;
import io.etcdmonitor.e2e.operator.OperatorProcess;
import io.etcdmonitor.e2e.process.Directories;
import io.etcdmonitor.etcd.testing.TestPki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Measures what watching costs: the operator from the distribution, a real API server, simulated
 * etcd clusters, default intervals. Everything shares the machine, so trust CPU seconds and memory
 * more than times. {@link BenchOptions#USAGE} has the arguments.
 */
public final class WatchingCost {
  private static final String RECORDED = "operator/engine/src/test/resources/metrics/3.5-full.txt";
  private static final Duration SCRAPED_EVERY = Duration.ofSeconds(30);

  private final KubeBinaries binaries;
  private final BenchOptions options;

  private WatchingCost(KubeBinaries binaries, BenchOptions options) {
    this.binaries = binaries;
    this.options = options;
  }

  /** Runs the bench. */
  public static void main(String[] args) throws Exception {
    BenchOptions options = BenchOptions.parse(args);
    if (options.clusters().isEmpty()) {
      System.err.print(BenchOptions.USAGE);
      System.exit(64);
      return;
    }
    if (!(KubeBinaries.find() instanceof KubeBinaries.Search.Found found)) {
      System.err.println("this bench needs a real kube-apiserver (see docs/contributing.md)");
      System.exit(1);
      return;
    }
    WatchingCost bench = new WatchingCost(found.binaries(), options);
    BenchReport report = new BenchReport(options);
    for (int clusters : options.clusters()) {
      report.add(bench.measure(clusters));
    }
    report.finish();
  }

  private BenchReport.Row measure(int clusters) throws Exception {
    Path files = Directories.temporary("etcd-monitor-bench");
    Optional<TestPki> pki = options.tls() ? Optional.of(new TestPki()) : Optional.empty();
    if (pki.isPresent()) {
      TestPki.Issued server =
          pki.get().server(List.of(Addresses.SERVER_NAME), List.of(), Duration.ofDays(365));
      Files.writeString(files.resolve("server.crt"), server.certificatePem());
      Files.writeString(files.resolve("server.key"), server.keyPem());
    }
    Optional<Path> page =
        options.pages() ? Optional.of(Distribution.checkout().resolve(RECORDED)) : Optional.empty();
    try (Simulators etcd = new Simulators(clusters, page, pki.map(p -> files), files);
        KubeApi api = KubeApi.start(binaries);
        Fleet fleet = new Fleet(api.admin(), clusters)) {
      fleet.create(pki, options.pages());
      say("created " + clusters + " EtcdClusters");
      Instant started = Instant.now();
      try (OperatorProcess operator =
          OperatorProcess.start(
              api.adminKubeconfig(),
              "bench",
              Map.of("JAVA_OPTS", options.javaOptions()),
              flags())) {
        return run(new Stage(clusters, etcd, fleet, operator), started);
      }
    } finally {
      Directories.delete(files);
    }
  }

  private static List<String> flags() {
    return List.of("--lease-namespace", "default");
  }

  private record Stage(int clusters, Simulators etcd, Fleet fleet, OperatorProcess operator) {}

  private BenchReport.Row run(Stage stage, Instant started) throws Exception {
    Fleet fleet = stage.fleet();
    Duration first = fleet.await("a first verdict", started, 1, h -> true);
    Duration all = fleet.await("all are observed", started, stage.clusters(), Fleet.Said::whole);
    say("all observed after " + all.toSeconds() + " s; warming up");
    rest(stage, options.warmUp());
    say("measuring");
    OperatorSample before = OperatorSample.of(stage.operator());
    rest(stage, options.steady());
    OperatorSample after = OperatorSample.of(stage.operator());
    long live = JvmHeap.liveMiB(stage.operator().process().pid());
    BenchReport.Row row = new BenchReport.Row(stage.clusters(), first, all, before, after, live);
    report(row);
    if (options.faults()) {
      row = row.with(faults(stage));
    }
    soak(stage);
    return row;
  }

  private static void report(BenchReport.Row row) {
    say(row.toString());
  }

  /** Time passes, and somebody scrapes the operator as Prometheus does. */
  private static void rest(Stage stage, Duration time) throws IOException, InterruptedException {
    Instant end = Instant.now().plus(time);
    while (Instant.now().isBefore(end)) {
      Duration left = Duration.between(Instant.now(), end);
      LockSupport.parkNanos((left.compareTo(SCRAPED_EVERY) < 0 ? left : SCRAPED_EVERY).toNanos());
      var unused = stage.operator().status("/metrics");
    }
  }

  private List<BenchReport.Detection> faults(Stage stage) throws Exception {
    List<BenchReport.Detection> detections = new ArrayList<>();
    int few = Math.max(1, stage.clusters() * Addresses.MEMBERS / 100);
    List<Integer> some = new ArrayList<>();
    for (int i = 0; i < Math.min(few, stage.clusters()); i++) {
      // Never the first member, which leads; one in each of so many clusters.
      some.add(i * (stage.clusters() / Math.min(few, stage.clusters())) * Addresses.MEMBERS + 1);
    }
    detections.add(
        kill(stage, "1 % of the members", some, some.size(), said -> !said.allMembersReady()));
    List<Integer> every = new ArrayList<>();
    for (int m = 0; m < stage.clusters() * Addresses.MEMBERS; m++) {
      every.add(m);
    }
    detections.add(kill(stage, "all members", every, stage.clusters(), said -> !said.serving()));
    return detections;
  }

  private BenchReport.Detection kill(
      Stage stage, String what, List<Integer> members, int clusters, Predicate<Fleet.Said> dead)
      throws Exception {
    say("killing " + what);
    OperatorSample before = OperatorSample.of(stage.operator());
    Instant killed = Instant.now();
    stage.etcd().tell("die", members);
    Duration seen = stage.fleet().await(what + " are seen dead", killed, clusters, dead);
    OperatorSample told = OperatorSample.of(stage.operator());
    Instant back = Instant.now();
    stage.etcd().tell("live", members);
    Duration recovered =
        stage.fleet().await("all are observed again", back, stage.clusters(), Fleet.Said::whole);
    OperatorSample after = OperatorSample.of(stage.operator());
    BenchReport.Detection detection =
        new BenchReport.Detection(
            what,
            seen,
            recovered,
            told.writes(before),
            told.lag(before, 0.99),
            after.usage().rssMiB());
    say(detection.toString());
    return detection;
  }

  private void soak(Stage stage) throws Exception {
    Instant end = Instant.now().plus(options.soak());
    while (Instant.now().isBefore(end)) {
      rest(stage, Duration.ofMinutes(1));
      OperatorSample now = OperatorSample.of(stage.operator());
      say(
          "soak: %d MiB RSS, %d MiB live heap, %d threads, %d fds, %.1f s CPU"
              .formatted(
                  now.usage().rssMiB(),
                  JvmHeap.liveMiB(stage.operator().process().pid()),
                  now.usage().threads(),
                  now.usage().fileDescriptors(),
                  now.usage().cpu().toMillis() / 1e3));
    }
  }

  private static void say(String text) {
    System.err.println(Instant.now() + " " + text);
  }
}
