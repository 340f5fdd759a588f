package io.etcdmonitor.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.etcdmonitor.engine.Engine;
import io.etcdmonitor.engine.EngineBuilder;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Expected;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.MetricsAccess;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.model.WriteProbe;
import io.etcdmonitor.etcd.grpc.NettyEtcdConnector;
import io.etcdmonitor.etcd.testing.Await;
import io.etcdmonitor.etcd.testing.EtcdAdmin;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Our page beside the pages of a real cluster: under load, after a change of leader, with a member
 * down, with an alarm, and in a total outage. One cluster goes through all of it, in this order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MetricsLiveIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final ClusterKey KEY = new ClusterKey("live", "orders");
  private static final List<String> FEATURES =
      List.of(
          FeatureNames.HEALTHY,
          FeatureNames.ALARM,
          FeatureNames.REQUEST,
          FeatureNames.DISK,
          FeatureNames.CAPACITY);

  /** Ours, etcd's: equal while nothing happens. */
  private static final Map<String, String> SAME =
      Map.ofEntries(
          Map.entry("etcd_server_proposals_failed_total", "etcd_server_proposals_failed_total"),
          Map.entry("etcd_server_watchers", "etcd_debugging_mvcc_watcher_total"),
          Map.entry("etcd_mvcc_db_total_size_bytes", "etcd_mvcc_db_total_size_in_bytes"),
          Map.entry("etcd_server_disk_usage_bytes", "etcd_mvcc_db_total_size_in_bytes"),
          Map.entry(
              "etcd_mvcc_db_total_size_in_use_bytes", "etcd_mvcc_db_total_size_in_use_in_bytes"),
          Map.entry("etcd_monitor_database_quota_bytes", "etcd_server_quota_backend_bytes"),
          Map.entry("etcd_monitor_member_keys", "etcd_debugging_mvcc_keys_total"),
          Map.entry("etcd_monitor_member_revision", "etcd_debugging_mvcc_current_revision"),
          Map.entry("etcd_monitor_member_max_file_descriptors", "process_max_fds"),
          Map.entry("etcd_monitor_member_start_time_seconds", "process_start_time_seconds"),
          Map.entry("etcd_monitor_member_learner", "etcd_server_is_learner"),
          Map.entry("etcd_monitor_member_watch_streams", "etcd_debugging_mvcc_watch_stream_total"),
          Map.entry("etcd_monitor_member_slow_watchers", "etcd_debugging_mvcc_slow_watcher_total"),
          Map.entry("etcd_monitor_leases_granted_total", "etcd_debugging_lease_granted_total"),
          Map.entry("etcd_monitor_leases_revoked_total", "etcd_debugging_lease_revoked_total"),
          Map.entry("etcd_monitor_slow_applies_total", "etcd_server_slow_apply_total"),
          Map.entry("etcd_monitor_slow_read_indexes_total", "etcd_server_slow_read_indexes_total"),
          Map.entry(
              "etcd_monitor_heartbeat_send_failures_total",
              "etcd_server_heartbeat_send_failures_total"),
          Map.entry(
              "etcd_monitor_snapshots_total", "etcd_disk_backend_snapshot_duration_seconds_count"),
          Map.entry(
              "etcd_monitor_defragmentations_total",
              "etcd_disk_backend_defrag_duration_seconds_count"),
          Map.entry("etcd_monitor_member_defragmenting", "etcd_disk_defrag_inflight"));

  private final HttpClient http = HttpClient.newHttpClient();
  private EtcdTestCluster etcd;
  private NettyEtcdConnector connector;
  private Engine engine;
  private Metrics metrics;

  @BeforeAll
  void start() {
    etcd = EtcdTestCluster.builder().members(3).quotaBytes(16L << 20).extensiveMetrics().start();
    connector = new NettyEtcdConnector();
    engine = new EngineBuilder(connector).build();
    metrics = new Metrics(engine, Map::of, Clock.systemUTC());
    watch(WriteProbe.OFF);
    FEATURES.forEach(feature ->
        engine.inspect(
            new InspectionSpec(
                new InspectionKey(KEY, feature),
                feature,
                Optional.of(SECOND),
                Duration.ofSeconds(10),
                Map.of(),
                true)));
    engine.resume();
  }

  private void watch(WriteProbe probe) {
    engine.watch(
        new WatchedCluster(
            KEY,
            "",
            etcd.spec(),
            Thresholds.DEFAULTS,
            Expected.NOTHING,
            new MetricsAccess(true, Optional.empty(), OptionalInt.empty(), "/metrics", SECOND),
            probe));
  }

  @AfterAll
  void stop() {
    metrics.close();
    engine.close();
    connector.close();
    etcd.close();
  }

  private String page() {
    return PageText.of(metrics, "");
  }

  private Optional<Double> ours(String name, String... labels) {
    return find(page(), name, labels);
  }

  /** The value of the first row that has these labels, each written {@code name="value"}. */
  private static Optional<Double> find(String page, String name, String... labels) {
    Matcher row =
        Pattern.compile("(?m)^" + Pattern.quote(name) + "(\\{[^}]*\\})? (\\S+)$").matcher(page);
    while (row.find()) {
      String found = row.group(1) == null ? "" : row.group(1);
      if (List.of(labels).stream().allMatch(found::contains)) {
        return Optional.of(Double.valueOf(row.group(2)));
      }
    }
    return Optional.empty();
  }

  private static String member(EtcdTestMember m) {
    return "member=\"" + m.name() + "\"";
  }

  private String theirs(EtcdTestMember m) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create(m.endpoint() + "/metrics")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private List<String> differences(EtcdTestMember m) throws Exception {
    String ours = page();
    String theirs = theirs(m);
    List<String> different = new ArrayList<>();
    SAME.forEach((name, original) -> {
      Optional<Double> here = find(ours, name, member(m));
      Optional<Double> there = find(theirs, original);
      if (there.isEmpty() || !here.equals(there)) {
        different.add("%s is %s, but %s is %s".formatted(name, here, original, there));
      }
    });
    return different;
  }

  private void await(String what, Await.Condition condition) {
    Await.until(what, PATIENCE, condition, this::page);
  }

  private void assertNothing(String prefix) {
    assertThat(page()).doesNotContainPattern("(?m)^" + prefix);
  }

  @Test
  @Order(1)
  void aQuietClusterIsAsItsOwnPagesSay() {
    etcd.fill("orders", 100, 100);
    etcd.leader().admin().grantLease(600);
    for (EtcdTestMember m : etcd.members()) {
      List<String> wrong = new CopyOnWriteArrayList<>();
      Await.until(
          "each value of " + m.name() + " is what its own page says",
          PATIENCE,
          () -> {
            wrong.clear();
            wrong.addAll(differences(m));
            return wrong.isEmpty();
          },
          () -> ": " + wrong);
    }
    assertThat(ours("etcd_monitor_member_clock_skew_seconds", member(etcd.leader())))
        .hasValueSatisfying(skew -> assertThat(skew).isBetween(-4.0, 4.0));
    assertThat(ours("etcd_cluster_healthy")).contains(1.0);
    assertThat(ours("etcd_cluster_has_leader")).contains(1.0);
    await(
        "proposals go on, for our look at alarms is one",
        () ->
            Math.abs(
                    ours("etcd_server_proposals_committed_total", member(etcd.leader())).orElse(0.0)
                        - find(theirs(etcd.leader()), "etcd_server_proposals_committed_total")
                            .orElseThrow())
                < 20);
    assertThat(ours("etcd_cluster_member_count")).contains(3.0);
    assertThat(ours("etcd_cluster_quorum_size")).contains(2.0);
    await("the lease", () -> ours("etcd_monitor_leases").equals(Optional.of(1.0)));
    EtcdTestMember leader = etcd.leader();
    assertThat(ours("etcd_monitor_member_role", member(leader), "role=\"Leader\"")).contains(1.0);
    assertThat(
            ours(
                "etcd_monitor_member_info",
                member(leader),
                "id=\"" + leader.id() + "\"",
                "version=\"" + leader.installation().version() + "\""))
        .contains(1.0);
    assertThat(
            ours(
                "etcd_monitor_member_cluster_version_info",
                member(leader),
                "version=\"" + leader.installation().minor() + "\""))
        .contains(1.0);
    for (EtcdTestMember m : etcd.members()) {
      for (EtcdTestMember peer : etcd.members()) {
        if (!m.equals(peer)) {
          assertThat(ours("etcd_monitor_peer_active", member(m), "peer=\"" + peer.id() + "\""))
              .contains(1.0);
        }
      }
      assertThat(ours("etcd_server_active_connections", member(m))).isPresent();
      assertThat(ours("etcd_server_memory_usage_bytes", member(m)).orElse(0.0))
          .isGreaterThan(1 << 20);
      assertThat(ours("etcd_monitor_member_open_file_descriptors", member(m)).orElse(0.0))
          .isPositive();
    }
  }

  @Test
  @Order(2)
  void loadShowsInRatesAndInTheServersOwnLatencies() throws Exception {
    EtcdAdmin admin = etcd.leader().admin();
    try (Load load = new Load(admin)) {
      await(
          "rates and latencies",
          () ->
              ours("etcd_request_rate_per_second").orElse(0.0) > 5
                  && ours("etcd_request_write_latency_p99_milliseconds").isPresent()
                  && ours("etcd_disk_wal_fsync_duration_p95_milliseconds").isPresent());
      assertThat(
              ours("etcd_monitor_requests_per_second", member(etcd.leader()), "method=\"Put\"")
                  .orElse(0.0))
          .isPositive();
      double p50 = ours("etcd_request_write_latency_p50_milliseconds").orElseThrow();
      double p99 = ours("etcd_request_write_latency_p99_milliseconds").orElseThrow();
      assertThat(p50).isPositive().isLessThanOrEqualTo(p99);
      assertThat(
              ours(
                  "etcd_monitor_request_duration_seconds",
                  "operation=\"write\"",
                  "percentile=\"p99\"",
                  "source=\"server\""))
          .isPresent();
      assertThat(ours("etcd_request_read_latency_p50_milliseconds").orElse(0.0)).isPositive();
      assertThat(ours("etcd_monitor_request_mean_seconds", member(etcd.leader()), "method=\"Put\""))
          .isPresent();
      assertThat(ours("etcd_monitor_member_cpu_usage", member(etcd.leader()))).isPresent();
      assertThat(load.failed).isFalse();
    }
  }

  @Test
  @Order(3)
  void aChangeOfLeaderIsCounted() {
    double before = ours("etcd_cluster_leader_changes_total").orElseThrow();
    EtcdTestMember next = etcd.follower();
    etcd.leader().admin().moveLeader(next.rawId());
    await(
        "the change",
        () ->
            ours("etcd_cluster_leader_changes_total").orElse(0.0) > before
                && ours("etcd_monitor_member_role", member(next), "role=\"Leader\"")
                    .equals(Optional.of(1.0)));
    assertThat(ours("etcd_monitor_leader_changes_total").orElseThrow())
        .isCloseTo(ours("etcd_cluster_leader_changes_total").orElseThrow(), within(0.1));
  }

  @Test
  @Order(4)
  void theWriteProbeIsMeasuredAndItsKeyGoesWithIt() {
    watch(new WriteProbe(true, "/probe"));
    await(
        "a write of ours",
        () ->
            ours("etcd_monitor_request_duration_seconds", "operation=\"write\"", "source=\"probe\"")
                .isPresent());
    assertThat(etcd.leader().admin().get("/probe")).isPresent();
    watch(WriteProbe.OFF);
    await("the key is gone", () -> etcd.leader().admin().get("/probe").isEmpty());
    await(
        "its row is gone",
        () ->
            ours("etcd_monitor_request_duration_seconds", "operation=\"write\"", "source=\"probe\"")
                .isEmpty());
  }

  @Test
  @Order(5)
  void anAlarmIsOneAndGoesWhenItIsCleared() {
    EtcdTestMember one = etcd.follower();
    etcd.leader().admin().activateAlarm(one.rawId(), EtcdAdmin.NOSPACE);
    await(
        "the alarm",
        () ->
            ours("etcd_monitor_alarm_active", member(one), "type=\"NOSPACE\"")
                .equals(Optional.of(1.0)));
    assertThat(ours("etcd_monitor_alarm_active", member(etcd.leader()), "type=\"NOSPACE\""))
        .contains(0.0);
    etcd.leader().admin().disarmAlarm(one.rawId(), EtcdAdmin.NOSPACE);
    await(
        "its end",
        () ->
            ours("etcd_monitor_alarm_active", member(one), "type=\"NOSPACE\"")
                .equals(Optional.of(0.0)));
  }

  @Test
  @Order(6)
  void aMemberThatIsDownHasNoValuesAndTheOthersKeepTheirs() {
    EtcdTestMember victim = etcd.follower();
    victim.kill();
    await(
        "the member is unreachable",
        () ->
            ours("etcd_monitor_member_state", member(victim), "state=\"Unreachable\"")
                    .equals(Optional.of(1.0))
                && ours("etcd_server_memory_usage_bytes", member(victim)).isEmpty()
                && ours("etcd_mvcc_db_total_size_bytes", member(victim)).isEmpty());
    assertThat(ours("etcd_cluster_healthy")).contains(1.0);
    assertThat(ours("etcd_monitor_quorum_can_lose")).contains(0.0);
    assertThat(ours("etcd_server_memory_usage_bytes", member(etcd.leader()))).isPresent();
    await(
        "the others see it, too",
        () ->
            ours("etcd_monitor_peer_active", member(etcd.leader()), "peer=\"" + victim.id() + "\"")
                .equals(Optional.of(0.0)));
  }

  @Test
  @Order(7)
  void inATotalOutageHealthIsZeroAndNothingIsLeftOfBefore() {
    etcd.members().stream().filter(EtcdTestMember::running).forEach(EtcdTestMember::kill);
    await(
        "the outage",
        () ->
            ours("etcd_cluster_healthy").equals(Optional.of(0.0))
                && ours("etcd_request_rate_per_second").isEmpty());
    assertThat(ours("etcd_cluster_has_leader")).contains(0.0);
    for (String gone :
        List.of(
            "etcd_cluster_member_count",
            "etcd_server_proposals",
            "etcd_server_memory",
            "etcd_server_disk_usage",
            "etcd_server_active_connections",
            "etcd_mvcc_db",
            "etcd_monitor_member_keys",
            "etcd_monitor_peer_active")) {
      assertNothing(gone);
    }
  }

  @Test
  @Order(8)
  void theClustersRowsGoWithTheCluster() {
    engine.unwatch(KEY);
    assertThat(page()).doesNotContain("cluster=\"orders\"");
  }

  /** Puts, one after the other, until it is closed. */
  private static final class Load implements AutoCloseable {
    private final Thread thread;
    volatile boolean failed;
    private volatile boolean ended;

    Load(EtcdAdmin admin) {
      thread =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = 0; !ended; i++) {
                    admin.put("load" + i % 10, "value");
                  }
                } catch (RuntimeException e) {
                  failed = true;
                }
              });
    }

    @Override
    public void close() {
      ended = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
