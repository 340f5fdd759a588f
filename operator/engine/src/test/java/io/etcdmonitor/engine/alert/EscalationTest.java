package io.etcdmonitor.engine.alert;

import static io.etcdmonitor.engine.alert.Configs.route;
import static io.etcdmonitor.engine.alert.World.CLUSTER;
import static io.etcdmonitor.engine.alert.World.down;
import static io.etcdmonitor.engine.alert.World.finding;
import static io.etcdmonitor.engine.alert.World.quorumLost;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.alert.state.EscalationPolicy;
import io.etcdmonitor.engine.alert.state.EscalationPolicy.Step;
import io.etcdmonitor.engine.alert.state.Hours;
import io.etcdmonitor.engine.alert.state.Matcher;
import io.etcdmonitor.engine.alert.state.Route;
import io.etcdmonitor.engine.alert.state.Silence;
import io.etcdmonitor.engine.alert.state.Timing;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Who is called about alerts that grow worse, that no step is for, and that are taken meanwhile.
 */
class EscalationTest {
  private static final Finding NEAR = finding("QuotaWarning", Severity.WARNING, "m1");
  private static final Finding FULL = finding("QuotaCritical", Severity.CRITICAL, "m1");
  private static final EscalationPolicy UP =
      Configs.once(
          "up",
          new Step(Duration.ofMinutes(5), List.of("pager"), Severity.WARNING),
          new Step(Duration.ofMinutes(30), List.of("manager"), Severity.WARNING));

  private final World world = new World(new MemoryStore(), "slack", "pager", "manager");
  private final World.FakeChannel slack = world.channel("slack");
  private final World.FakeChannel pager = world.channel("pager");
  private final World.FakeChannel manager = world.channel("manager");

  @Test
  void whatGrowsCriticalBeginsAtTheFirstStep() {
    world.configure(
        Configs.of(
            List.of(UP),
            route("critical", "severity=critical", "up", "slack"),
            route("rest", "", "", "slack")));
    world.capacity(6 * 3_600, Verdict.WARNING, NEAR);
    assertThat(pager.messages).isEmpty();
    world.capacity(240, Verdict.CRITICAL, FULL);
    assertThat(pager.messages).isEmpty();
    assertThat(manager.messages).isEmpty();
    world.capacity(90, Verdict.CRITICAL, FULL);
    assertThat(pager.kinds()).containsExactly("ESCALATION");
    world.capacity(1_500, Verdict.CRITICAL, FULL);
    assertThat(manager.messages).isEmpty();
    world.capacity(420, Verdict.CRITICAL, FULL);
    assertThat(manager.kinds()).containsExactly("ESCALATION");
  }

  @Test
  void whatGrowsCriticalTakesThePolicyOfItsNewRoute() {
    EscalationPolicy mild =
        Configs.once("mild", new Step(Duration.ofMinutes(5), List.of("slack"), Severity.INFO));
    world.configure(
        Configs.of(
            List.of(UP, mild),
            route("critical", "severity=critical", "up", "slack"),
            route("rest", "", "mild", "slack")));
    world.capacity(3_600, Verdict.WARNING, NEAR);
    assertThat(pager.messages).noneMatch(m -> m.cluster().equals(CLUSTER));
    world.capacity(330, Verdict.CRITICAL, FULL);
    assertThat(pager.messages).filteredOn(m -> m.cluster().equals(CLUSTER)).hasSize(1);
  }

  @Test
  void nobodyIsMissedWhereNobodyWasToBeCalled() {
    EscalationPolicy criticalOnly =
        Configs.once(
            "critical-only", new Step(Duration.ofMinutes(15), List.of("pager"), Severity.CRITICAL));
    world.configure(Configs.of(List.of(criticalOnly), route("all", "", "critical-only", "slack")));
    world.healthy(down("m1"));
    world.repeat(3_600, down("m1"));
    assertThat(world.engine.open(OwnAlerts.ITSELF)).isEmpty();
    assertThat(pager.messages).isEmpty();
    world.healthy(quorumLost());
    world.repeat(930, quorumLost());
    assertThat(pager.kinds()).containsExactly("ESCALATION");
  }

  @Test
  void whatGoesToAndFroBetweenSeveritiesIsCalledForOnce() {
    EscalationPolicy criticalOnly =
        Configs.once(
            "critical-only",
            new Step(Duration.ofMinutes(5), List.of("pager"), Severity.CRITICAL),
            new Step(Duration.ofMinutes(15), List.of("manager"), Severity.CRITICAL));
    world.configure(Configs.of(List.of(criticalOnly), route("all", "", "critical-only", "slack")));
    for (int i = 0; i < 15; i++) {
      world.capacity(60, Verdict.CRITICAL, FULL);
      world.capacity(60, Verdict.WARNING, NEAR);
    }
    assertThat(pager.kinds()).containsOnlyOnce("ESCALATION");
    assertThat(manager.kinds()).containsOnlyOnce("ESCALATION");
  }

