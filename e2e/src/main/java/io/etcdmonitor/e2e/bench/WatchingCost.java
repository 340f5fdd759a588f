package io.etcdmonitor.e2e.bench;

import io.etcdmonitor.e2e.bench.sim.Addresses;
import io.etcdmonitor.e2e.kube.KubeApi;
import io.etcdmonitor.e2e.kube.KubeBinaries;
import io.etcdmonitor.e2e.operator.Distribution;
import io.etcdmonitor.e2e.operator.OperatorProcess;
import io.etcdmonitor.e2e.process.Directories;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
  private final BenchReport report;

  private WatchingCost(KubeBinaries binaries, BenchOptions options, BenchReport report) {
    this.binaries = binaries;
    this.options = options;
    this.report = report;
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
    BenchReport report = new BenchReport(options);
    WatchingCost bench = new WatchingCost(found.binaries(), options, report);
    for (int clusters : options.clusters()) {
      bench.measure(clusters);
    }
    report.finish();
  }

  private void measure(int clusters) throws Exception {
    Path files = Directories.temporary("etcd-monitor-bench");
    Optional<Fleet.Credentials> client =
        options.tls() ? Optional.of(Certificates.issue(files)) : Optional.empty();
    Optional<Path> page = options.pages() ? Optional.of(recordedPage()) : Optional.empty();
    Path launcher = ImageLike.distribution(files, options.javaOptions(), options.aot());
    try (Simulators etcd = new Simulators(clusters, page, client.map(c -> files), files);
        KubeApi api = KubeApi.startForMeasuring(binaries);
        Fleet fleet = new Fleet(api.admin(), clusters)) {
      say("members listen, the API server is ready");
      fleet.create(client, options.pages());
      say("created " + clusters + " EtcdClusters");
      Instant started = Instant.now();
      try (OperatorProcess operator =
          OperatorProcess.start(
              launcher,
              api.adminKubeconfig(),
              "bench",
              Map.of("JAVA_OPTS", options.javaOptions()),
              flags())) {
        fleet.whileWaiting(() -> alive(operator));
        run(new Stage(clusters, etcd, fleet, operator), started);
      }
    } finally {
      Directories.delete(files);
    }
  }

  /** The page that all simulated members show. */
  static Path recordedPage() {
    return Distribution.checkout().resolve(RECORDED);
  }

  private static void alive(OperatorProcess operator) {
    if (!operator.process().alive()) {
      throw new IllegalStateException("the operator ended: " + operator.process().tail(20));
    }
  }

  private static List<String> flags() {
    return List.of("--lease-namespace", "default");
  }

  private record Stage(int clusters, Simulators etcd, Fleet fleet, OperatorProcess operator) {}

  private void run(Stage stage, Instant started) throws Exception {
    Fleet fleet = stage.fleet();
    Delays first = fleet.awaitFirst(started, options.patience());
    Delays all = fleet.await(started, fleet.all(), Fleet.Said::whole, options.patience());
    if (options.pages()) {
      fleet.awaitPages(options.patience());
    }
    say("observed: " + all + "; warming up");
    rest(stage, options.warmUp());
    say("measuring");
    Yardstick machine = new Yardstick(recordedPage());
    long yardstick = machine.micros();
    OperatorSample before = OperatorSample.of(stage.operator());
    rest(stage, options.steady());
    OperatorSample after = OperatorSample.of(stage.operator());
    yardstick = (yardstick + machine.micros()) / 2;
    long live = JvmHeap.liveMiB(stage.operator().process().pid());
    BenchReport.Row row =
        new BenchReport.Row(stage.clusters(), first, all, before, after, live, yardstick);
    report.add(row);
    say(row.line() + row.parts());
    if (options.faults()) {
      faults(stage);
    }
    soak(stage);
  }

  /** Time passes, and somebody scrapes the operator as Prometheus does. */
  private static void rest(Stage stage, Duration time) throws InterruptedException {
    Instant end = Instant.now().plus(time);
    while (Instant.now().isBefore(end)) {
      Duration left = Duration.between(Instant.now(), end);
      LockSupport.parkNanos((left.compareTo(SCRAPED_EVERY) < 0 ? left : SCRAPED_EVERY).toNanos());
      try {
        var unused = stage.operator().status("/metrics");
      } catch (IOException e) {
        say("no answer to a scrape: " + e);
      }
    }
  }

  private void faults(Stage stage) {
    int few = Math.min(Math.max(1, stage.clusters() * Addresses.MEMBERS / 100), stage.clusters());
    int step = stage.clusters() / few;
    // Never the first member, which leads; one in each of so many clusters.
    List<Integer> some =
        IntStream.range(0, few).mapToObj(i -> i * step * Addresses.MEMBERS + 1).toList();
    kill(stage, "1 % of the members", some, said -> !said.allMembersReady());
    List<Integer> every = IntStream.range(0, stage.clusters() * Addresses.MEMBERS).boxed().toList();
    kill(stage, "all members", every, said -> !said.serving());
  }

  private void kill(Stage stage, String what, List<Integer> members, Predicate<Fleet.Said> dead) {
    Set<Integer> theirs =
        members.stream()
            .map(m -> m / Addresses.MEMBERS)
            .filter(stage.fleet()::whole)
            .collect(Collectors.toSet());
    say("killing " + what + ", of " + theirs.size() + " clusters that were whole");
    OperatorSample before = OperatorSample.of(stage.operator());
    Instant killed = Instant.now();
    stage.etcd().tell("die", members);
    say("dead after " + Duration.between(killed, Instant.now()).toMillis() + " ms");
    Delays seen = stage.fleet().await(killed, theirs, dead, options.patience());
    OperatorSample told = OperatorSample.of(stage.operator());
    say("seen: " + seen + "; they come back");
    Instant back = Instant.now();
    stage.etcd().tell("live", members);
    Delays recovered =
        stage.fleet().await(back, stage.fleet().all(), Fleet.Said::whole, options.patience());
    BenchReport.Fault fault =
        new BenchReport.Fault(
            what, seen, recovered, before, told, OperatorSample.of(stage.operator()));
    report.add(stage.clusters(), fault);
    say(fault.line(stage.clusters()));
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
