package io.etcdmonitor.engine.alert;

import static io.etcdmonitor.engine.alert.World.CLUSTER;
import static io.etcdmonitor.engine.alert.World.down;
import static io.etcdmonitor.engine.alert.World.finding;
import static io.etcdmonitor.engine.alert.World.quorumLost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.rule.BuiltInRules;
import io.etcdmonitor.engine.alert.rule.Condition;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.alert.state.EscalationPolicy;
import io.etcdmonitor.engine.alert.state.Hours;
import io.etcdmonitor.engine.alert.state.Inhibition;
import io.etcdmonitor.engine.alert.state.Matcher;
import io.etcdmonitor.engine.alert.state.Route;
import io.etcdmonitor.engine.alert.state.Silence;
import io.etcdmonitor.engine.alert.state.Timing;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.model.Verdict;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlertEngineTest {
  private final World world = new World(new MemoryStore(), "slack", "pager", "mail");
  private final World.FakeChannel slack = world.channel("slack");
  private final World.FakeChannel pager = world.channel("pager");
  private final World.FakeChannel mail = world.channel("mail");

  @Test
  void aCriticalAlertIsToldAfterItsGroupWaitAndResolvedAtOnce() {
    world.healthy(quorumLost());
    assertThat(slack.messages).isEmpty();
    world.pass(9);
    assertThat(slack.messages).isEmpty();
    world.pass(1);
    assertThat(slack.kinds()).containsExactly("FIRING");
    AlertMessage firing = slack.messages.get(0);
    assertThat(firing.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(firing.episodes().get(0).rule()).isEqualTo(RuleIds.QUORUM_LOST);
    assertThat(firing.episodes().get(0).remedy()).isEqualTo("mend it");
    world.pass(20);
    world.healthy();
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED");
    AlertMessage resolved = slack.messages.get(1);
    assertThat(resolved.status()).isEqualTo(Status.RESOLVED);
    assertThat(resolved.groupKey()).isEqualTo(firing.groupKey());
    assertThat(resolved.episodes().get(0).id()).isEqualTo(firing.episodes().get(0).id());
    assertThat(resolved.episodes().get(0).endedAt()).isPresent();
    assertThat(pager.messages).isEmpty();
  }

  @Test
  void whatEndsBeforeAnybodyWasToldIsOnlyHistory() {
    world.healthy(quorumLost());
    world.pass(5);
    world.healthy();
    world.pass(600);
    assertThat(slack.messages).isEmpty();
    assertThat(whats()).contains("FIRED", "RESOLVED");
  }

  @Test
  void whatComesTogetherIsToldTogether() {
    world.healthy(down("m1"));
    world.repeat(30, down("m1"), down("m2"));
    world.repeat(60, down("m1"), down("m2"));
    assertThat(slack.messages).hasSize(1);
    assertThat(slack.messages.get(0).episodes()).hasSize(2);
  }

  @Test
  void additionsWaitForTheGroupsInterval() {
    world.healthy(down("m1"));
    world.repeat(90, down("m1"));
    assertThat(slack.kinds()).containsExactly("FIRING");
    world.repeat(270, down("m1"), down("m2"));
    assertThat(slack.messages).hasSize(1);
    assertThat(details()).anyMatch(d -> d.startsWith("grouped until"));
    world.repeat(60, down("m1"), down("m2"));
    assertThat(slack.kinds()).containsExactly("FIRING", "UPDATE");
    assertThat(slack.messages.get(1).episodes()).hasSize(2);
  }

  @Test
  void oneOfTwoResolvedIsAnUpdate() {
    world.healthy(down("m1"), down("m2"));
    world.repeat(120, down("m1"), down("m2"));
    assertThat(slack.messages.get(0).episodes()).hasSize(2);
    world.repeat(30, down("m2"));
    AlertMessage update = slack.messages.get(1);
    assertThat(update.kind()).isEqualTo(AlertMessage.Kind.UPDATE);
    assertThat(update.status()).isEqualTo(Status.FIRING);
    assertThat(update.episodes())
        .extracting(AlertMessage.Episode::status)
        .containsExactly(Status.FIRING, Status.RESOLVED);
  }

  @Test
  void criticalOnesAreRepeatedEveryHour() {
    world.healthy(quorumLost());
    world.repeat(3_600, quorumLost());
    assertThat(slack.kinds()).containsExactly("FIRING");
    world.repeat(30, quorumLost());
    assertThat(slack.kinds()).containsExactly("FIRING", "REPEAT");
  }

  @Test
  void aSecondFiringWithinFiveMinutesIsDeferredNotLost() {
    world.healthy(quorumLost());
    world.pass(10);
    world.pass(20);
    world.healthy();
    world.pass(30);
    world.healthy(quorumLost());
    world.repeat(210, quorumLost());
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED");
    assertThat(details()).anyMatch(d -> d.startsWith("deduplicated until"));
    world.repeat(60, quorumLost());
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED", "FIRING");
    assertThat(slack.messages.get(2).episodes().get(0).id())
        .isEqualTo(slack.messages.get(0).episodes().get(0).id());
    assertThat(world.engine.stats().messages().get("slack")).containsEntry("deduplicated", 1L);
  }

  @Test
  void quorumLostExplainsItsConsequences() {
    world.healthy(quorumLost(), down("m1"), down("m2"));
    world.repeat(300, quorumLost(), down("m1"), down("m2"));
    assertThat(slack.messages).hasSize(1);
    assertThat(world.engine.open(CLUSTER)).hasSize(3);
    assertThat(world.engine.open(CLUSTER).get(1).suppressed())
        .get()
        .asString()
        .contains("QuorumLost");
    world.repeat(30, down("m1"));
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED");
    world.pass(59);
    assertThat(slack.messages).hasSize(2);
    world.pass(1);
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED", "FIRING");
    assertThat(slack.messages.get(2).episodes().get(0).member()).isEqualTo("m1");
  }

  @Test
  void aConsequenceOfAStaleCauseIsTold() {
    world.healthy(quorumLost());
    world.pass(10);
    world.result(CLUSTER, "alarm", Verdict.PASSED);
    world.pass(320);
    assertThat(world.engine.open(CLUSTER))
        .filteredOn(alert -> !alert.rule().equals(RuleIds.DATA_MISSING))
        .allMatch(OpenAlert::stale, "stale")
        .hasSize(1);
  }

  @Test
  void resolvedReachesWhoWasToldEvenThroughASilence() {
    world.healthy(quorumLost());
    world.pass(10);
    silence("rule=EtcdQuorumLost", 3_600);
    world.repeat(60, quorumLost());
    world.healthy();
    world.repeat(30);
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED");
  }

  @Test
  void whatIsSilencedIsToldWhenTheSilenceEnds() {
    silence("cluster=~\"ma.*\"", 600);
    world.healthy(quorumLost());
    world.repeat(570, quorumLost());
    assertThat(slack.messages).isEmpty();
    assertThat(details()).anyMatch(d -> d.contains("silenced by ann"));
    world.repeat(30, quorumLost());
    assertThat(slack.kinds()).containsExactly("FIRING");
  }

  @Test
  void whoWasToldBeforeTheSilenceHearsThatItStillFires() {
    world.healthy(quorumLost());
    world.pass(10);
    silence("severity=critical", 600);
    world.repeat(630, quorumLost());
    assertThat(slack.kinds()).containsExactly("FIRING", "SILENCE_ENDED");
  }

  @Test
  void someRulesAreNeverSilenced() {
    world.configure(
        new AlertConfig(
            world.config.rules(),
            world.config.routes(),
            List.of(),
            Inhibition.DEFAULTS,
            Optional.empty(),
            Set.of(RuleIds.QUORUM_LOST),
            ""));
    silence("severity=critical", 600);
    world.healthy(quorumLost());
    world.pass(10);
    assertThat(slack.kinds()).containsExactly("FIRING");
  }

  @Test
  void anAcknowledgedOneIsNotRepeatedUntilItIsLetGo() {
    world.healthy(quorumLost());
    world.pass(10);
    world.engine.acknowledge(fingerprint(), "ann", "on it", Optional.of(Duration.ofHours(2)));
    world.settle();
    assertThat(slack.kinds()).containsExactly("FIRING", "ACKNOWLEDGED");
    assertThat(slack.messages.get(1).episodes().get(0).acknowledgedBy()).contains("ann");
    world.repeat(7_000, quorumLost());
    assertThat(slack.messages).hasSize(2);
    world.repeat(300, quorumLost());
    assertThat(slack.kinds()).containsExactly("FIRING", "ACKNOWLEDGED", "REPEAT");
  }

  @Test
  void acknowledgingWhatIsNotOpenIsRefused() {
    assertThatThrownBy(() -> world.engine.acknowledge("none", "ann", "", Optional.empty()))
        .hasMessage("there is no open alert none");
    assertThatThrownBy(
            () -> world.engine.acknowledge("none", "ann", "", Optional.of(Duration.ofHours(25))))
        .hasMessageContaining("24 hours");
  }

  @Test
  void outsideItsHoursARouteTellsTheEndOnly() {
    int hour = world.clock.instant().atZone(ZoneOffset.UTC).getHour();
    Route night =
        new Route(
            "night",
            List.of(),
            List.of("pager"),
            Optional.empty(),
            List.of(),
            Timing.DEFAULTS,
            Optional.of(
                new Hours(
                    "UTC",
                    Set.of(),
                    "%02d:00".formatted((hour + 2) % 24),
                    "%02d:00".formatted((hour + 4) % 24))),
            true);
    world.configure(config(BuiltInRules.all(), night, Route.all("always", List.of("slack"))));
    world.healthy(quorumLost());
    world.repeat(60, quorumLost());
    assertThat(slack.kinds()).containsExactly("FIRING");
    assertThat(pager.messages).isEmpty();
    assertThat(details()).contains("outside the route's hours");
    world.repeat(7_200, quorumLost());
    assertThat(pager.kinds()).containsExactly("FIRING");
    world.repeat(7_200, quorumLost());
    pager.messages.clear();
    world.pass(30);
    world.healthy();
    assertThat(pager.kinds()).containsExactly("RESOLVED");
  }

  @Test
  void aRaiseIsToldAtOnce() {
    world.configure(config(twoLevels(), Route.all("r", List.of("slack"))));
    world.healthy(finding("Warn", Severity.WARNING, ""));
    world.pass(30);
    world.clock.advance(Duration.ofSeconds(1));
    world.healthy(finding("Crit", Severity.CRITICAL, ""));
    assertThat(slack.kinds()).containsExactly("FIRING", "SEVERITY_RAISED");
    assertThat(slack.messages.get(1).severity()).isEqualTo(Severity.CRITICAL);
    world.clock.advance(Duration.ofSeconds(1));
    world.healthy(finding("Warn", Severity.WARNING, ""));
    assertThat(slack.messages).hasSize(2);
  }

  @Test
  void flappingIsToldOnceAndThenNotUntilItIsSteady() {
    for (int i = 0; i < 10; i++) {
      world.healthy(quorumLost());
      world.pass(30);
      world.healthy();
      world.pass(60);
    }
    assertThat(slack.kinds().stream().filter("FLAPPING"::equals)).hasSize(1);
    int told = slack.messages.size();
    assertThat(told).isLessThan(6);
    world.repeat(900);
    assertThat(lastStatus(slack)).isEqualTo(Status.RESOLVED);
  }

  @Test
  void escalationGoesOnUntilSomebodyTakesIt() {
    world.configure(escalating());
    world.healthy(quorumLost());
    world.repeat(300, quorumLost());
    assertThat(pager.kinds()).containsExactly("ESCALATION");
    assertThat(mail.messages).isEmpty();
    world.engine.acknowledge(fingerprint(), "ann", "", Optional.of(Duration.ofMinutes(10)));
    world.repeat(590, quorumLost());
    assertThat(mail.messages).isEmpty();
    world.repeat(600, quorumLost());
    assertThat(mail.messages).isEmpty();
    world.repeat(60, quorumLost());
    assertThat(mail.kinds()).containsExactly("ESCALATION");
    world.repeat(480, quorumLost());
    assertThat(world.engine.open(OwnAlerts.ITSELF)).as("mail has as long as it took").isEmpty();
    world.repeat(120, quorumLost());
    assertThat(world.engine.open(OwnAlerts.ITSELF))
        .extracting(OpenAlert::rule)
        .containsExactly(RuleIds.ESCALATION_EXHAUSTED);
    world.healthy();
    world.repeat(30);
    assertThat(lastStatus(pager)).isEqualTo(Status.RESOLVED);
    assertThat(lastStatus(mail)).isEqualTo(Status.RESOLVED);
  }

  @Test
  void whoWasCalledHearsWhatTheEscalationsOwnRouteSays() {
    Route never =
        new Route(
            "night",
            List.of(),
            List.of("mail"),
            Optional.empty(),
            List.of(),
            Timing.DEFAULTS,
            Optional.of(new Hours("UTC", Set.of(), "03:00", "03:01")),
            true);
    AlertConfig config = escalating();
    world.configure(
        new AlertConfig(
            config.rules(),
            List.of(never, config.routes().get(0)),
            config.escalations(),
            config.inhibitions(),
            Optional.empty(),
            Set.of(),
            ""));
    world.healthy(quorumLost());
    world.repeat(330, quorumLost());
    assertThat(pager.kinds()).containsExactly("ESCALATION");
    world.engine.acknowledge(fingerprint(), "ann", "", Optional.of(Duration.ofMinutes(10)));
    world.repeat(30, quorumLost());
    assertThat(pager.kinds()).containsExactly("ESCALATION", "ACKNOWLEDGED");
    assertThat(mail.attempts).isEmpty();
  }

  @Test
  void thatNobodyCameEndsWithWhatItIsAbout() {
    world.configure(escalating());
    world.repeat(7200, quorumLost());
    assertThat(world.engine.open(OwnAlerts.ITSELF))
        .extracting(OpenAlert::subject)
        .containsExactly("prod/main");
    world.repeat(60);
    assertThat(world.engine.open(OwnAlerts.ITSELF)).isEmpty();
  }

  @Test
  void afterALongAbsenceOnlyTheHighestStepIsDone() {
    world.configure(escalating());
    world.healthy(quorumLost());
    world.pass(10);
    world.clock.advance(Duration.ofMinutes(40));
    world.restart();
    world.healthy(quorumLost());
    assertThat(pager.messages).isEmpty();
    assertThat(mail.kinds()).containsExactly("ESCALATION");
  }

  @Test
  void aPassingFaultIsTriedAgainWithTheSameKey() {
    slack.next = new Delivery(Delivery.Outcome.RETRY, "503", "busy", Optional.empty());
    world.healthy(quorumLost());
    world.pass(10);
    for (int i = 0; i < 5; i++) {
      world.repeat(30, quorumLost());
    }
    assertThat(slack.attempts.size()).isGreaterThan(2);
    assertThat(slack.attempts)
        .extracting(AlertMessage::idempotencyKey)
        .containsOnly(slack.attempts.get(0).idempotencyKey());
    slack.next = Delivery.sent("200");
    world.repeat(300, quorumLost());
    assertThat(slack.kinds()).containsExactly("FIRING");
  }

  @Test
  void whatWasTriedMayHaveArrivedSoResolvedIsSent() {
    slack.next = new Delivery(Delivery.Outcome.RETRY, "", "timeout", Optional.empty());
    world.healthy(quorumLost());
    world.pass(10);
    assertThat(slack.attempts).isNotEmpty();
    world.repeat(30);
    slack.next = Delivery.sent("200");
    world.repeat(600);
    assertThat(slack.kinds()).containsExactly("RESOLVED");
  }

  @Test
  void retryAfterIsObeyed() {
    slack.next =
        new Delivery(
            Delivery.Outcome.RETRY, "429", "slow down", Optional.of(Duration.ofMinutes(2)));
    world.healthy(quorumLost());
    world.pass(10);
    assertThat(slack.attempts).hasSize(1);
    world.repeat(90, quorumLost());
    world.pass(29);
    assertThat(slack.attempts).hasSize(1);
    world.pass(1);
    assertThat(slack.attempts).hasSize(2);
  }

  @Test
  void aChannelSaysHowLongAnAttemptMayTake() {
    slack.deadline = Duration.ofMinutes(4);
    world.healthy(quorumLost());
    world.pass(10);
    assertThat(slack.deadlines).isNotEmpty().containsOnly(Duration.ofMinutes(4));
  }

  @Test
  void ofRetryAfterAQuarterOfAnHourIsObeyed() {
    slack.next =
        new Delivery(Delivery.Outcome.RETRY, "429", "slow down", Optional.of(Duration.ofHours(5)));
    world.healthy(quorumLost());
    world.pass(10);
    assertThat(slack.attempts).hasSize(1);
    world.repeat(870, quorumLost());
    world.pass(29);
    assertThat(slack.attempts).hasSize(1);
    world.pass(1);
    assertThat(slack.attempts).hasSize(2);
  }

  @Test
  void whatCannotBeToldGoesToTheFallbackAndIsAnAlertItself() {
    world.configure(withFallback());
    slack.next = new Delivery(Delivery.Outcome.REJECTED, "400", "no", Optional.empty());
    world.healthy(quorumLost());
    world.pass(10);
    world.pass(1);
    assertThat(mail.messages).isNotEmpty();
    assertThat(mail.messages.get(0).episodes().get(0).rule()).isEqualTo(RuleIds.QUORUM_LOST);
    assertThat(world.engine.open(OwnAlerts.ITSELF))
        .extracting(OpenAlert::rule)
        .contains(RuleIds.CHANNEL_FAILING);
    int attempts = slack.attempts.size();
    world.repeat(300, quorumLost());
    assertThat(slack.attempts.size()).isEqualTo(attempts + 1);
    world.healthy();
    world.repeat(30);
    assertThat(mail.messages)
        .anyMatch(m ->
            m.status() == Status.RESOLVED
                && m.episodes().get(0).rule().equals(RuleIds.QUORUM_LOST));
  }

  @Test
  void aMisconfiguredChannelIsPausedUntilItsConfigurationChanges() {
    world.configure(withFallback());
    slack.next = new Delivery(Delivery.Outcome.MISCONFIGURED, "401", "who?", Optional.empty());
    world.healthy(quorumLost());
    world.repeat(120, quorumLost());
    assertThat(slack.attempts).hasSize(1);
    slack.next = Delivery.sent("200");
    world.configure(withFallback());
    world.repeat(30, quorumLost());
    assertThat(slack.messages)
        .filteredOn(m -> m.episodes().get(0).rule().equals(RuleIds.QUORUM_LOST))
        .hasSize(1);
  }

  @Test
  void anAlertIsGivenUpAfterItsDeadline() {
    world.configure(withFallback());
    slack.next = new Delivery(Delivery.Outcome.RETRY, "503", "busy", Optional.empty());
    world.healthy(down("m1"));
    world.repeat(90, down("m1"));
    world.repeat(3_300, down("m1"));
    assertThat(mail.messages).isEmpty();
    world.repeat(900, down("m1"));
    assertThat(mail.messages).anyMatch(m -> m.episodes().get(0).rule().equals(RuleIds.MEMBER_DOWN));
  }

  @Test
  void aDeadChannelDelaysNoOther() {
    world.configure(Configs.of(List.of(), Route.all("r", List.of("slack", "mail"))));
    slack.next = new Delivery(Delivery.Outcome.RETRY, "", "refused", Optional.empty());
    world.healthy(quorumLost());
    world.pass(10);
    assertThat(mail.kinds()).containsExactly("FIRING");
  }

  @Test
  void receiversThatForgetAreReminded() {
    slack.repost = Optional.of(Duration.ofMinutes(1));
    world.configure(world.config);
    world.healthy(quorumLost());
    world.pass(10);
    world.repeat(180, quorumLost());
    assertThat(slack.kinds()).containsExactly("FIRING", "REPEAT", "REPEAT", "REPEAT");
    world.healthy();
    world.repeat(900);
    long resolved = slack.messages.stream().filter(m -> m.status() == Status.RESOLVED).count();
    assertThat(resolved).isBetween(4L, 6L);
  }

  @Test
  void aChannelRemembersForTheGroup() {
    world.healthy(quorumLost());
    world.pass(10);
    world.restart();
    world.healthy();
    world.repeat(30);
    assertThat(slack.memories)
        .containsExactly(Optional.empty(), Optional.of(slack.messages.get(0).idempotencyKey()));
  }

  @Test
  void missingDataIsItsOwnAlertAndResolvesNothing() {
    world.healthy(down("m1"));
    world.repeat(120, down("m1"));
    world.clock.advance(Duration.ofSeconds(30));
    for (int i = 0; i < 12; i++) {
      world.unknown();
      world.pass(30);
    }
    assertThat(world.engine.open(CLUSTER))
        .extracting(OpenAlert::rule)
        .containsExactlyInAnyOrder(RuleIds.DATA_MISSING, RuleIds.MEMBER_DOWN);
    assertThat(lastStatus(slack)).isEqualTo(Status.FIRING);
    world.healthy();
    world.repeat(30);
    assertThat(world.engine.open(CLUSTER)).isEmpty();
  }

  @Test
  void removedAndPausedClustersEndTheirAlertsWithTheReason() {
    world.healthy(quorumLost());
    world.pass(10);
    world.fates.put(CLUSTER, Surroundings.Fate.UNKNOWN);
    world.pass(120);
    assertThat(slack.kinds()).containsExactly("FIRING");
    world.fates.put(CLUSTER, Surroundings.Fate.PAUSED);
    world.pass(1);
    world.pass(31);
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED");
    assertThat(slack.messages.get(1).episodes().get(0).description()).contains("paused");
  }

  @Test
  void aRuleSwitchedOffForTheClusterEndsItsAlerts() {
    world.healthy(quorumLost());
    world.pass(10);
    world.settings.put(
        CLUSTER,
        new ClusterAlerts(
            true,
            List.of("mail"),
            Map.of("team", "db"),
            Set.of(RuleIds.QUORUM_LOST),
            "the main one",
            Thresholds.DEFAULTS));
    world.pass(1);
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED");
    world.healthy(down("m1"));
    world.repeat(120, down("m1"));
    assertThat(mail.messages.get(0).episodes().get(0).labels()).containsEntry("team", "db");
    assertThat(mail.messages.get(0).clusterDescription()).isEqualTo("the main one");
  }

  @Test
  void whatCameBeforeTheFirstLookIsKnown() {
    world.healthy();
    world.pass(301);
    assertThat(world.engine.open(CLUSTER))
        .extracting(OpenAlert::rule)
        .containsExactly(RuleIds.DATA_MISSING);
  }

  @Test
  void whoDoesNotLeadEvaluatesNothing() {
    world.healthy(quorumLost());
    world.pass(10);
    world.active = false;
    world.pass(600);
    assertThat(world.engine.open(CLUSTER)).noneMatch(OpenAlert::stale);
    assertThat(slack.kinds()).containsExactly("FIRING");
    world.active = true;
    world.healthy();
    world.repeat(30);
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED");
  }

  @Test
  void aConfigurationWithAnUnknownChannelIsRefusedAndChangesNothing() {
    assertThatThrownBy(() -> world.configure(AlertConfig.standard(List.of("fax"))))
        .hasMessageContaining("no channel 'fax'");
    world.configure(AlertConfig.standard(List.of("slack")));
    world.healthy(quorumLost());
    world.pass(10);
    assertThat(slack.messages).hasSize(1);
  }

  @Test
  void inhibitionsInACircleAreRefused() {
    assertThatThrownBy(() ->
            Inhibition.check(
                List.of(
                    new Inhibition("A", Set.of("B"), Set.of()),
                    new Inhibition("B", Set.of("A"), Set.of()))))
        .hasMessageContaining("circle");
  }

  @Test
  void manyWaitingMessagesBecomeOne() {
    slack.next = new Delivery(Delivery.Outcome.RETRY, "", "", Optional.of(Duration.ofMinutes(1)));
    for (int i = 0; i < 30; i++) {
      world.result(new ClusterKey("prod", "c" + i), "healthy", Verdict.CRITICAL, quorumLost());
    }
    world.settle();
    world.pass(10);
    slack.next = Delivery.sent("200");
    world.pass(61);
    assertThat(slack.kinds()).containsExactly("DIGEST");
    AlertMessage digest = slack.messages.get(0);
    assertThat(digest.episodes())
        .hasSize(30)
        .extracting(digest::cluster)
        .as("each says which cluster it is about")
        .doesNotHaveDuplicates()
        .contains(new ClusterKey("prod", "c7"));
  }

  @Test
  void aDigestForAReceiverThatKeepsEpisodesApartLeavesNoneOut() {
    slack.keepsApart = true;
    slack.next = new Delivery(Delivery.Outcome.RETRY, "", "", Optional.of(Duration.ofMinutes(1)));
    for (int i = 0; i < 130; i++) {
      world.result(new ClusterKey("prod", "c" + i), "healthy", Verdict.CRITICAL, quorumLost());
    }
    world.settle();
    world.pass(10);
    slack.next = Delivery.sent("200");
    world.pass(61);
    assertThat(slack.messages).allMatch(m -> m.truncatedEpisodes() == 0);
    assertThat(slack.messages.stream().flatMap(m -> m.episodes().stream()).map(e -> e.id()))
        .hasSize(130)
        .doesNotHaveDuplicates();
    assertThat(slack.messages).allMatch(m -> m.episodes().size() <= 50).hasSize(3);
  }

  @Test
  void aDigestIsNoPartOfAnyConversation() {
    world.healthy(quorumLost());
    world.pass(10);
    slack.next = new Delivery(Delivery.Outcome.RETRY, "", "", Optional.of(Duration.ofMinutes(1)));
    for (int i = 0; i < 30; i++) {
      world.result(new ClusterKey("prod", "c" + i), "healthy", Verdict.CRITICAL, quorumLost());
    }
    world.healthy();
    world.pass(60);
    slack.next = Delivery.sent("200");
    world.pass(61);
    assertThat(slack.kinds()).containsExactly("FIRING", "DIGEST");
    assertThat(slack.memories.get(1)).as("the digest is a message of its own").isEmpty();
    world.result(new ClusterKey("prod", "c1"), "healthy", Verdict.PASSED);
    world.pass(30);
    assertThat(slack.memories.get(2)).as("what follows does not rewrite the digest").isEmpty();
  }

  /** PagerDuty: which incidents a digest has opened, by which key. */
  @Test
  void whatIsRememberedOfSingleEpisodesGoesIntoADigestAndOutOfIt() {
    slack.keepsApart = true;
    slack.next = new Delivery(Delivery.Outcome.RETRY, "", "", Optional.of(Duration.ofMinutes(1)));
    for (int i = 0; i < 30; i++) {
      world.result(new ClusterKey("prod", "c" + i), "healthy", Verdict.CRITICAL, quorumLost());
    }
    world.settle();
    world.pass(10);
    assertThat(slack.remembered.get(0)).isEmpty();
    slack.next = Delivery.sent("200");
    world.pass(61);
    assertThat(slack.kinds()).containsExactly("DIGEST");
    assertThat(slack.remembered.get(1)).as("of the attempt that failed").hasSize(30);
    world.result(new ClusterKey("prod", "c1"), "healthy", Verdict.PASSED);
    world.pass(30);
    assertThat(slack.kinds()).containsExactly("DIGEST", "RESOLVED");
    assertThat(slack.remembered.get(2)).as("of the digest").hasSize(1);
  }

  @Test
  void whatAnAttemptThatFailedHadDoneIsRemembered() {
    slack.next = new Delivery(Delivery.Outcome.RETRY, "451", "half", Optional.empty());
    world.healthy(quorumLost());
    world.pass(10);
    String key = slack.attempts.get(0).idempotencyKey();
    world.restart();
    slack.next = Delivery.sent("250");
    world.pass(120);
    assertThat(slack.halves.get(slack.halves.size() - 1)).contains(key);
  }

  private List<String> whats() {
    return world.engine.history(CLUSTER, 100).stream().map(HistoryEntry::what).toList();
  }

  private List<String> details() {
    return world.engine.history(CLUSTER, 100).stream().map(HistoryEntry::detail).toList();
  }

  private String fingerprint() {
    return world.engine.open(CLUSTER).get(0).fingerprint();
  }

  private static Status lastStatus(World.FakeChannel channel) {
    return channel.messages.get(channel.messages.size() - 1).status();
  }

  private void silence(String matcher, long seconds) {
    world.engine.silence(
        new Silence(
            "s1",
            List.of(Matcher.parse(matcher)),
            world.clock.instant(),
            world.clock.instant().plusSeconds(seconds),
            "ann",
            "maintenance"));
    world.settle();
  }

  private static List<Rule> twoLevels() {
    List<Rule> rules = new ArrayList<>();
    rules.add(
        BuiltInRules.all()
            .get(0)
            .withLevels(
                List.of(
                    new Rule.Level(Severity.WARNING, Condition.found("healthy", "Warn", "Crit")),
                    new Rule.Level(Severity.CRITICAL, Condition.found("healthy", "Crit")))));
    return rules;
  }

  private static AlertConfig config(List<Rule> rules, Route... routes) {
    return new AlertConfig(
        rules, List.of(routes), List.of(), Inhibition.DEFAULTS, Optional.empty(), Set.of(), "");
  }

  private static AlertConfig withFallback() {
    return new AlertConfig(
        BuiltInRules.all(),
        List.of(Route.all("r", List.of("slack"))),
        List.of(),
        Inhibition.DEFAULTS,
        Optional.of("mail"),
        Set.of(),
        "");
  }

  private static AlertConfig escalating() {
    EscalationPolicy policy =
        Configs.once(
            "up",
            new EscalationPolicy.Step(Duration.ofMinutes(5), List.of("pager"), Severity.WARNING),
            new EscalationPolicy.Step(Duration.ofMinutes(10), List.of("mail"), Severity.CRITICAL));
    return Configs.of(List.of(policy), Configs.route("r", "severity=critical", "up", "slack"));
  }
}