  @Test
  void nobodyIsCalledLateAboutWhatSomebodyTook() {
    world.configure(Configs.of(List.of(UP), route("all", "", "up", "slack")));
    pager.next = new Delivery(Delivery.Outcome.RETRY, "503", "busy", Optional.empty());
    world.healthy(quorumLost());
    world.repeat(330, quorumLost());
    assertThat(pager.attempts).isNotEmpty();
    OpenAlert open =
        world.engine.open(CLUSTER).stream()
            .filter(a -> a.rule().equals(RuleIds.QUORUM_LOST))
            .findFirst()
            .orElseThrow();
    world.engine.acknowledge(open.fingerprint(), "ann", "mine", Optional.empty());
    world.pass(30);
    pager.next = Delivery.sent("200");
    world.repeat(1_800, quorumLost());
    assertThat(pager.messages).isEmpty();
  }

  @Test
  void whatWaitsForDeliveryIsHeldBackBySilence() {
    world.configure(Configs.of(List.of(UP), route("all", "", "up", "slack")));
    pager.next = new Delivery(Delivery.Outcome.RETRY, "503", "busy", Optional.empty());
    world.healthy(quorumLost());
    world.repeat(330, quorumLost());
    assertThat(pager.attempts).isNotEmpty();
    world.engine.silence(
        new Silence(
            "s1",
            List.of(Matcher.parse("cluster=main")),
            world.clock.instant(),
            world.clock.instant().plus(Duration.ofMinutes(20)),
            "ann",
            "upgrade"));
    pager.next = Delivery.sent("200");
    world.repeat(1_140, quorumLost());
    assertThat(pager.messages).isEmpty();
    world.repeat(120, quorumLost());
    assertThat(pager.kinds()).startsWith("ESCALATION");
  }

  @Test
  void aLoopBeginsAgainWithItsStep() {
    EscalationPolicy twice = new EscalationPolicy(UP.name(), UP.steps(), 1, 2);
    world.configure(Configs.of(List.of(twice), route("all", "", "up", "slack")));
    world.healthy(quorumLost());
    world.repeat(360, quorumLost());
    assertThat(calls(pager)).isEqualTo(1);
    world.repeat(3 * 1_800, quorumLost());
    assertThat(calls(pager)).isEqualTo(1);
    assertThat(calls(manager)).isEqualTo(3);
    assertThat(world.engine.open(OwnAlerts.ITSELF)).isEmpty();
    world.repeat(1_860, quorumLost());
    assertThat(calls(manager)).isEqualTo(3);
    assertThat(world.engine.open(OwnAlerts.ITSELF))
        .extracting(OpenAlert::rule)
        .containsExactly(RuleIds.ESCALATION_EXHAUSTED);
  }

  @Test
  void whomAStepIsNotForDoesNotWaitForIt() {
    EscalationPolicy mixed =
        Configs.once(
            "up",
            new Step(Duration.ofMinutes(6), List.of("pager"), Severity.WARNING),
            new Step(Duration.ofMinutes(60), List.of("manager"), Severity.CRITICAL));
    world.configure(Configs.of(List.of(mixed), route("all", "", "up", "slack")));
    world.healthy(down("m1"));
    world.repeat(60 + 11 * 60, down("m1"));
    assertThat(pager.kinds()).containsExactly("ESCALATION");
    assertThat(world.engine.open(OwnAlerts.ITSELF)).isEmpty();
    world.repeat(120, down("m1"));
    assertThat(world.engine.open(OwnAlerts.ITSELF))
        .extracting(OpenAlert::rule)
        .containsExactly(RuleIds.ESCALATION_EXHAUSTED);
  }

  private static long calls(World.FakeChannel channel) {
    return channel.kinds().stream().filter("ESCALATION"::equals).count();
  }

  /** Nobody was told of it yet: nobody is called because of that. The clock begins at midnight. */
  @Test
  void outsideTheHoursOfItsRouteTheClockStands() {
    Route day =
        new Route(
            "day",
            List.of(),
            List.of("slack"),
            Optional.of("up"),
            List.of(),
            Timing.DEFAULTS,
            Optional.of(new Hours("UTC", Set.of(), "01:00", "23:00")),
            false);
    world.configure(Configs.of(List.of(UP), day));
    world.healthy(quorumLost());
    world.repeat(3_570, quorumLost());
    assertThat(pager.messages).isEmpty();
    world.repeat(120, quorumLost());
    assertThat(slack.kinds()).containsExactly("FIRING");
    assertThat(pager.messages).isEmpty();
    world.repeat(300, quorumLost());
    assertThat(pager.kinds()).containsExactly("ESCALATION");
  }
}
