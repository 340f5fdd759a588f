package io.etcdmonitor.engine.alert;

import static io.etcdmonitor.engine.alert.World.CLUSTER;
import static io.etcdmonitor.engine.alert.World.down;
import static io.etcdmonitor.engine.alert.World.finding;
import static io.etcdmonitor.engine.alert.World.quorumLost;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.channel.AlertMessage.Episode;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.rule.BuiltInRules;
import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.alert.state.EscalationPolicy;
import io.etcdmonitor.engine.alert.state.Hours;
import io.etcdmonitor.engine.alert.state.Inhibition;
import io.etcdmonitor.engine.alert.state.Route;
import io.etcdmonitor.engine.alert.state.Timing;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.model.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who hears of what: routes, of which several may lead to one channel, groups and causes. */
class RoutingTest {
  private static final String NO_ESCALATION = "";

  private final World world = new World(new MemoryStore(), "slack", "pager", "team");
  private final World.FakeChannel slack = world.channel("slack");
  private final World.FakeChannel pager = world.channel("pager");
  private final World.FakeChannel team = world.channel("team");

  private static Route goingOn(
      String name, Duration wait, Optional<Hours> hours, String escalation, String... channels) {
    Timing usual = Timing.DEFAULTS;
    return new Route(
        name,
        List.of(),
        List.of(channels),
        Optional.of(escalation).filter(policy -> !policy.isEmpty()),
        List.of(),
        new Timing(
            wait,
            wait,
            usual.groupInterval(),
            usual.repeatInterval(),
            usual.repeatIntervalCritical()),
        hours,
        true);
  }

  private static Route goingOn(String name, int wait, String... channels) {
    return goingOn(name, Duration.ofSeconds(wait), Optional.empty(), NO_ESCALATION, channels);
  }

  @Test
  void anOwnersChannelHearsOnceHoweverManyRoutesLeadToIt() {
    world.settings.put(
        CLUSTER,
        new ClusterAlerts(true, List.of("team"), Map.of(), Set.of(), "", Thresholds.DEFAULTS));
    world.configure(Configs.of(List.of(), goingOn("a", 10, "slack"), goingOn("b", 10, "pager")));
    world.repeat(3_700, quorumLost());
    world.repeat(30);
    assertThat(team.kinds()).containsExactly("FIRING", "REPEAT", "RESOLVED");
    assertThat(slack.messages).isEmpty();
    assertThat(pager.messages).isEmpty();
  }

  @Test
  void eachOtherChannelHearsToo() {
    world.configure(
        Configs.of(List.of(), goingOn("a", 10, "slack"), goingOn("b", 90, "slack", "pager")));
    world.repeat(60, quorumLost());
    assertThat(slack.kinds()).as("by the first route's times").containsExactly("FIRING");
    assertThat(pager.messages).isEmpty();
    world.repeat(60, quorumLost());
    assertThat(slack.kinds()).containsExactly("FIRING");
    assertThat(pager.kinds()).containsExactly("FIRING");
    world.repeat(30);
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED");
    assertThat(pager.kinds()).containsExactly("FIRING", "RESOLVED");
  }

  /** The clock begins at midnight. */
  @Test
  void aRouteOutsideItsHoursDoesNotKeepAnotherFromTelling() {
    Optional<Hours> day = Optional.of(new Hours("UTC", Set.of(), "01:00", "02:00"));
    world.configure(
        Configs.of(
            List.of(),
            goingOn("office", Duration.ofSeconds(10), day, NO_ESCALATION, "slack"),
            goingOn("always", 10, "slack")));
    world.repeat(60, quorumLost());
    assertThat(slack.kinds()).containsExactly("FIRING");
    world.repeat(3 * 3_600, quorumLost());
    assertThat(slack.kinds()).containsOnlyOnce("FIRING").containsOnly("FIRING", "REPEAT");
    assertThat(slack.memories.subList(1, slack.memories.size()))
        .as("one conversation, whichever route tells")
        .allMatch(Optional::isPresent);
    world.repeat(30);
    assertThat(slack.kinds()).endsWith("RESOLVED").containsOnlyOnce("RESOLVED");
  }

