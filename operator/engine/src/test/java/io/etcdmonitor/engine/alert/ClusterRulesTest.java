package io.etcdmonitor.engine.alert;

import static io.etcdmonitor.engine.alert.World.CLUSTER;
import static io.etcdmonitor.engine.alert.World.down;
import static io.etcdmonitor.engine.alert.World.finding;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.rule.Comparison;
import io.etcdmonitor.engine.alert.rule.Condition;
import io.etcdmonitor.engine.alert.rule.Limit;
import io.etcdmonitor.engine.alert.rule.Measurable;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.rule.RuleChange;
import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.alert.rule.Scope;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.model.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the owner of one cluster changes about rules holds for that cluster, and at once. */
class ClusterRulesTest {
  private static final ClusterKey OTHER = new ClusterKey("prod", "other");

  private final World world = new World(new MemoryStore(), "slack");

  @Test
  void severityAndDurationAreChangedForThisClusterOnly() {
    wish(
        change(
            RuleIds.MEMBER_DOWN,
            Optional.of(Severity.CRITICAL),
            Optional.of(Duration.ZERO),
            List.of()));
    world.result(OTHER, "healthy", Verdict.WARNING, down("m1"));
    world.healthy(down("m1"));
    assertThat(world.engine.open(CLUSTER))
        .extracting(OpenAlert::severity)
        .containsExactly(Severity.CRITICAL);
    assertThat(world.engine.open(OTHER)).as("still waits for its minute").isEmpty();
  }

  @Test
  void anEditCountsAtOnceForWhatIsOpen() {
    world.healthy(down("m1"));
    world.repeat(90, down("m1"));
    assertThat(world.channel("slack").kinds()).containsExactly("FIRING");
    wish(change(RuleIds.MEMBER_DOWN, Optional.of(Severity.CRITICAL), Optional.empty(), List.of()));
    world.repeat(30, down("m1"));
    assertThat(world.channel("slack").kinds()).containsExactly("FIRING", "SEVERITY_RAISED");
  }

  @Test
  void aRuleThatOnlyThisClusterHasFiresAndEndsWhenItIsRemoved() {
    wish(mine(Scope.MEMBER));
    world.healthy(finding("LearnerStuck", Severity.INFO, "m3"));
    assertThat(world.engine.open(CLUSTER))
        .filteredOn(alert -> alert.rule().equals("Mine"))
        .singleElement()
        .satisfies(alert -> {
          assertThat(alert.subject()).isEqualTo("m3");
          assertThat(alert.labels()).containsEntry("team", "db");
          assertThat(alert.features()).containsExactly("healthy");
        });
    world.settings.clear();
    world.settle();
    assertThat(world.engine.open(CLUSTER)).noneMatch(alert -> alert.rule().equals("Mine"));
  }

  @Test
  void anAlertOfARuleThatIsAboutTheWholeClusterNowEnds() {
    wish(mine(Scope.MEMBER));
    world.repeat(30, finding("LearnerStuck", Severity.INFO, "m3"));
    wish(mine(Scope.CLUSTER));
    world.repeat(30, finding("LearnerStuck", Severity.INFO, "m3"));
    assertThat(subjects("Mine")).as("one, of the cluster").containsExactly("");
    wish(mine(Scope.MEMBER));
    world.repeat(30, finding("LearnerStuck", Severity.INFO, "m3"));
    assertThat(subjects("Mine")).containsExactly("m3");
    world.repeat(60);
    assertThat(subjects("Mine")).isEmpty();
  }

  private List<String> subjects(String rule) {
    return world.engine.open(CLUSTER).stream()
        .filter(alert -> alert.rule().equals(rule))
        .map(OpenAlert::subject)
        .toList();
  }

  @Test
  void whatCannotBeDoneIsToldAndTheRestIsDone() {
    ClusterAlerts wishes =
        new ClusterAlerts(
            true,
            List.of("slack", "pigeon"),
            Map.of(),
            Set.of("Nonsense", RuleIds.NO_LEADER),
            "",
            Thresholds.DEFAULTS,
            List.of(
                change("Unheard", Optional.empty(), Optional.empty(), List.of()),
                change(
                    "Watches",
                    Optional.empty(),
                    Optional.empty(),
                    List.of(new Rule.Level(Severity.WARNING, Condition.found("nothing", "Kind")))),
                change(
                    "Misspelt",
                    Optional.empty(),
                    Optional.empty(),
                    List.of(
                        new Rule.Level(Severity.WARNING, above("healthy", "probeLatancy")),
                        new Rule.Level(Severity.CRITICAL, grows("alarm", "alarmsActive")),
                        new Rule.Level(Severity.INFO, above("plugged-in", "oddity"))))));
    String names = String.join(", ", Measurable.NAMES);
    assertThat(world.engine.problems(wishes, Set.of("healthy", "alarm", "plugged-in")))
        .containsExactly(
            "there is no rule Unheard to change, and without info, warning or critical it is no"
                + " new one",
            "there is no rule Nonsense to disable",
            "there is no channel pigeon; there are slack",
            "rule Watches looks at feature nothing, which nobody provides",
            "rule Misspelt looks at measurement probeLatancy, which no feature has; there are "
                + names,
            "rule Misspelt looks at measurement alarmsActive, which no feature has; there are "
                + names);
    assertThat(names).contains("probeLatency, ", "quorumCanLose, ");
    assertThat(world.engine.problems(ClusterAlerts.DEFAULTS, Set.of())).isEmpty();
  }

  private static Condition above(String feature, String measurement) {
    return new Condition.Compare(feature, measurement, "", Comparison.ABOVE, Limit.of(1));
  }

  private static Condition grows(String feature, String measurement) {
    return new Condition.Change(
        feature, measurement, "", Duration.ofHours(1), Comparison.ABOVE, Limit.of(1));
  }

  private void wish(RuleChange... changes) {
    world.settings.put(
        CLUSTER,
        new ClusterAlerts(
            true, List.of(), Map.of(), Set.of(), "", Thresholds.DEFAULTS, List.of(changes)));
  }

  private static RuleChange mine(Scope scope) {
    return new RuleChange(
        "Mine",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(scope),
        Optional.empty(),
        Optional.of("look"),
        Map.of("team", "db"),
        List.of(new Rule.Level(Severity.WARNING, Condition.found("healthy", "LearnerStuck"))));
  }

  private static RuleChange change(
      String name,
      Optional<Severity> severity,
      Optional<Duration> forDuration,
      List<Rule.Level> levels) {
    return new RuleChange(
        name,
        severity,
        forDuration,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        levels);
  }
}
