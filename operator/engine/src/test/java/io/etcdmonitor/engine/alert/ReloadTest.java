package io.etcdmonitor.engine.alert;

import static io.etcdmonitor.engine.alert.Configs.route;
import static io.etcdmonitor.engine.alert.World.CLUSTER;
import static io.etcdmonitor.engine.alert.World.down;
import static io.etcdmonitor.engine.alert.World.finding;
import static io.etcdmonitor.engine.alert.World.quorumLost;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.rule.BuiltInRules;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.alert.rule.Scope;
import io.etcdmonitor.engine.alert.state.Inhibition;
import io.etcdmonitor.engine.alert.state.Route;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Another configuration comes into force while alerts fire, or messages wait. */
class ReloadTest {
  private final World world = new World(new MemoryStore(), "slack", "pager");
  private final World.FakeChannel slack = world.channel("slack");
  private final World.FakeChannel pager = world.channel("pager");

  @Test
  void anAlertEndsWhenItsRuleIsAboutSomethingElse() {
    world.configure(withFallback(BuiltInRules.all(), route("r", "", "", "slack")));
    world.repeat(180, down("m1"));
    assertThat(slack.kinds()).containsExactly("FIRING");
    List<Rule> rules =
        BuiltInRules.all().stream()
            .map(rule -> rule.id().equals(RuleIds.MEMBER_DOWN) ? aboutClusters(rule) : rule)
            .toList();
    world.configure(withFallback(rules, route("r", "", "", "slack")));
    world.repeat(180, down("m1"));
    assertThat(world.engine.open(CLUSTER)).extracting(OpenAlert::subject).containsExactly("");
    world.repeat(60);
    assertThat(world.engine.open(CLUSTER)).isEmpty();
    assertThat(world.engine.owed(CLUSTER)).isEmpty();
  }

  @Test
  void whatBecomesOfAnAlertIsNotForAChannelThatIsGone() {
    world.configure(Configs.of(List.of(), route("r", "", "", "slack")));
    world.repeat(60, quorumLost());
    world.channels.remove("slack");
    world.configure(withFallback(BuiltInRules.all(), route("r", "", "", "pager")));
    world.repeat(60, quorumLost());
    world.engine.acknowledge(
        world.engine.open(CLUSTER).get(0).fingerprint(), "ann", "", Optional.empty());
    world.repeat(60, quorumLost());
    assertThat(pager.kinds()).containsExactly("FIRING", "ACKNOWLEDGED");
    assertThat(world.engine.stats().messages().get("slack")).containsEntry("dead", 0L);
  }

  /** As behind another message that takes long. */
  @Test
  void aMessageThatWaitsIsTakenBackWhenItsAlertTakesAnotherRoute() {
    world.configure(
        Configs.of(
            List.of(),
            route("critical", "severity=critical", "", "slack"),
            route("rest", "", "", "slack")));
    for (int i = 0; i < 4; i++) {
      waits(Verdict.WARNING, finding("QuotaWarning", Severity.WARNING, "m1"));
    }
    assertThat(world.engine.stats().waiting()).containsEntry("slack", 1);
    waits(Verdict.CRITICAL, finding("QuotaCritical", Severity.CRITICAL, "m1"));
    world.settle();
    world.capacity(60, Verdict.PASSED);
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED");
  }

  @Test
  void aMessageThatWaitsIsTakenBackWhenItsChannelIsGone() {
    world.configure(Configs.of(List.of(), route("r", "", "", "slack")));
    for (int i = 0; i < 2; i++) {
      world.result(CLUSTER, "healthy", Verdict.CRITICAL, quorumLost());
      later();
    }
    assertThat(world.engine.stats().waiting()).containsEntry("slack", 1);
    world.channels.remove("slack");
    world.configure(withFallback(BuiltInRules.all(), route("r", "", "", "pager")));
    world.repeat(60, quorumLost());
    assertThat(pager.kinds()).containsExactly("FIRING");
    assertThat(world.engine.stats().waiting()).doesNotContainKey("slack");
  }

  @Test
  void theFallbackHearsOfAnAlertOnceWhateverItsRouteIsCalled() {
    slack.next = new Delivery(Delivery.Outcome.REJECTED, "400", "no", Optional.empty());
    world.configure(withFallback(BuiltInRules.all(), route("r", "", "", "slack")));
    world.repeat(60, quorumLost());
    world.configure(withFallback(BuiltInRules.all(), route("s", "", "", "slack")));
    world.repeat(600, quorumLost());
    world.repeat(60);
    assertThat(pager.messages)
        .filteredOn(message -> message.cluster().equals(CLUSTER))
        .extracting(message -> message.kind().name())
        .containsExactly("FIRING", "RESOLVED");
  }

  private void waits(Verdict verdict, Finding finding) {
    world.result(CLUSTER, "capacity", verdict, finding);
    later();
  }

  /** Evaluates, and delivers nothing. */
  private void later() {
    world.engine.step();
    world.clock.advance(Duration.ofSeconds(30));
    world.engine.step();
  }

  private static Rule aboutClusters(Rule rule) {
    return new Rule(
        rule.id(),
        Scope.CLUSTER,
        rule.levels(),
        rule.forDuration(),
        rule.keepFiringFor(),
        rule.summary(),
        rule.description(),
        rule.remedy(),
        rule.labels(),
        rule.enabled());
  }

  private static AlertConfig withFallback(List<Rule> rules, Route route) {
    return new AlertConfig(
        rules, List.of(route), List.of(), Inhibition.DEFAULTS, Optional.of("pager"), Set.of(), "");
  }
}