  /** Both are due in the same second. */
  @Test
  void whomAnEscalationCallsIsNotToldByARouteAsWell() {
    EscalationPolicy now =
        Configs.once(
            "now",
            new EscalationPolicy.Step(Duration.ofSeconds(10), List.of("slack"), Severity.WARNING));
    world.configure(
        Configs.of(
            List.of(now),
            goingOn("a", 10, "slack"),
            goingOn("b", Duration.ofSeconds(10), Optional.empty(), "now", "pager")));
    world.repeat(60, quorumLost());
    assertThat(slack.messages).filteredOn(m -> m.cluster().equals(CLUSTER)).hasSize(1);
  }

  /** That the first cannot be told is known in the same second in which the other is told. */
  @Test
  void theFallbackIsNotToldOfWhatARouteTellsIt() {
    world.configure(
        new AlertConfig(
            BuiltInRules.all(),
            List.of(goingOn("a", 10, "slack"), goingOn("b", 10, "team")),
            List.of(),
            Inhibition.DEFAULTS,
            Optional.of("team"),
            Set.of(),
            ""));
    slack.next = new Delivery(Delivery.Outcome.MISCONFIGURED, "401", "no", Optional.empty());
    world.repeat(300, down("m1"));
    world.repeat(30);
    team.messages.clear();
    int tried = slack.attempts.size();
    world.repeat(120, down("m2"));
    assertThat(slack.attempts).as("it rests").hasSize(tried);
    assertThat(
            team.messages.stream()
                .flatMap(message -> message.episodes().stream())
                .map(Episode::rule)
                .filter(RuleIds.MEMBER_DOWN::equals))
        .hasSize(1);
  }

  @Test
  void eachValueOfALabelIsAMessage() {
    Route byMember =
        new Route(
            "by-member",
            List.of(),
            List.of("slack"),
            Optional.empty(),
            List.of("member"),
            Timing.DEFAULTS,
            Optional.empty(),
            false);
    world.configure(Configs.of(List.of(), byMember));
    world.repeat(180, down("m1"), down("m2"));
    assertThat(slack.messages)
        .extracting(message -> message.episodes().stream().map(Episode::member).toList())
        .containsExactlyInAnyOrder(List.of("m1"), List.of("m2"));
  }

  @Test
  void aCauseExplainsOnlyWhatHasTheSameLabel() {
    world.configure(
        new AlertConfig(
            BuiltInRules.all(),
            List.of(Route.all("all", List.of("slack"))),
            List.of(),
            List.of(
                new Inhibition(
                    RuleIds.MEMBER_DOWN, Set.of(RuleIds.HIGH_LATENCY), Set.of("member"))),
            Optional.empty(),
            Set.of(),
            ""));
    Finding here = finding(Reasons.HIGH_LATENCY, Severity.WARNING, "m1");
    Finding there = finding(Reasons.HIGH_LATENCY, Severity.WARNING, "m2");
    world.repeat(300, down("m1"), here, there);
    assertThat(slack.messages.stream().flatMap(message -> message.episodes().stream()))
        .extracting(episode -> episode.rule() + " " + episode.member())
        .containsExactlyInAnyOrder(RuleIds.MEMBER_DOWN + " m1", RuleIds.HIGH_LATENCY + " m2");
  }

  @Test
  void missingDataExplainsAFeatureThatCannotLook() {
    world.configure(Configs.of(List.of(), Route.all("all", List.of("slack"))));
    for (int i = 0; i < 60; i++) {
      world.result(CLUSTER, "disk", Verdict.UNKNOWN);
      world.unknown();
      world.pass(30);
    }
    assertThat(world.engine.open(CLUSTER))
        .extracting(OpenAlert::rule)
        .containsExactlyInAnyOrder(RuleIds.DATA_MISSING, RuleIds.INSPECTION_FAILING);
    assertThat(slack.messages.stream().flatMap(message -> message.episodes().stream()))
        .extracting(Episode::rule)
        .containsOnly(RuleIds.DATA_MISSING);
  }
}
