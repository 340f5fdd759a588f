package io.etcdmonitor.engine.alert;

import static io.etcdmonitor.engine.alert.World.CLUSTER;
import static io.etcdmonitor.engine.alert.World.down;
import static io.etcdmonitor.engine.alert.World.quorumLost;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.alert.state.EscalationPolicy;
import io.etcdmonitor.engine.alert.state.EscalationRun;
import io.etcdmonitor.engine.alert.state.Inhibition;
import io.etcdmonitor.engine.alert.state.Matcher;
import io.etcdmonitor.engine.alert.state.Route;
import io.etcdmonitor.engine.alert.state.Silence;
import io.etcdmonitor.engine.alert.store.AlertStore;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two replicas with a store each; what one knows reaches the other only as a status tells it. */
class TakeOverTest {
  private final World first = new World(new MemoryStore(), "slack", "pager");
  private final World second = new World(new MemoryStore(), "slack", "pager");

  @Test
  void whoWasToldIsNotToldAgainAndHearsTheEnd() {
    lead(first, 0, Map.of());
    first.healthy(quorumLost());
    first.repeat(30, quorumLost());
    assertThat(first.channel("slack").kinds()).containsExactly("FIRING");

    lead(second, 1, told(first));
    second.repeat(120, quorumLost());
    assertThat(second.channel("slack").messages).isEmpty();
    OpenAlert same = second.engine.open(CLUSTER).get(0);
    OpenAlert before = first.engine.open(CLUSTER).get(0);
    assertThat(same.episode()).isEqualTo(before.episode());
    assertThat(same.fingerprint()).isEqualTo(before.fingerprint());
    assertThat(same.since()).isEqualTo(before.since());

    second.pass(30);
    second.healthy();
    assertThat(second.channel("slack").kinds()).containsExactly("RESOLVED");
    assertThat(second.channel("slack").messages.get(0).episodes())
        .singleElement()
        .satisfies(e -> {
          assertThat(e.id()).isEqualTo(before.episode());
          assertThat(e.rule()).isEqualTo(RuleIds.QUORUM_LOST);
          assertThat(e.summary()).isEqualTo(before.summary());
        });
  }

  @Test
  void whatEndedBetweenTheLeadersIsToldByTheSecond() {
    lead(first, 0, Map.of());
    first.healthy(quorumLost());
    first.repeat(30, quorumLost());
    Map<ClusterKey, KnownAlert.OfCluster> status = told(first);
    lead(second, 1, status);
    second.pass(30);
    second.healthy();
    assertThat(second.channel("slack").kinds()).containsExactly("RESOLVED");
  }

  /**
   * A replica that leads again lets go of all that it watched, and a large fleet takes its time.
   */
  @Test
  void whatAReplicaLetGoOfBeforeItLeadsAgainWasNotRemoved() {
    lead(first, 0, Map.of());
    first.healthy(quorumLost());
    first.repeat(30, quorumLost());
    Map<ClusterKey, KnownAlert.OfCluster> status = told(first);
    first.engine.onInspectionRemoved(World.inspection("healthy"));
    lead(first, 2, status);
    first.pass(90);
    assertThat(first.channel("slack").kinds()).containsExactly("FIRING");
    first.healthy(quorumLost());
    first.repeat(30, quorumLost());
    assertThat(first.channel("slack").kinds()).containsExactly("FIRING");
    first.engine.onInspectionRemoved(World.inspection("healthy"));
    first.pass(1);
    first.pass(60);
    assertThat(first.channel("slack").kinds()).containsExactly("FIRING", "RESOLVED");
  }

  @Test
  void anEndThatCouldNotBeToldIsToldByTheNextLeader() {
    lead(first, 0, Map.of());
    first.healthy(quorumLost());
    first.repeat(30, quorumLost());
    first.channel("slack").next =
        new Delivery(Delivery.Outcome.RETRY, "503", "away", Optional.empty());
    first.pass(30);
    first.healthy();
    assertThat(first.engine.open(CLUSTER)).isEmpty();
    assertThat(first.engine.owed(CLUSTER))
        .extracting(OpenAlert::rule)
        .contains(RuleIds.QUORUM_LOST);

    lead(second, 1, told(first));
    second.healthy();
    assertThat(second.channel("slack").kinds()).containsExactly("RESOLVED");
    assertThat(second.engine.owed(CLUSTER)).isEmpty();
  }

