package io.etcdmonitor.engine.alert;

import static io.etcdmonitor.engine.alert.World.CLUSTER;
import static io.etcdmonitor.engine.alert.World.finding;
import static io.etcdmonitor.engine.alert.World.quorumLost;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.alert.store.AlertStore;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A process that has just begun, or cannot look, knows too little to end an alert. */
class RestartTest {
  private static final String DIVERGED = MeasurementNames.DIVERGED;
  private static final String GROWTH = MeasurementNames.DATABASE_GROWTH;

  private final World world = new World(new MemoryStore(), "slack");
  private final World.FakeChannel slack = world.channel("slack");

  @Test
  void dataThatIsStillMissingAfterARestartIsTheSameAlert() {
    unknownFor(600);
    assertThat(slack.kinds()).containsExactly("FIRING");
    world.restart();
    unknownFor(900);
    assertThat(slack.kinds()).containsExactly("FIRING");
    assertThat(world.engine.open(CLUSTER))
        .extracting(OpenAlert::rule)
        .contains(RuleIds.DATA_MISSING);
    world.healthy();
    world.repeat(30);
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED");
  }

  /** A newer program wrote it; PagerDuty's memory holds the key of an open incident. */
  @Test
  void whatCannotBeUnderstoodIsDroppedAndNotShown() {
    world.store.commit(
        List.of(
            new AlertStore.Change(
                "ledger",
                "slack|r/prod/main/X",
                Optional.of("{\"ledger\":{\"memory\":{\"k\":\"s3cret-key\"},\"told\":7}}"))));
    Logger logger = (Logger) LoggerFactory.getLogger(Keeper.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    try {
      world.restart();
    } finally {
      logger.detachAppender(lines);
    }
    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .singleElement()
        .asString()
        .contains("slack|r/prod/main/X")
        .doesNotContain("s3cret-key");
    assertThat(lines.list.get(0).getThrowableProxy().getMessage()).doesNotContain("s3cret-key");
  }

  private void unknownFor(int seconds) {
    for (int i = 0; i < seconds; i += 30) {
      world.pass(30);
      world.result(CLUSTER, "capacity", Verdict.PASSED);
      world.unknown();
    }
  }

  @Test
  void aFeatureThatStillCannotLookAfterARestartIsTheSameAlert() {
    blindFor(1_200);
    assertThat(slack.kinds()).containsExactly("FIRING");
    world.restart();
    world.healthy();
    world.repeat(60);
    blindFor(1_200);
    assertThat(slack.kinds()).containsExactly("FIRING");
    world.result(CLUSTER, "disk", Verdict.PASSED);
    world.repeat(30);
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED");
  }

  private void blindFor(int seconds) {
    for (int i = 0; i < seconds; i += 30) {
      world.pass(30);
      world.result(CLUSTER, "disk", Verdict.UNKNOWN);
      world.healthy();
    }
  }

  @Test
  void aFeatureThatIsSwitchedOffEndsItsAlerts() {
    blindFor(1_200);
    world.engine.onInspectionRemoved(World.inspection("disk"));
    world.repeat(90);
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED");
    assertThat(slack.messages.get(1).episodes().get(0).description()).contains("target removed");
  }

  @Test
  void aFeatureThatWasSwitchedOffWhileWeWereAwayEndsItsAlerts() {
    blindFor(1_200);
    world.restart();
    world.healthy();
    world.repeat(1_740);
    assertThat(slack.kinds()).containsExactly("FIRING");
    world.repeat(90);
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED");
  }

  @Test
  void missingDataOfAFeatureThatIsSwitchedOffIsNotMissed() {
    unknownFor(600);
    world.engine.onInspectionRemoved(World.inspection("healthy"));
    for (int i = 0; i < 3; i++) {
      world.pass(30);
      world.result(CLUSTER, "capacity", Verdict.PASSED);
    }
    world.settle();
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED");
  }

  @Test
  void aNewProcessThatFindsNobodyDoesNotSayThatQuorumIsBack() {
    world.healthy(quorumLost());
    world.pass(10);
    assertThat(slack.kinds()).containsExactly("FIRING");
    world.restart();
    Finding nobody = finding("EndpointUnreachable", Severity.CRITICAL, "");
    world.saw(Verdict.CRITICAL, List.of(), nobody);
    for (int i = 0; i < 10; i++) {
      world.pass(30);
      world.saw(Verdict.CRITICAL, List.of(), nobody);
    }
    assertThat(rulesResolved()).isEmpty();
    world.saw(Verdict.PASSED, List.of(world.member("m1", MemberState.HEALTHY)));
    world.repeat(60);
    assertThat(rulesResolved()).contains(RuleIds.QUORUM_LOST);
  }

  @Test
  void whatIsKnownOfAMemberStandsWhileItDoesNotAnswer() {
    Finding full = finding("QuotaWarning", Severity.WARNING, "m1");
    world.saw(Verdict.PASSED, List.of(world.member("m1", MemberState.HEALTHY)));
    world.result(CLUSTER, "capacity", Verdict.WARNING, full);
    world.pass(60);
    world.result(CLUSTER, "capacity", Verdict.WARNING, full);
    world.pass(60);
    assertThat(open()).containsExactly(RuleIds.DATABASE_NEAR_QUOTA);
    world.saw(Verdict.WARNING, List.of(world.member("m1", MemberState.UNREACHABLE)));
    world.result(CLUSTER, "capacity", Verdict.PASSED);
    world.pass(60);
    assertThat(open()).containsExactly(RuleIds.DATABASE_NEAR_QUOTA);
    world.saw(Verdict.PASSED, List.of(world.member("m1", MemberState.HEALTHY)));
    world.result(CLUSTER, "capacity", Verdict.PASSED);
    world.pass(60);
    assertThat(open()).isEmpty();
  }

  @Test
  void dataThatDiffersIsNotEqualBecauseOnlyTheOthersWereCompared() {
    Finding differs = finding("HashMismatch", Severity.CRITICAL, "m3");
    world.saw(Verdict.PASSED, members(MemberState.HEALTHY));
    world.measured("consistency", Verdict.CRITICAL, DIVERGED, List.of("m1", "m2", "m3"), differs);
    assertThat(open()).containsExactly(RuleIds.DATA_DIVERGED);

    world.restart();
    world.measured("consistency", Verdict.PASSED, DIVERGED, List.of("m1", "m2"));
    world.saw(Verdict.WARNING, members(MemberState.UNREACHABLE));
    world.pass(300);
    world.measured("consistency", Verdict.PASSED, DIVERGED, List.of("m1", "m2"));
    world.saw(Verdict.PASSED, members(MemberState.HEALTHY));
    world.pass(300);
    world.measured("consistency", Verdict.PASSED, DIVERGED, List.of());
    assertThat(open()).as("m3 is back, and was not compared").contains(RuleIds.DATA_DIVERGED);

    world.pass(300);
    world.measured("consistency", Verdict.PASSED, DIVERGED, List.of("m1", "m2", "m3"));
    assertThat(open()).doesNotContain(RuleIds.DATA_DIVERGED);
  }

  /** Hashes are compared once an hour: the runs between say nothing of them. */
  @Test
  void anotherFaultOfTheDataIsOverAlthoughNothingWasCompared() {
    world.saw(Verdict.PASSED, members(MemberState.HEALTHY));
    world.measured("consistency", Verdict.PASSED, DIVERGED, List.of("m1", "m2", "m3"));
    Finding auth = finding("AuthRevisionMismatch", Severity.CRITICAL, "");
    world.measured("consistency", Verdict.CRITICAL, DIVERGED, List.of(), auth);
    assertThat(open()).containsExactly(RuleIds.DATA_DIVERGED);
    world.pass(60);
    world.measured("consistency", Verdict.PASSED, DIVERGED, List.of());
    assertThat(open()).isEmpty();
  }

  @Test
  void dataThatDifferedIsOverWhenItsMemberHasLeft() {
    world.saw(Verdict.PASSED, members(MemberState.HEALTHY));
    world.measured(
        "consistency",
        Verdict.CRITICAL,
        DIVERGED,
        List.of("m1", "m2", "m3"),
        finding("HashMismatch", Severity.CRITICAL, "m3"));
    world.restart();
    world.saw(Verdict.PASSED, List.of(world.member("m1", MemberState.HEALTHY)));
    world.pass(30);
    world.measured("consistency", Verdict.PASSED, DIVERGED, List.of());
    assertThat(open()).isEmpty();
  }

  @Test
  void growthIsNotOverBecauseANewProcessHasNotSeenEnoughOfIt() {
    Finding grows = finding("GrowthExceedsForecast", Severity.WARNING, "m1");
    for (int i = 0; i < 12; i++) {
      world.saw(Verdict.PASSED, members(MemberState.HEALTHY));
      world.measured("capacity", Verdict.WARNING, GROWTH, List.of("m1", "m2", "m3"), grows);
      world.pass(30);
    }
    assertThat(open()).containsExactly(RuleIds.DATABASE_GROWTH);

    world.restart();
    for (int i = 0; i < 30; i++) {
      world.saw(Verdict.PASSED, members(MemberState.HEALTHY));
      world.measured("capacity", Verdict.PASSED, GROWTH, List.of());
      world.pass(30);
    }
    assertThat(open()).containsExactly(RuleIds.DATABASE_GROWTH);

    for (int i = 0; i < 12; i++) {
      world.saw(Verdict.PASSED, members(MemberState.HEALTHY));
      world.measured("capacity", Verdict.PASSED, GROWTH, List.of("m1", "m2", "m3"));
      world.pass(30);
    }
    assertThat(open()).isEmpty();
  }

  private List<MemberObservation> members(MemberState third) {
    return List.of(
        world.member("m1", MemberState.HEALTHY),
        world.member("m2", MemberState.HEALTHY),
        world.member("m3", third));
  }

  @Test
  void anAlarmThatIsDisarmedEndsAlthoughItsMemberDoesNotAnswer() {
    Finding noSpace = finding("AlarmNoSpace", Severity.CRITICAL, "m1");
    world.saw(Verdict.PASSED, List.of(world.member("m1", MemberState.UNREACHABLE)));
    world.result(CLUSTER, "alarm", Verdict.CRITICAL, noSpace);
    world.pass(30);
    assertThat(open()).containsExactly(RuleIds.ALARM_NO_SPACE);
    world.result(CLUSTER, "alarm", Verdict.PASSED);
    world.pass(30);
    assertThat(open()).isEmpty();
  }

  @Test
  void whatCannotBeWatchedIsTold() {
    world.blocked.put(CLUSTER, "it is not watched: Secret prod/main-tls is not there");
    world.fates.put(CLUSTER, Surroundings.Fate.UNKNOWN);
    for (int i = 0; i < 9; i++) {
      world.pass(30);
    }
    assertThat(slack.messages).isEmpty();
    world.pass(60);
    world.pass(30);
    assertThat(slack.kinds()).containsExactly("FIRING");
    assertThat(slack.messages.get(0).episodes().get(0).rule()).isEqualTo(RuleIds.DATA_MISSING);
    assertThat(slack.messages.get(0).episodes().get(0).description()).contains("Secret prod/main");
    world.blocked.clear();
    world.fates.clear();
    world.pass(60);
    assertThat(slack.kinds()).containsExactly("FIRING");
    world.healthy();
    world.repeat(30);
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED");
  }

  @Test
  void whatIsNotRunIsNotMissedForEver() {
    world.blocked.put(CLUSTER, "it is not watched: Secret prod/main-tls is not there");
    world.pass(1);
    world.pass(400);
    world.pass(15);
    assertThat(slack.kinds()).containsExactly("FIRING");
    world.blocked.clear();
    for (int i = 0; i < 64; i++) {
      world.result(CLUSTER, "capacity", Verdict.PASSED);
      world.pass(30);
    }
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED");
  }

  @Test
  void whatCouldNotBeWatchedForAWhileEndsNoAlert() {
    world.healthy(quorumLost());
    world.pass(10);
    world.fates.put(CLUSTER, Surroundings.Fate.UNKNOWN);
    world.engine.onInspectionRemoved(World.inspection("healthy"));
    world.pass(30);
    world.pass(30);
    world.fates.clear();
    world.pass(2);
    world.pass(5);
    assertThat(slack.kinds()).containsExactly("FIRING");
    world.healthy(quorumLost());
    world.repeat(120, quorumLost());
    assertThat(slack.kinds()).containsExactly("FIRING");
  }

  private List<String> open() {
    return world.engine.open(CLUSTER).stream().map(OpenAlert::rule).toList();
  }

  private List<String> rulesResolved() {
    return slack.messages.stream()
        .flatMap(m -> m.episodes().stream())
        .filter(e -> e.status() == Status.RESOLVED)
        .map(e -> e.rule())
        .toList();
  }
}
