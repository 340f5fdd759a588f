package io.etcdmonitor.engine.alert.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.state.LifeCycle.Sample;
import io.etcdmonitor.engine.alert.state.LifeCycle.Step;
import io.etcdmonitor.engine.alert.state.LifeCycle.Times;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every row of the table in DESIGN.md. */
class LifeCycleTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Alert.Identity ID =
      new Alert.Identity("f".repeat(32), "R", new ClusterKey("ns", "c"), "m1", "member");

  private Times times = new Times(Duration.ZERO, Duration.ZERO);
  private Duration interval = Duration.ofSeconds(30);
  private Optional<Alert> alert = Optional.empty();
  private int episodes;
  private final List<Change> all = new ArrayList<>();

  @Test
  void firesAtOnceWithoutFor() {
    assertThat(met(0)).containsExactly(Change.FIRED);
    assertThat(alert.get().phase()).isEqualTo(Phase.FIRING);
    assertThat(alert.get().span().firedAt()).contains(START);
    assertThat(alert.get().episode()).isEqualTo("e1");
  }

  @Test
  void waitsForItsTime() {
    times = new Times(Duration.ofMinutes(1), Duration.ZERO);
    assertThat(met(0)).containsExactly(Change.PENDING);
    assertThat(met(30)).isEmpty();
    assertThat(alert.get().phase()).isEqualTo(Phase.PENDING);
    assertThat(met(60)).containsExactly(Change.FIRED);
    assertThat(alert.get().span().startedAt()).isEqualTo(START);
    assertThat(alert.get().span().firedAt()).contains(START.plusSeconds(60));
  }

  @Test
  void aPendingOneThatEndsIsABlip() {
    times = new Times(Duration.ofMinutes(1), Duration.ZERO);
    met(0);
    assertThat(notMet(30)).containsExactly(Change.BLIP);
    assertThat(alert).isEmpty();
  }

  @Test
  void aGapBetweenSamplesBeginsThePendingAnew() {
    times = new Times(Duration.ofMinutes(2), Duration.ZERO);
    met(0);
    met(91);
    assertThat(alert.get().span().activeSince()).isEqualTo(START.plusSeconds(91));
    assertThat(met(150)).isEmpty();
    assertThat(met(211)).contains(Change.FIRED);
  }

  @Test
  void aGapOfExactlyThreeIntervalsIsNone() {
    times = new Times(Duration.ofSeconds(90), Duration.ZERO);
    met(0);
    assertThat(met(90)).containsExactly(Change.FIRED);
  }

  @Test
  void shortIntervalsMayMissAMinute() {
    interval = Duration.ofSeconds(1);
    times = new Times(Duration.ofMinutes(1), Duration.ZERO);
    met(0);
    assertThat(met(60)).containsExactly(Change.FIRED);
  }

  @Test
  void whileFiringTheWorstIsKept() {
    met(0, Severity.WARNING, 5);
    met(30, Severity.WARNING, 9);
    met(60, Severity.WARNING, 7);
    assertThat(alert.get().facts().worst()).isEqualTo(9);
    assertThat(alert.get().facts().value()).isEqualTo("7.0");
    assertThat(alert.get().span().lastTrue()).isEqualTo(START.plusSeconds(60));
  }

  @Test
  void resolvesAtOnceWithoutKeepFiring() {
    met(0);
    met(30);
    assertThat(notMet(60)).containsExactly(Change.RESOLVED);
    assertThat(alert.get().phase()).isEqualTo(Phase.RESOLVED);
    assertThat(alert.get().span().endsAt()).contains(START.plusSeconds(30));
  }

  @Test
  void recoversFirstWithKeepFiring() {
    times = new Times(Duration.ZERO, Duration.ofMinutes(1));
    met(0);
    assertThat(notMet(30)).containsExactly(Change.RECOVERING);
    assertThat(alert.get().open()).isTrue();
    assertThat(notMet(60)).isEmpty();
    assertThat(notMet(90)).containsExactly(Change.RESOLVED);
    assertThat(alert.get().span().endsAt()).contains(START);
  }

  @Test
  void firesAgainWhileRecoveringWithoutANewEpisode() {
    times = new Times(Duration.ZERO, Duration.ofMinutes(1));
    met(0);
    notMet(30);
    assertThat(met(60)).containsExactly(Change.FIRING_AGAIN);
    assertThat(alert.get().episode()).isEqualTo("e1");
    assertThat(alert.get().tally().flaps()).isEqualTo(1);
    assertThat(notMet(90)).containsExactly(Change.RECOVERING);
    assertThat(notMet(149)).isEmpty();
    assertThat(notMet(150)).containsExactly(Change.RESOLVED);
  }

  @Test
  void missingDataMakesItStaleAndNeverResolvesIt() {
    met(0);
    assertThat(tick(299)).isEmpty();
    assertThat(tick(300)).containsExactly(Change.STALE);
    assertThat(tick(86_400)).isEmpty();
    assertThat(alert.get().phase()).isEqualTo(Phase.FIRING);
    assertThat(alert.get().stale()).isTrue();
    assertThat(met(86_430)).containsExactly(Change.FRESH);
    assertThat(alert.get().stale()).isFalse();
  }

  @Test
  void missingDataWhileRecoveringKeepsItRecovering() {
    times = new Times(Duration.ZERO, Duration.ofMinutes(1));
    met(0);
    notMet(30);
    assertThat(tick(330)).containsExactly(Change.STALE);
    assertThat(alert.get().phase()).isEqualTo(Phase.RECOVERING);
  }

  @Test
  void rareDataIsNotMissingBeforeThreeIntervals() {
    interval = Duration.ofMinutes(5);
    met(0);
    assertThat(tick(899)).isEmpty();
    assertThat(tick(900)).containsExactly(Change.STALE);
  }

  @Test
  void endsForAReasonOfItsOwn() {
    met(0);
    take(LifeCycle.end(alert.get(), "paused", START.plusSeconds(10)));
    assertThat(alert.get().phase()).isEqualTo(Phase.RESOLVED);
    assertThat(alert.get().endReason()).isEqualTo("paused");
  }

  @Test
  void aPendingOneIsForgottenWhenItsRuleGoes() {
    times = new Times(Duration.ofMinutes(1), Duration.ZERO);
    met(0);
    take(LifeCycle.end(alert.get(), "rule removed", START.plusSeconds(10)));
    assertThat(alert).isEmpty();
  }

  @Test
  void withinFiveMinutesTheSameEpisodeIsReopened() {
    met(0);
    notMet(30);
    assertThat(met(300)).containsExactly(Change.REOPENED);
    assertThat(alert.get().episode()).isEqualTo("e1");
    assertThat(alert.get().tally().reopens()).isEqualTo(1);
    assertThat(alert.get().span().startedAt()).isEqualTo(START);
  }

  @Test
  void forAppliesToReopeningAndItsBeginningDecides() {
    met(0);
    notMet(30);
    times = new Times(Duration.ofMinutes(1), Duration.ZERO);
    interval = Duration.ofMinutes(1);
    assertThat(met(290)).containsExactly(Change.PENDING);
    assertThat(met(350)).containsExactly(Change.REOPENED);
  }

  @Test
  void aReopeningThatEndsTooSoonIsABlipOfTheOldEpisode() {
    met(0);
    notMet(30);
    times = new Times(Duration.ofMinutes(1), Duration.ZERO);
    met(60);
    assertThat(notMet(90)).containsExactly(Change.BLIP);
    assertThat(alert.get().phase()).isEqualTo(Phase.RESOLVED);
    assertThat(alert.get().span().endsAt()).contains(START);
    assertThat(alert.get().tally().blips()).isEqualTo(1);
  }

  @Test
  void laterItIsANewEpisode() {
    met(0);
    notMet(30);
    assertThat(met(301)).containsExactly(Change.FIRED);
    assertThat(alert.get().episode()).isEqualTo("e2");
    assertThat(alert.get().tally().reopens()).isZero();
  }

  @Test
  void aRaiseCancelsTheAcknowledgement() {
    met(0, Severity.WARNING, 1);
    alert = alert.map(a -> a.withAck(Optional.of(new Ack("ann", "", START.plusSeconds(9_999)))));
    assertThat(met(30, Severity.CRITICAL, 2))
        .containsExactly(Change.SEVERITY_RAISED, Change.ACKNOWLEDGEMENT_ENDED);
    assertThat(alert.get().ack()).isEmpty();
    assertThat(met(60, Severity.WARNING, 1)).containsExactly(Change.SEVERITY_LOWERED);
    assertThat(alert.get().episode()).isEqualTo("e1");
  }

  @Test
  void anAcknowledgementEndsByItselfAndWithTheEpisode() {
    met(0);
    alert = alert.map(a -> a.withAck(Optional.of(new Ack("ann", "", START.plusSeconds(60)))));
    assertThat(tick(59)).isEmpty();
    assertThat(tick(60)).containsExactly(Change.ACKNOWLEDGEMENT_ENDED);
    alert = alert.map(a -> a.withAck(Optional.of(new Ack("ann", "", START.plusSeconds(9_999)))));
    notMet(90);
    assertThat(alert.get().ack()).isEmpty();
  }

  @Test
  void fourChangesInHalfAnHourAreFlappingUntilSteady() {
    met(0);
    notMet(60);
    met(120);
    assertThat(notMet(180)).containsExactly(Change.RESOLVED, Change.FLAPPING);
    assertThat(tick(180 + 899)).isEmpty();
    assertThat(tick(180 + 900)).containsExactly(Change.STEADY);
  }

  @Test
  void fourChangesInMoreThanHalfAnHourAreNot() {
    met(0);
    notMet(1_000);
    met(1_500);
    assertThat(notMet(1_801)).containsExactly(Change.RESOLVED);
  }

  @Test
  void anOlderSampleChangesNothing() {
    met(60);
    assertThat(notMet(30)).isEmpty();
    assertThat(alert.get().phase()).isEqualTo(Phase.FIRING);
  }

  @Test
  void aShortRestartChangesNothing() {
    times = new Times(Duration.ofHours(2), Duration.ZERO);
    met(0);
    take(Ageing.restored(alert.get(), START.plus(Duration.ofHours(1))));
    assertThat(alert.get().phase()).isEqualTo(Phase.PENDING);
  }

  @Test
  void aLongRestartForgetsPendingAndMakesFiringStale() {
    times = new Times(Duration.ofHours(2), Duration.ZERO);
    met(0);
    take(Ageing.restored(alert.get(), START.plus(Duration.ofMinutes(61))));
    assertThat(alert).isEmpty();
    times = new Times(Duration.ZERO, Duration.ZERO);
    met(0);
    take(Ageing.restored(alert.get(), START.plus(Duration.ofMinutes(61))));
    assertThat(alert.get().phase()).isEqualTo(Phase.FIRING);
    assertThat(alert.get().stale()).isTrue();
  }

  private List<Change> met(long second) {
    return met(second, Severity.WARNING, 1);
  }

  private List<Change> met(long second, Severity severity, double value) {
    Alert.Facts facts = new Alert.Facts("s", "d", "" + value, "", "", value, Map.of());
    return step(second, Optional.of(new LifeCycle.Met(severity, facts)));
  }

  private List<Change> notMet(long second) {
    return step(second, Optional.empty());
  }

  private List<Change> step(long second, Optional<LifeCycle.Met> met) {
    Sample sample = new Sample(START.plusSeconds(second), interval, met);
    return take(LifeCycle.step(ID, alert, times, sample, () -> "e" + ++episodes));
  }

  private List<Change> tick(long second) {
    return take(Ageing.tick(alert.get(), START.plusSeconds(second), silence -> false));
  }

  private List<Change> take(Step step) {
    alert = step.alert();
    all.addAll(step.changes());
    return step.changes();
  }
}