  @Test
  void whatNobodyWasToldYetIsToldByTheNextLeader() {
    lead(first, 0, Map.of());
    first.healthy(quorumLost());
    lead(second, 1, told(first));
    second.repeat(30, quorumLost());
    assertThat(second.channel("slack").kinds()).containsExactly("FIRING");
  }

  @Test
  void aFormerLeaderForgetsWhatAnotherHasEnded() {
    lead(first, 0, Map.of());
    first.healthy(quorumLost());
    first.repeat(30, quorumLost());
    Map<ClusterKey, KnownAlert.OfCluster> status = told(first);
    first.active = false;
    lead(second, 1, status);
    second.pass(60);
    second.healthy();
    assertThat(second.channel("slack").kinds()).containsExactly("RESOLVED");

    first.clock.advance(Duration.ofMinutes(2));
    lead(first, 2, told(second));
    first.healthy();
    first.pass(120);
    assertThat(first.channel("slack").kinds()).containsExactly("FIRING");
    assertThat(first.engine.open(CLUSTER)).isEmpty();
  }

  private static World firingInTerm4() {
    World process = new World(new MemoryStore(), "slack");
    lead(process, 4, Map.of());
    process.healthy(quorumLost());
    process.repeat(30, quorumLost());
    assertThat(process.channel("slack").kinds()).containsExactly("FIRING");
    return process;
  }

  @Test
  void theOwnStoreWinsWhenNobodyElseLedSince() {
    World process = firingInTerm4();

    // The status was never written: the API was away.
    process.restart();
    process.engine.lead(5, Map.of(CLUSTER, nothing(process)));
    process.repeat(60, quorumLost());
    process.pass(10);
    process.healthy();
    assertThat(process.channel("slack").kinds()).containsExactly("FIRING", "RESOLVED");
  }

  @Test
  void theOwnStoreIsOutOfDateWhereOthersLedWhomTheTermDoesNotCount() {
    World process = firingInTerm4();

    // Meanwhile shards led by Leases of their own, and ended it.
    process.restart();
    process.engine.handover().othersLed();
    process.engine.lead(5, Map.of(CLUSTER, nothing(process)));
    assertThat(process.engine.open(CLUSTER)).isEmpty();
    process.pass(10);
    process.healthy();
    assertThat(process.channel("slack").kinds()).as("they told the end").containsExactly("FIRING");

    process.healthy(quorumLost());
    process.repeat(30, quorumLost());
    process.restart();
    process.engine.lead(6, Map.of(CLUSTER, nothing(process)));
    assertThat(process.engine.open(CLUSTER)).as("nobody led since").isNotEmpty();
  }

  @Test
  void aStoreOfBeforeThereWereTermsIsKept() {
    AlertStore store = new MemoryStore();
    World process = new World(store, "slack");
    process.healthy(quorumLost());
    process.repeat(30, quorumLost());
    process.restart();
    process.engine.lead(0, Map.of(CLUSTER, nothing(process)));
    process.pass(10);
    process.healthy();
    assertThat(process.channel("slack").kinds()).containsExactly("FIRING", "RESOLVED");
  }

  @Test
  void anAcknowledgementGoesOn() {
    lead(first, 0, Map.of());
    first.healthy(quorumLost());
    first.repeat(30, quorumLost());
    first.engine.acknowledge(
        first.engine.open(CLUSTER).get(0).fingerprint(), "ann", "on it", Optional.empty());
    first.settle();
    lead(second, 1, told(first));
    second.repeat(3_700, quorumLost());
    assertThat(second.channel("slack").messages).as("no repeats while ann has it").isEmpty();
    assertThat(second.engine.open(CLUSTER).get(0).acknowledgedBy()).contains("ann");
  }

