package io.etcdmonitor.e2e;

import static io.etcdmonitor.e2e.Observed.condition;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.MemberState;
import io.etcdmonitor.e2e.operator.OperatorProcess;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.etcdmonitor.etcd.testing.TestPki;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The operator as its own process, with the chart's rights and nothing more, against a real API
 * server and real etcd clusters. Each test has its own namespace and its own etcd.
 */
@NeedsKubeApi
@Execution(ExecutionMode.CONCURRENT)
class OperatorIT {
  private static final Duration SOON = Duration.ofSeconds(45);
  private static KubeEnvironment kube;
  private static OperatorProcess operator;

  @BeforeAll
  static void start() {
    kube = KubeEnvironment.start();
    operator = kube.startOperator("operator-0").awaitReady();
  }

  @AfterAll
  static void stop() {
    if (kube != null) {
      kube.close();
    }
  }

  static Stream<EtcdInstallation> etcds() {
    return Stream.of(EtcdInstallation.oldest(), EtcdInstallation.newest()).distinct();
  }

  @ParameterizedTest
  @MethodSource("etcds")
  void aHealthyClusterIsSaidToBeHealthyEverywhere(EtcdInstallation version) throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).versions(version).start()) {
      Observed seen = apply("happy-" + version.minor().replace('.', '-'), "main", etcd, "");

      EtcdCluster cluster = seen.awaitHealth("Healthy", "Available", "True", "QuorumHealthy", SOON);
      assertThat(cluster.getStatus().membersReady()).isEqualTo("3/3");
      assertThat(cluster.getStatus().leader().name()).isEqualTo(etcd.leader().name());
      assertThat(cluster.getStatus().version()).startsWith(version.minor());
      assertThat(cluster.getStatus().observedGeneration())
          .isEqualTo(cluster.getMetadata().getGeneration());
      assertThat(condition(cluster, "FaultTolerant").orElseThrow().getStatus()).isEqualTo("True");
      assertThat(seen.columns())
          .containsEntry("HEALTH", "Healthy")
          .containsEntry("MEMBERS", "3/3")
          .containsEntry("LEADER", etcd.leader().name())
          .containsEntry("CAN-LOSE", "1");

      for (String feature : List.of("healthy", "alarm", "consistency", "request")) {
        EtcdInspection inspection =
            Await.until(
                feature + " has passed",
                SOON,
                () ->
                    seen.feature(feature)
                        .filter(i -> i.getStatus() != null && i.getStatus().verdict() != null)
                        .filter(i -> i.getStatus().verdict().toString().equals("Passed")),
                seen::evidence);
        assertThat(inspection.getMetadata().getOwnerReferences())
            .singleElement()
            .satisfies(o -> assertThat(o.getUid()).isEqualTo(cluster.getMetadata().getUid()));
      }
      assertThat(seen.columns("etcdinspections", "main-healthy"))
          .containsEntry("CLUSTER", "main")
          .containsEntry("FEATURE", "healthy")
          .containsEntry("VERDICT", "Passed");
      seen.awaitMetric("etcd_monitor_cluster_health", 1, SOON, "state", "Healthy");
      seen.awaitMetric("etcd_cluster_healthy", 1, SOON);
      seen.awaitMetric("etcd_monitor_quorum_can_lose", 1, SOON);
      assertThat(seen.events()).noneMatch(e -> e.getType().equals("Warning"));
    }
  }

  @Test
  void aStoppedMemberIsNamedAndItsReturnIsTold() {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).start()) {
      Observed seen = apply("member", "main", etcd, "");
      seen.awaitHealth("Healthy", "Available", "True", "QuorumHealthy", SOON);
      EtcdTestMember victim = etcd.follower();
      String id = victim.id();

      victim.stop();
      EtcdCluster cluster =
          seen.awaitHealth("Warning", "Available", "True", "QuorumWithoutSpare", SOON);
      assertThat(cluster.getStatus().membersReady()).isEqualTo("2/3");
      assertThat(cluster.getStatus().message()).contains(victim.name());
      assertThat(cluster.getStatus().members())
          .filteredOn(m -> m.id().equals(id))
          .singleElement()
          .satisfies(m -> {
            assertThat(m.state()).isEqualTo(MemberState.UNREACHABLE);
            assertThat(m.reason()).isEqualTo("ConnectionRefused");
            assertThat(m.latency()).as("no value of a dead member").isNull();
          });
      assertThat(seen.awaitEvent("MemberUnreachable", SOON).getNote()).contains(victim.name());
      assertThat(seen.columns()).containsEntry("MEMBERS", "2/3").containsEntry("HEALTH", "Warning");
      seen.awaitMetric(
          "etcd_monitor_member_state", 1, SOON, "member", victim.name(), "state", "Unreachable");
      seen.awaitMetric("etcd_monitor_quorum_can_lose", 0, SOON);

      victim.restart();
      seen.awaitHealth("Healthy", "Available", "True", "QuorumHealthy", SOON);
      assertThat(seen.awaitEvent("MemberRecovered", SOON).getType()).isEqualTo("Normal");
      seen.awaitMetric(
          "etcd_monitor_member_state", 1, SOON, "member", victim.name(), "state", "Healthy");
    }
  }

  @Test
  void aLostQuorumIsCriticalAndNothingClaimsYesterdaysValues() throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).start()) {
      Observed seen = apply("quorum", "main", etcd, "");
      seen.awaitHealth("Healthy", "Available", "True", "QuorumHealthy", SOON);

      etcd.members().forEach(EtcdTestMember::kill);
      EtcdCluster cluster = seen.awaitHealth("Critical", "Available", "False", "QuorumLost", SOON);
      assertThat(cluster.getStatus().membersReady()).isEqualTo("0/3");
      assertThat(cluster.getStatus().leader()).isNull();
      assertThat(cluster.getStatus().members())
          .hasSize(3)
          .allSatisfy(m -> {
            assertThat(m.state()).isEqualTo(MemberState.UNREACHABLE);
            assertThat(m.latency()).isNull();
            assertThat(m.dbSize()).isNull();
          });
      seen.awaitEvent("QuorumLost", SOON);
      seen.awaitMetric("etcd_cluster_healthy", 0, SOON);
      seen.awaitMetric("etcd_monitor_cluster_health", 1, SOON, "state", "Critical");
      seen.awaitMetric("etcd_cluster_has_leader", 0, SOON);
      assertThat(
              seen.metrics()
                  .find("etcd_mvcc_db_total_size_bytes", "namespace", "quorum", "cluster", "main"))
          .as("the size of a dead database is not known")
          .isEmpty();

      etcd.members().forEach(EtcdTestMember::launchAgain);
      etcd.awaitLeader();
      seen.awaitHealth("Healthy", "Available", "True", "QuorumHealthy", SOON);
      seen.awaitEvent("QuorumRestored", SOON);
      seen.awaitMetric("etcd_cluster_healthy", 1, SOON);
    }
  }

  @Test
  void aFullDatabaseIsCriticalUntilTheAlarmIsCleared() {
    long quota = 16L << 20;
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).quotaBytes(quota).start()) {
      Observed seen = apply("nospace", "main", etcd, "");
      seen.awaitHealth("Healthy", "Available", "True", "QuorumHealthy", SOON);

      EtcdTestMember full = etcd.follower();
      full.admin().activateAlarm(full.rawId(), io.etcdmonitor.etcd.testing.EtcdAdmin.NOSPACE);
      EtcdCluster cluster = seen.awaitHealth("Critical", "Available", "False", "ReadOnly", SOON);
      assertThat(cluster.getStatus().message()).contains("NOSPACE");
      assertThat(seen.awaitEvent("AlarmRaised", SOON).getNote()).contains(full.name());
      seen.awaitMetric(
          "etcd_monitor_alarm_active", 1, SOON, "member", full.name(), "type", "NOSPACE");

      full.admin().disarmAlarm(full.rawId(), io.etcdmonitor.etcd.testing.EtcdAdmin.NOSPACE);
      seen.awaitHealth("Healthy", "Available", "True", "QuorumHealthy", SOON);
      seen.awaitEvent("AlarmCleared", SOON);
      seen.awaitMetric(
          "etcd_monitor_alarm_active", 0, SOON, "member", full.name(), "type", "NOSPACE");
    }
  }

  @Test
  void aRotatedPasswordIsPickedUpFromTheSecret() {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).auth("first").start()) {
      String namespace = "rotated";
      kube.createNamespace(namespace);
      kube.apply(namespace, Yaml.secret("user", Map.of("username", "root", "password", "first")));
      Observed seen = apply(namespace, "main", etcd, "  auth: {secretName: user}\n");
      seen.awaitHealth("Healthy", "Available", "True", "QuorumHealthy", SOON);

      etcd.member(0).admin().changePassword("root", "second");
      EtcdCluster refused =
          seen.awaitHealth("Unknown", "Reachable", "Unknown", "CredentialsInvalid", SOON);
      assertThat(refused.getStatus().membersReady()).as("could not look is not 0/3").isNull();
      assertThat(refused.getStatus().quorum().canLose()).isNull();
      seen.awaitEvent("CredentialsInvalid", SOON);

      kube.apply(namespace, Yaml.secret("user", Map.of("username", "root", "password", "second")));
      seen.awaitHealth("Healthy", "Available", "True", "QuorumHealthy", SOON);
    }
  }

  @Test
  void aMissingSecretIsNamedAndFoundOnceItIsThere() {
    TestPki pki = new TestPki();
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(1).serverTls(pki).start()) {
      String namespace = "tls";
      kube.createNamespace(namespace);
      Observed seen = apply(namespace, "main", etcd, "  tls: {secretName: etcd-ca}\n");
      EtcdCluster cluster =
          seen.awaitHealth("Unknown", "Reachable", "Unknown", "SecretNotFound", SOON);
      assertThat(cluster.getStatus().message()).contains("etcd-ca");

      kube.apply(namespace, Yaml.secret("etcd-ca", Map.of("ca.crt", "no certificate")));
      seen.awaitHealth("Unknown", "Reachable", "Unknown", "TLSBadMaterial", SOON);

      kube.apply(namespace, Yaml.secret("etcd-ca", Map.of("ca.crt", pki.caPem())));
      EtcdCluster reached =
          seen.await(
              "reachable over TLS",
              SOON,
              c -> condition(c, "Reachable").filter(x -> x.getStatus().equals("True")).isPresent());
      assertThat(condition(reached, "CertificatesValid").orElseThrow().getReason())
          .isIn("Valid", "ExpiringSoon", "ExpiringCritical");
    }
  }

  @Test
  void editedEndpointsAreFollowed() {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(1).start()) {
      String namespace = "edited";
      kube.createNamespace(namespace);
      Endpoint nowhere = Endpoint.parse("http://127.0.0.1:1");
      kube.apply(namespace, Yaml.cluster("main", List.of(nowhere), ""));
      Observed seen = observed(namespace, "main");
      seen.await(
          "unreachable, with the cause",
          SOON,
          c ->
              condition(c, "Reachable")
                  .filter(x -> x.getStatus().equals("False"))
                  .filter(x -> x.getReason().equals("ConnectionRefused"))
                  .isPresent());

      kube.apply(namespace, Yaml.cluster("main", etcd.endpoints(), ""));
      seen.await(
          "reachable at the new endpoints",
          SOON,
          c -> condition(c, "Available").filter(x -> x.getStatus().equals("True")).isPresent());
    }
  }

  @Test
  void aDisabledFeatureEndsAndAnUnknownOneIsACondition() {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(1).start()) {
      String namespace = "features";
      Observed seen = apply(namespace, "main", etcd, "");
      Await.until("the inspection is there", SOON, () -> seen.feature("request").isPresent());

      kube.apply(
          namespace,
          Yaml.clusterWith(
              "main",
              etcd.endpoints(),
              """
                features:
                - {name: healthy, interval: 5s, timeout: 4s}
                - {name: request, enabled: false}
                - {name: telepathy}
              """));
      Await.until("the inspection is gone", SOON, () -> seen.feature("request").isEmpty());
      EtcdCluster cluster =
          seen.await(
              "the unknown feature is told",
              SOON,
              c ->
                  c.getStatus().conditions().stream()
                      .anyMatch(x -> x.getReason().equals("FeatureUnknown")));
      assertThat(cluster.getStatus().conditions())
          .filteredOn(c -> c.getReason().equals("FeatureUnknown"))
          .allSatisfy(c -> assertThat(c.getMessage()).contains("telepathy"));
      seen.awaitEvent("FeatureUnknown", SOON);
    }
  }

  @Test
  void aDeletedClusterLeavesNothingBehind() throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(1).start()) {
      Observed seen = apply("deleted", "main", etcd, "");
      seen.awaitMetric("etcd_cluster_member_count", 1, SOON);

      kube.admin().resource(seen.cluster()).delete();
      Await.until(
          "no series speaks of it",
          SOON,
          () ->
              seen.metrics().samples().stream()
                  .noneMatch(s -> "deleted".equals(s.labels().get("namespace"))));
      if (kube.api().binaries().controllerManager().isPresent()) {
        Await.until(
            "its inspections are gone",
            Duration.ofSeconds(90),
            () -> seen.feature("healthy").isEmpty());
      }
      seen.assertNoMetrics();
    }
  }

  @Test
  void twoClustersOfOneNameAreApart() {
    try (EtcdTestCluster one = EtcdTestCluster.builder().members(1).start();
        EtcdTestCluster three = EtcdTestCluster.builder().members(3).start()) {
      Observed first = apply("apart-a", "same", one, "");
      Observed second = apply("apart-b", "same", three, "");
      first.awaitMetric("etcd_cluster_member_count", 1, SOON);
      second.awaitMetric("etcd_cluster_member_count", 3, SOON);
      EtcdCluster a = first.await("its ID", SOON, c -> c.getStatus().clusterID() != null);
      EtcdCluster b = second.await("its ID", SOON, c -> c.getStatus().clusterID() != null);
      assertThat(a.getStatus().clusterID()).isNotEqualTo(b.getStatus().clusterID());
      assertThat(a.getStatus().membersReady()).isEqualTo("1/1");
      assertThat(b.getStatus().membersReady()).isEqualTo("3/3");
    }
  }

  @Test
  void aSuspendedClusterIsNotProbedAndSaysSo() {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(1).start()) {
      String namespace = "suspended";
      Observed seen = apply(namespace, "main", etcd, "");
      seen.await(
          "available",
          SOON,
          c -> condition(c, "Available").filter(x -> x.getStatus().equals("True")).isPresent());

      kube.apply(namespace, Yaml.cluster("main", etcd.endpoints(), "  suspend: true\n"));
      EtcdCluster cluster = seen.awaitHealth("Unknown", "Suspended", "True", "Suspended", SOON);
      assertThat(condition(cluster, "Available").orElseThrow().getStatus()).isEqualTo("Unknown");
      assertThat(cluster.getStatus().membersReady()).isNull();

      kube.apply(namespace, Yaml.cluster("main", etcd.endpoints(), "  suspend: false\n"));
      seen.await(
          "available again",
          SOON,
          c -> condition(c, "Available").filter(x -> x.getStatus().equals("True")).isPresent());
    }
  }

  @Test
  void aPersonsOneShotInspectionCompletes() {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).start()) {
      String namespace = "oneshot";
      Observed seen = apply(namespace, "main", etcd, "");
      kube.apply(
          namespace,
          """
          apiVersion: etcdmonitor.io/v1alpha1
          kind: EtcdInspection
          metadata:
            name: look-once
          spec:
            clusterName: main
            feature: consistency
            timeout: 20s
          """);
      EtcdInspection done =
          Await.until(
              "it has completed",
              SOON,
              () ->
                  seen.inspection("look-once")
                      .filter(i -> i.getStatus() != null && i.getStatus().phase() != null)
                      .filter(i -> i.getStatus().phase().toString().equals("Completed")),
              seen::evidence);
      assertThat(done.getStatus().verdict()).hasToString("Passed");
      assertThat(done.getStatus().runs()).isEqualTo(1);
    }
  }

  private static Observed apply(String namespace, String name, EtcdTestCluster etcd, String more) {
    kube.createNamespace(namespace);
    kube.apply(namespace, Yaml.cluster(name, etcd.endpoints(), more));
    return observed(namespace, name);
  }

  private static Observed observed(String namespace, String name) {
    return new Observed(kube, operator, namespace, name);
  }
}
