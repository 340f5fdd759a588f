package io.etcdmonitor.kube.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.AlertConditionSpec;
import io.etcdmonitor.api.v1alpha1.AlertRuleSpec;
import io.etcdmonitor.api.v1alpha1.AlertsSpec;
import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.Severity;
import io.etcdmonitor.api.v1alpha1.Verdict;
import io.etcdmonitor.engine.alert.AlertConfig;
import io.etcdmonitor.engine.alert.AlertEngine;
import io.etcdmonitor.engine.alert.ClusterAlerts;
import io.etcdmonitor.engine.alert.History;
import io.etcdmonitor.engine.alert.Surroundings;
import io.etcdmonitor.engine.alert.rule.Comparison;
import io.etcdmonitor.engine.alert.rule.Condition;
import io.etcdmonitor.engine.alert.rule.Limit;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.rule.RuleChange;
import io.etcdmonitor.engine.alert.rule.Scope;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.PokeQueue;
import io.etcdmonitor.kube.alert.KubeAlerts;
import io.etcdmonitor.kube.testing.FakeCaches;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlertSettingsTest {
  @Test
  void whatTheOwnerWritesReachesTheEngine() {
    ClusterAlerts alerts =
        AlertSettings.of(
            cluster(
                new AlertsSpec(
                    true,
                    List.of("slack"),
                    Map.of("team", "db"),
                    List.of("EtcdNoLeader"),
                    List.of(
                        rule("EtcdMemberDown", Severity.CRITICAL, "0s", null),
                        rule("TooManyWatchers", null, "5m", watchersAbove(5_000.0))))));
    assertThat(alerts.channels()).containsExactly("slack");
    assertThat(alerts.disabledRules()).containsExactly("EtcdNoLeader");
    assertThat(alerts.rules())
        .containsExactly(
            change(
                "EtcdMemberDown",
                Optional.of(io.etcdmonitor.engine.model.Severity.CRITICAL),
                Duration.ZERO,
                List.of()),
            change(
                "TooManyWatchers",
                Optional.empty(),
                Duration.ofMinutes(5),
                List.of(
                    new Rule.Level(
                        io.etcdmonitor.engine.model.Severity.WARNING,
                        new Condition.Compare(
                            "request", "watchers", "", Comparison.ABOVE, Limit.of(5_000))))));
  }

  @Test
  void aVerdictWithReasonsIsACondition() {
    AlertConditionSpec spec =
        new AlertConditionSpec(
            "healthy",
            null,
            List.of("QuorumLost"),
            List.of(Verdict.CRITICAL),
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    ClusterAlerts alerts =
        AlertSettings.of(
            cluster(
                new AlertsSpec(null, null, null, null, List.of(rule("Mine", null, null, spec)))));
    assertThat(alerts.rules().get(0).levels().get(0).condition())
        .isEqualTo(
            new Condition.Judged(
                "healthy",
                Set.of(io.etcdmonitor.engine.model.Verdict.CRITICAL),
                Set.of("QuorumLost")));
  }

  /** An API server with older CRDs takes it; the findings were not looked at then. */
  @Test
  void findingsAndVerdictsAreNotOneCondition() {
    AlertConditionSpec both =
        new AlertConditionSpec(
            "healthy",
            List.of("HighLatency"),
            null,
            List.of(Verdict.WARNING),
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    EtcdCluster cluster =
        cluster(new AlertsSpec(null, null, null, null, List.of(rule("Mine", null, null, both))));
    assertThat(AlertSettings.of(cluster).rules()).isEmpty();
    assertThat(AlertSettings.problems(cluster, alerts(), Set.of("healthy")))
        .singleElement()
        .satisfies(p ->
            assertThat(p.message())
                .isEqualTo(
                    "spec.alerts: rule Mine: a condition is about findings or about verdicts, not"
                        + " about both. The rest of it is in force."));
  }

  @Test
  void whatCannotBeFulfilledIsAProblemThatDoesNotKeepUsFromLooking() {
    EtcdCluster cluster =
        cluster(
            new AlertsSpec(
                true,
                List.of(),
                Map.of(),
                List.of("EtcdNoLaeder"),
                List.of(rule("Unheard", Severity.INFO, null, null))));
    List<ConfigurationProblem> problems =
        AlertSettings.problems(cluster, alerts(), Set.of("healthy"));
    assertThat(problems)
        .hasSize(2)
        .allSatisfy(p -> {
          assertThat(p.reason()).isEqualTo("AlertsInvalid");
          assertThat(p.blocking()).isFalse();
        });
    assertThat(problems.get(0).message())
        .isEqualTo(
            "spec.alerts: there is no rule Unheard to change, and without info, warning or"
                + " critical it is no new one. The rest of it is in force.");
    assertThat(problems.get(1).message()).contains("there is no rule EtcdNoLaeder to disable");
  }

  private static KubeAlerts alerts() {
    KubeAlerts alerts =
        new KubeAlerts(new FakeCaches(), new PokeQueue(), note -> {}, Clock.systemUTC());
    alerts.use(
        new AlertEngine(
            new MemoryStore(),
            History.inMemory(),
            AlertConfig.standard(List.of("log")),
            new Surroundings() {
              @Override
              public boolean active() {
                return false;
              }

              @Override
              public Fate fate(ClusterKey cluster) {
                return Fate.UNKNOWN;
              }
            },
            Clock.systemUTC(),
            new Random(1)));
    return alerts;
  }

  private static EtcdCluster cluster(AlertsSpec alerts) {
    EtcdCluster cluster = new EtcdCluster();
    cluster.setSpec(
        EtcdClusterSpec.builder()
            .endpoints(List.of("http://10.0.0.1:2379"))
            .alerts(alerts)
            .build());
    return cluster;
  }

  private static AlertConditionSpec watchersAbove(double limit) {
    return new AlertConditionSpec(
        "request", null, null, null, "watchers", null, null, limit, null, null, null);
  }

  private static AlertRuleSpec rule(
      String name, Severity severity, String forDuration, AlertConditionSpec warning) {
    return new AlertRuleSpec(
        name, severity, forDuration, null, "member", null, null, null, null, warning, null);
  }

  private static RuleChange change(
      String name,
      Optional<io.etcdmonitor.engine.model.Severity> severity,
      Duration forDuration,
      List<Rule.Level> levels) {
    return new RuleChange(
        name,
        severity,
        Optional.of(forDuration),
        Optional.empty(),
        Optional.of(Scope.MEMBER),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        levels);
  }
}