  @Test
  void aConversationGoesOn() {
    lead(first, 0, Map.of());
    first.healthy(quorumLost());
    first.repeat(30, quorumLost());
    String thread = first.channel("slack").messages.get(0).idempotencyKey();
    assertThat(first.engine.open(CLUSTER).get(0).told())
        .singleElement()
        .satisfies(heard -> assertThat(heard.thread()).contains(thread));

    lead(second, 1, told(first));
    second.pass(30);
    second.healthy();
    assertThat(second.channel("slack").memories).containsExactly(Optional.of(thread));
  }

  @Test
  void silencesGoOnAndWhatOneEndedTheOtherDoesNotBringBack() {
    lead(first, 0, Map.of());
    Silence silence = silence("s1", first);
    first.engine.silence(silence);
    second.engine.handover().learn(first.engine.handover().silences());
    lead(second, 1, told(first));
    second.healthy(quorumLost());
    second.repeat(30, quorumLost());
    assertThat(second.channel("slack").messages).isEmpty();

    second.engine.endSilence("s1", "ann");
    second.repeat(30, quorumLost());
    assertThat(second.channel("slack").kinds()).containsExactly("FIRING");
    second.engine.handover().learn(first.engine.handover().silences());
    assertThat(second.engine.silences()).noneMatch(s -> s.active(second.clock.instant()));
    first.engine.handover().learn(second.engine.handover().silences());
    assertThat(first.engine.silences()).noneMatch(s -> s.active(second.clock.instant()));
  }

  @Test
  void theEndOfAnAlertAboutTheProgramItselfIsToldByTheNextLeader() {
    withFallback(first);
    withFallback(second);
    lead(first, 0, Map.of());
    first.channel("slack").next =
        new Delivery(Delivery.Outcome.REJECTED, "404", "no such channel", Optional.empty());
    first.healthy(quorumLost());
    first.repeat(60, quorumLost());
    assertThat(first.engine.open(Handover.ITSELF))
        .as("told by the fallback channel")
        .singleElement()
        .satisfies(alert -> assertThat(alert.told()).isNotEmpty());

    Map<ClusterKey, KnownAlert.OfCluster> known = new HashMap<>(told(first));
    known.put(Handover.ITSELF, first.engine.handover().own());
    lead(second, 1, known);
    second.repeat(30, quorumLost());
    assertThat(second.engine.open(Handover.ITSELF)).isEmpty();
    assertThat(second.channel("pager").messages)
        .filteredOn(m -> m.cluster().equals(Handover.ITSELF))
        .extracting(m -> m.kind().name())
        .containsExactly("RESOLVED");
  }

  private static void withFallback(World world) {
    world.configure(
        new AlertConfig(
            world.config.rules(),
            List.of(Route.all("all", List.of("slack"))),
            List.of(),
            Inhibition.DEFAULTS,
            Optional.of("pager"),
            Set.of(),
            ""));
  }

  private static Silence silence(String id, World world) {
    return new Silence(
        id,
        List.of(Matcher.parse("cluster=main")),
        world.clock.instant(),
        world.clock.instant().plus(Duration.ofHours(1)),
        "ann",
        "upgrade");
  }

  @Test
  void anEscalationGoesOnWhereItWas() {
    escalating(first);
    escalating(second);
    lead(first, 0, Map.of());
    first.healthy(quorumLost());
    first.repeat(330, quorumLost());
    assertThat(first.channel("pager").kinds()).containsExactly("ESCALATION");
    assertThat(first.engine.open(CLUSTER).get(0).escalation().map(EscalationRun::next)).contains(1);

    lead(second, 1, told(first));
    second.repeat(120, quorumLost());
    assertThat(second.channel("pager").messages).as("its step is done").isEmpty();
    second.repeat(600, quorumLost());
    assertThat(second.channel("pager").kinds()).as("the next step").containsExactly("ESCALATION");
  }

  @Test
  void anEscalationThatIsDoneIsNotDoneAgain() {
    escalating(first);
    escalating(second);
    lead(first, 0, Map.of());
    first.healthy(quorumLost());
    first.repeat(1_800, quorumLost());
    assertThat(called(first)).isEqualTo(2);
    assertThat(first.engine.open(CLUSTER).get(0).escalation().map(EscalationRun::exhausted))
        .contains(true);

    lead(second, 1, told(first));
    second.repeat(1_800, quorumLost());
    assertThat(called(second)).isZero();
    assertThat(second.engine.open(OwnAlerts.ITSELF))
        .extracting(OpenAlert::rule)
        .containsExactly(RuleIds.ESCALATION_EXHAUSTED);
  }

