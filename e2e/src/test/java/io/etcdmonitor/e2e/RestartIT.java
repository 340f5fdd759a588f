package io.etcdmonitor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.AlertStatus;
import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.Finding;
import io.etcdmonitor.api.v1alpha1.MemberState;
import io.etcdmonitor.api.v1alpha1.MemberStatus;
import io.etcdmonitor.e2e.kube.Events;
import io.etcdmonitor.e2e.operator.OperatorProcess;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What stands while the operator is restarted, or another replica takes over, stands on. */
@NeedsKubeApi
class RestartIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  void whatStandsKeepsItsTimesAndIsNotToldAgain() throws Exception {
    try (KubeEnvironment kube = KubeEnvironment.start();
        EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).start()) {
      OperatorProcess first = kube.startOperator("replica-a").awaitReady();
      kube.createNamespace("restart");
      kube.apply("restart", Yaml.cluster("main", etcd.endpoints(), ""));
      Observed seen = new Observed(kube, first, "restart", "main");
      seen.awaitHealth("Healthy", "Available", "True", "QuorumHealthy", SOON);
      EtcdTestMember victim = etcd.follower();
      String victimId = victim.id();
      victim.stop();
      EtcdCluster before =
          seen.awaitHealth("Warning", "Available", "True", "QuorumWithoutSpare", SOON);
      seen.awaitEvent("MemberUnreachable", SOON);
      String firstSeen = firstSeen(seen);
      final List<String> told = told(seen);

      first.close();
      OperatorProcess second = kube.startOperator("replica-b").awaitReady();
      assertThatItStandsOn(new Observed(kube, second, "restart", "main"), second, before);
      OperatorProcess third = kube.startOperator("replica-c").awaitReady();
      second.process().kill();
      Observed after = new Observed(kube, third, "restart", "main");
      assertThatItStandsOn(after, third, before);
      assertThat(firstSeen(after)).isEqualTo(firstSeen);
      assertThat(told(after)).containsExactlyInAnyOrderElementsOf(told);

      victim.restart();
      EtcdCluster well = after.awaitHealth("Healthy", "Available", "True", "QuorumHealthy", SOON);
      assertThat(after.awaitEvent("MemberRecovered", SOON).getNote()).contains(victim.name());
      assertThat(since(well).get(victimId))
          .as("it changed")
          .isNotEqualTo(since(before).get(victimId));
      assertThat(since(well)).as("the others did not").containsAllEntriesOf(others(before));
      assertThat(well.getStatus().leader().since()).isEqualTo(before.getStatus().leader().since());
      assertThat(told(after)).filteredOn(t -> t.startsWith("MemberUnreachable")).hasSize(1);
    }
  }

  /** One endpoint is given: who the others are, only a status that another process wrote tells. */
  @Test
  void inAnOutageWhoTakesOverNamesTheMembersThatWereKnown() throws Exception {
    try (KubeEnvironment kube = KubeEnvironment.start();
        EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).start()) {
      OperatorProcess first = kube.startOperator("replica-a").awaitReady();
      kube.createNamespace("outage");
      kube.apply("outage", Yaml.cluster("main", etcd.endpoints().subList(0, 1), ""));
      Observed seen = new Observed(kube, first, "outage", "main");
      seen.awaitHealth("Healthy", "Available", "True", "QuorumHealthy", SOON);
      etcd.members().forEach(EtcdTestMember::kill);
      seen.awaitHealth("Critical", "Available", "False", "QuorumLost", SOON);
      seen.awaitEvent("QuorumLost", SOON);
      EtcdCluster before = seen.await("the alert is shown", SOON, c -> quorumLost(c).isPresent());
      final List<String> told = told(seen);

      Observed after = seen;
      OperatorProcess leader = first;
      // The third process has only what the second wrote, which saw nobody.
      for (String replica : List.of("replica-b", "replica-c")) {
        leader.close();
        leader = kube.startOperator(replica).awaitReady();
        after = new Observed(kube, leader, "outage", "main");
        awaitLooks(leader);
        EtcdCluster now =
            after.await(
                "it says what it does not know",
                SOON,
                c -> c.getStatus().message().contains("no member list was read since"));
        assertThat(since(now)).isEqualTo(since(before)).hasSize(3);
        assertThat(names(now)).isEqualTo(names(before));
        assertThat(now.getStatus().members())
            .allSatisfy(m -> {
              assertThat(m.state()).isEqualTo(MemberState.UNREACHABLE);
              assertThat(m.message()).contains("known from before");
            });
        after.awaitMetric("etcd_cluster_healthy", 0, SOON);
        assertThat(quorumLost(now)).isEqualTo(quorumLost(before));
        assertThat(told(after)).containsExactlyInAnyOrderElementsOf(told);
      }

      etcd.members().forEach(EtcdTestMember::launchAgain);
      etcd.awaitLeader();
      EtcdCluster well = after.awaitHealth("Healthy", "Available", "True", "QuorumHealthy", SOON);
      assertThat(well.getStatus().members()).noneMatch(m -> m.message().contains("from before"));
      assertThat(since(well)).containsOnlyKeys(since(before).keySet());
      after.awaitEvent("QuorumRestored", SOON);
      assertThat(told(after)).noneMatch(t -> t.matches("Member(Added|Removed) .*"));
    }
  }

  /** Since when it is open. */
  private static Optional<String> quorumLost(EtcdCluster cluster) {
    return cluster.getStatus().alerts().stream()
        .filter(a -> a.rule().equals("EtcdQuorumLost"))
        .map(AlertStatus::since)
        .findFirst();
  }

  /** Once the process has looked at all of it, and written what it saw. */
  private static void assertThatItStandsOn(
      Observed seen, OperatorProcess operator, EtcdCluster before) {
    awaitLooks(operator);
    EtcdCluster now = seen.cluster();
    assertThat(since(now)).isEqualTo(since(before));
    assertThat(now.getStatus().leader()).isEqualTo(before.getStatus().leader());
  }

  private static void awaitLooks(OperatorProcess operator) {
    Await.until(
        "it has looked",
        SOON,
        () ->
            operator.metrics().find("etcd_monitor_inspection_runs_total").stream()
                    .filter(s -> "healthy".equals(s.labels().get("feature")))
                    .mapToDouble(s -> s.value())
                    .sum()
                >= 3);
  }

  private static Map<String, String> since(EtcdCluster cluster) {
    return cluster.getStatus().members().stream()
        .collect(Collectors.toMap(MemberStatus::id, MemberStatus::since));
  }

  private static List<String> names(EtcdCluster cluster) {
    return cluster.getStatus().members().stream().map(MemberStatus::name).toList();
  }

  private static Map<String, String> others(EtcdCluster cluster) {
    return cluster.getStatus().members().stream()
        .filter(m -> m.state() == MemberState.HEALTHY)
        .collect(Collectors.toMap(MemberStatus::id, MemberStatus::since));
  }

  private static String firstSeen(Observed seen) {
    return Await.until(
        "the inspection tells of the member",
        SOON,
        () ->
            seen.feature("healthy")
                .map(EtcdInspection::getStatus)
                .flatMap(s ->
                    s.findings().stream()
                        .filter(f -> f.id().startsWith("MemberUnreachable/"))
                        .map(Finding::firstSeen)
                        .findFirst()),
        seen::evidence);
  }

  /** Each Event about the cluster but those of its alerts, and how often it was told. */
  private static List<String> told(Observed seen) {
    return seen.events().stream()
        .filter(e -> e.getRegarding().getName().equals("main"))
        .filter(e -> !e.getReason().startsWith("Alert"))
        .map(e -> e.getReason() + " " + e.getNote() + " x" + Events.times(e))
        .toList();
  }
}
