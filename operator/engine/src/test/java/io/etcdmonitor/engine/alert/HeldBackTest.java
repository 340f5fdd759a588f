package io.etcdmonitor.engine.alert;

import static io.etcdmonitor.engine.alert.World.CLUSTER;
import static io.etcdmonitor.engine.alert.World.down;
import static io.etcdmonitor.engine.alert.World.quorumLost;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.rule.BuiltInRules;
import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.alert.state.EscalationRun;
import io.etcdmonitor.engine.alert.state.Inhibition;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A leader whose configuration was refused: clusters are watched, and nothing is alerted. */
class HeldBackTest {
  private final World first = new World(new MemoryStore(), "slack", "pager");
  private final World second = new World(new MemoryStore(), "slack", "pager");

  /** The rules that it has meanwhile are not those that were meant. */
  @Test
  void nothingBeginsOrEndsByRulesThatWereNotMeant() {
    first.healthy(quorumLost());
    first.repeat(30, quorumLost());
    leadWithoutConfiguration();
    second.healthy(down("m1"));
    second.repeat(120, down("m1"));
    assertThat(second.engine.open(CLUSTER))
        .extracting(OpenAlert::rule)
        .containsExactly(RuleIds.QUORUM_LOST);

    mended(second.config);
    assertThat(second.channel("slack").messages).isEmpty();
    second.repeat(30, quorumLost());
    assertThat(second.channel("slack").messages).as("they know").isEmpty();
    second.repeat(30);
    assertThat(second.channel("slack").kinds()).containsExactly("RESOLVED");
  }

  @Test
  void anEscalationGoesOnWhereItWas() {
    TakeOverTest.escalating(first);
    first.healthy(quorumLost());
    first.repeat(330, quorumLost());
    assertThat(first.channel("pager").kinds()).containsExactly("ESCALATION");
    leadWithoutConfiguration();
    assertThat(escalation()).as("for who leads next").contains(1);

    mended(first.config);
    assertThat(escalation()).contains(1);
    second.repeat(60, quorumLost());
    assertThat(second.channel("pager").messages).as("its step is done").isEmpty();
    second.repeat(600, quorumLost());
    assertThat(second.channel("pager").kinds()).as("the next step").containsExactly("ESCALATION");
  }

  private Optional<Integer> escalation() {
    return second.engine.open(CLUSTER).get(0).escalation().map(EscalationRun::next);
  }

  /** Labels of rules, by which routes go, are in the configuration. */
  @Test
  void whoWasNotMeantHearsNothing() {
    AlertConfig byTeam =
        new AlertConfig(
            BuiltInRules.all().stream()
                .map(r -> r.with(r.forDuration(), r.keepFiringFor(), Map.of("team", "data")))
                .toList(),
            List.of(
                Configs.route("data", "team=data", "", "slack"),
                Configs.route("others", "", "", "pager")),
            List.of(),
            Inhibition.DEFAULTS,
            Optional.empty(),
            Set.of(),
            "");
    first.configure(byTeam);
    first.healthy(quorumLost());
    first.repeat(30, quorumLost());
    assertThat(first.channel("slack").kinds()).containsExactly("FIRING");

    leadWithoutConfiguration();
    mended(byTeam);
    second.repeat(60, quorumLost());
    second.repeat(30);
    assertThat(second.channel("pager").messages).isEmpty();
    assertThat(second.channel("slack").kinds()).containsExactly("RESOLVED");
  }

  private void leadWithoutConfiguration() {
    second.configured = false;
    second.settle();
    second.clock.advance(Duration.between(second.clock.instant(), first.clock.instant()));
    second.engine.lead(1, TakeOverTest.told(first));
  }

  private void mended(AlertConfig config) {
    second.configure(config);
    second.configured = true;
    second.settle();
  }
}