  /** About the cluster; that nobody came is an alert of its own. */
  private static long called(World world) {
    return world.channel("pager").messages.stream()
        .filter(m -> m.kind() == AlertMessage.Kind.ESCALATION && m.cluster().equals(CLUSTER))
        .count();
  }

  @Test
  void whoLeadsAgainDoesNotTakeTheStepsThatWereTakenMeanwhile() {
    escalating(first);
    escalating(second);
    lead(first, 0, Map.of());
    first.healthy(quorumLost());
    first.repeat(330, quorumLost());
    lead(second, 1, told(first));
    second.repeat(720, quorumLost());
    assertThat(second.channel("pager").kinds()).containsExactly("ESCALATION");

    int before = first.channel("pager").messages.size();
    lead(first, 2, told(second));
    first.repeat(120, quorumLost());
    assertThat(
            first.channel("pager").kinds().subList(before, first.channel("pager").kinds().size()))
        .doesNotContain("ESCALATION");
  }

  /** A status in which nothing changes is written every five minutes, or more rarely. */
  @Test
  void whatACauseExplainsIsNotToldBecauseTheStatusIsOld() {
    lead(first, 0, Map.of());
    first.healthy(quorumLost(), down("m1"));
    first.repeat(120, quorumLost(), down("m1"));
    assertThat(first.channel("slack").kinds()).containsExactly("FIRING");
    Map<ClusterKey, KnownAlert.OfCluster> status = told(first);
    second.clock.advance(
        Duration.between(second.clock.instant(), first.clock.instant()).plusMinutes(10));
    lead(second, 1, status);
    second.pass(2);
    assertThat(second.engine.open(CLUSTER)).hasSize(2).noneMatch(OpenAlert::stale);
    second.repeat(120, quorumLost(), down("m1"));
    assertThat(second.channel("slack").messages).isEmpty();
  }

  @Test
  void anOutageLongerThanAnHourLeavesItOpenAndStale() {
    lead(first, 0, Map.of());
    first.healthy(down("m1"), quorumLost());
    first.repeat(30, quorumLost());
    Map<ClusterKey, KnownAlert.OfCluster> status = told(first);
    second.clock.advance(Duration.ofHours(3));
    lead(second, 1, status);
    second.settle();
    assertThat(second.engine.open(CLUSTER)).isNotEmpty().allMatch(OpenAlert::stale);
  }

  /** As the leader election does: what statuses tell comes before anything else. */
  private static void lead(World world, long term, Map<ClusterKey, KnownAlert.OfCluster> known) {
    while (!known.isEmpty() && world.clock.instant().isBefore(known.get(CLUSTER).seen())) {
      world.clock.advance(Duration.ofSeconds(1));
    }
    world.active = false;
    world.settle();
    world.engine.lead(term, known);
    world.active = true;
  }

  private static KnownAlert.OfCluster nothing(World world) {
    return new KnownAlert.OfCluster(List.of(), true, world.clock.instant());
  }

  static void escalating(World world) {
    EscalationPolicy policy =
        Configs.once(
            "on-call",
            new EscalationPolicy.Step(Duration.ofMinutes(5), List.of("pager"), Severity.WARNING),
            new EscalationPolicy.Step(Duration.ofMinutes(10), List.of("pager"), Severity.WARNING));
    Route route = Configs.route("all", "", "on-call", "slack");
    world.configure(
        new AlertConfig(
            world.config.rules(),
            List.of(route),
            List.of(policy),
            Inhibition.DEFAULTS,
            Optional.of("slack"),
            Set.of(),
            ""));
  }

  /** What the status of the cluster tells. */
  static Map<ClusterKey, KnownAlert.OfCluster> told(World world) {
    List<OpenAlert> all = new ArrayList<>(world.engine.open(CLUSTER));
    all.addAll(world.engine.owed(CLUSTER));
    return Map.of(
        CLUSTER,
        new KnownAlert.OfCluster(
            all.stream().map(KnownAlert::of).toList(), true, world.clock.instant()));
  }
}
