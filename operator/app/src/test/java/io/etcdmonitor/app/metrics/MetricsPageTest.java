package io.etcdmonitor.app.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.etcdmonitor.app.FakeClock;
import io.etcdmonitor.app.FakeEngine;
import io.etcdmonitor.app.Sightings;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a whole: what promtool says of it, and what it costs. */
class MetricsPageTest {
  private static final int CLUSTERS = 1_000;

  @TempDir Path directory;

  private final FakeClock clock = new FakeClock();
  private final FakeEngine engine = new FakeEngine(clock);

  @Test
  void promtoolFindsNothingInNamesOfOurOwn() throws Exception {
    Optional<Path> promtool = promtool();
    Assumptions.assumeTrue(
        promtool.isPresent(), "SKIPPED: promtool is not on the PATH (Debian: package prometheus)");
    watch(Sightings.key("orders"));
    everyMeasurement(Sightings.key("orders"));
    byte[] page;
    try (Metrics metrics = new Metrics(engine, Map::of, clock)) {
      page = metrics.page("").plain().readAllBytes();
    }
    Path file = Files.write(directory.resolve("page"), page);
    Process process =
        new ProcessBuilder(promtool.get().toString(), "check", "metrics")
            .redirectInput(file.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();

    // Earlier dashboards' names break conventions, and Micrometer's are not ours.
    assertThat(said.lines().filter(line -> line.contains("etcd_monitor_"))).isEmpty();
    assertThat(said).doesNotContain("error while linting");
  }

  @Test
  void everyFamilyHasRowsWhenItsMeasurementIsThere() {
    watch(Sightings.key("orders"));
    everyMeasurement(Sightings.key("orders"));
    try (Metrics metrics = new Metrics(engine, Map::of, clock)) {
      // The listener that counts latencies was added just now.
      watch(Sightings.key("orders"));
      everyMeasurement(Sightings.key("orders"));
      String page = PageText.of(metrics, "");
      for (MetricFamily family : MeasuredFamilies.ALL) {
        assertThat(page).containsPattern("(?m)^" + family.name() + "\\{");
      }
      for (MetricFamily family : BenchmarkFamilies.ALL) {
        assertThat(page).containsPattern("(?m)^" + family.name() + "\\{");
      }
      assertThat(LegacyFamilies.ALL).hasSize(24);
      for (MetricFamily family : LegacyFamilies.ALL) {
        assertThat(page).containsPattern("(?m)^" + family.name() + "\\{");
      }
    }
  }

  /** One of each, in a result of feature capacity, whatever feature measures it really. */
  private void everyMeasurement(ClusterKey key) {
    engine.inspect(Sightings.spec(key, "capacity"));
    List<Measurement> all = new ArrayList<>();
    Stream.of(MeasuredFamilies.SOURCES, LegacyFamilies.SOURCES, BenchmarkFamilies.SOURCES)
        .flatMap(List::stream)
        .map(source ->
            switch (source.shape()) {
              case CLUSTER -> Measurement.ofCluster(source.measurement(), 1);
              case CLUSTER_LABELLED -> new Measurement(source.measurement(), "", "label", 1);
              case MEMBER, FIXED -> Measurement.ofMember(source.measurement(), "m0", 1);
              case LABELLED, LABELLED_OR_NOBODY ->
                  new Measurement(source.measurement(), "m0", "label", 1);
            })
        .forEach(all::add);
    for (String percentile : List.of("p50", "p95", "p99")) {
      all.add(new Measurement(MeasurementNames.WRITE_LATENCY, "", percentile, 1));
      all.add(new Measurement(MeasurementNames.WRITE_PROBE_LATENCY, "", percentile, 2));
    }
    engine.publish(
        Sightings.measured(key, "capacity", clock.instant(), all.toArray(new Measurement[0])));
  }

  @Test
  void aPageOfAThousandClustersIsMadeFromTheirStateAlone() {
    for (int i = 0; i < CLUSTERS; i++) {
      watch(Sightings.key("cluster-" + i));
    }
    try (Metrics metrics = new Metrics(engine, Map::of, clock)) {
      OperatingSystemMXBean process =
          ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
      for (int i = 0; i < 5; i++) {
        long start = process.getProcessCpuTime();
        String made = PageText.of(metrics, "");
        System.out.printf(
            "scrape of %d clusters x 3 members: %d rows, %d KiB, %d ms of CPU%n",
            CLUSTERS,
            made.lines().filter(line -> !line.startsWith("#")).count(),
            made.length() >> 10,
            (process.getProcessCpuTime() - start) / 1_000_000);
      }
      String page = PageText.of(metrics, "");
      assertThat(page.lines().filter(line -> line.startsWith("etcd_cluster_healthy{")))
          .hasSize(CLUSTERS);
      assertThat(page.lines().filter(line -> line.startsWith("etcd_monitor_member_state{")))
          .hasSize(CLUSTERS * 3 * 5);
      assertThat(page.lines().filter(line -> line.startsWith("# TYPE "))).doesNotHaveDuplicates();
    }
  }

  private void watch(ClusterKey key) {
    engine.watch(Sightings.cluster(key));
    for (String feature : List.of("healthy", "alarm", "consistency", "request")) {
      engine.inspect(Sightings.spec(key, feature));
    }
    engine.publish(Sightings.healthy(key, clock.instant(), "m0", "m1", "m2"));
    engine.publish(
        Sightings.measured(
            key,
            "request",
            clock.instant(),
            new Measurement(MeasurementNames.REQUEST_RATE, "m0", "Range", 2.5),
            Measurement.ofMember(MeasurementNames.PROPOSALS_COMMITTED, "m0", 3),
            Measurement.ofMember(MeasurementNames.PROPOSALS_APPLIED, "m0", 3),
            Measurement.ofMember(MeasurementNames.PROPOSALS_PENDING, "m0", 3),
            Measurement.ofMember(MeasurementNames.PROPOSALS_FAILED, "m0", 3),
            Measurement.ofMember(MeasurementNames.RESIDENT_MEMORY, "m0", 3),
            Measurement.ofMember(MeasurementNames.WATCHERS, "m0", 3)));
  }

  private static Optional<Path> promtool() {
    String installed = System.getProperty("user.home") + "/.cache/etcd-monitor/prometheus/bin";
    return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of(installed))
        .map(directory -> Path.of(directory, "promtool"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
