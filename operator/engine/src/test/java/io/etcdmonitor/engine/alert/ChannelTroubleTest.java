package io.etcdmonitor.engine.alert;

import static io.etcdmonitor.engine.alert.Configs.route;
import static io.etcdmonitor.engine.alert.World.CLUSTER;
import static io.etcdmonitor.engine.alert.World.down;
import static io.etcdmonitor.engine.alert.World.finding;
import static io.etcdmonitor.engine.alert.World.quorumLost;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.channel.AlertMessage.Kind;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.rule.BuiltInRules;
import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.alert.state.EscalationPolicy;
import io.etcdmonitor.engine.alert.state.Inhibition;
import io.etcdmonitor.engine.alert.state.Matcher;
import io.etcdmonitor.engine.alert.state.Silence;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Channels that refuse, that forget, and alerts that change while a message is under way. */
class ChannelTroubleTest {
  private static final Delivery REFUSED =
      new Delivery(Delivery.Outcome.MISCONFIGURED, "403", "who?", Optional.empty());

  private final World world = new World(new MemoryStore(), "slack", "pager");
  private final World.FakeChannel slack = world.channel("slack");
  private final World.FakeChannel pager = world.channel("pager");

  @Test
  void aReceiverThatIsMendedOnItsSideHearsWithinAQuarterOfAnHour() {
    slack.next = REFUSED;
    world.healthy(quorumLost());
    world.repeat(120, quorumLost());
    assertThat(slack.attempts).hasSize(1);
    slack.next = Delivery.sent("200");
    world.repeat(840, quorumLost());
    assertThat(slack.kinds()).containsExactly("FIRING");
  }

  @Test
  void aChannelThatLacksAClassIsTriedAgainAsAnyOtherThatFails() {
    slack.meanwhile =
        () -> {
          throw new NoClassDefFoundError("gone");
        };
    world.healthy(quorumLost());
    world.repeat(60, quorumLost());
    assertThat(slack.attempts).hasSizeGreaterThan(1);
    assertThat(slack.messages).isEmpty();
    slack.meanwhile = () -> {};
    world.repeat(300, quorumLost());
    assertThat(slack.kinds()).containsExactly("FIRING");
  }

  @Test
  void thatAChannelFailsComesWithItsRunbook() {
    world.configure(
        new AlertConfig(
            BuiltInRules.all(),
            List.of(route("all", "", "", "slack")),
            List.of(),
            Inhibition.DEFAULTS,
            Optional.of("pager"),
            Set.of(),
            "https://docs.example/"));
    slack.next = REFUSED;
    world.repeat(180, quorumLost());
    assertThat(pager.messages.stream().flatMap(m -> m.episodes().stream()))
        .extracting(e -> e.runbook())
        .contains(
            "https://docs.example/docs/runbooks/EtcdQuorumLost.md",
            "https://docs.example/docs/runbooks/EtcdMonitorChannelFailing.md");
  }

  @Test
  void anEndThatWasRefusedIsToldWithinAQuarterOfAnHour() {
    world.healthy(quorumLost());
    world.pass(10);
    slack.next = REFUSED;
    world.healthy();
    world.repeat(60);
    slack.next = Delivery.sent("200");
    world.repeat(900);
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED");
  }

  /** A receiver that took it and could not say so believes that all is well. */
  @Test
  void anEndThatMayHaveArrivedIsTakenBackWhenItFiresAgain() {
    world.repeat(390, quorumLost());
    slack.next =
        new Delivery(Delivery.Outcome.RETRY, "timeout", "", Optional.of(Duration.ofMinutes(2)));
    world.repeat(30);
    assertThat(slack.attempts.get(1).kind()).isEqualTo(Kind.RESOLVED);
    slack.next = Delivery.sent("200");
    world.repeat(30, quorumLost());
    world.repeat(30, quorumLost());
    assertThat(slack.kinds()).containsExactly("FIRING", "FIRING");
    world.repeat(1_800, quorumLost());
    assertThat(slack.messages).as("and once").hasSize(2);
    world.repeat(60);
    assertThat(slack.kinds()).containsExactly("FIRING", "FIRING", "RESOLVED");
  }

  @Test
  void whatFlapsIsNotSaidToBeOverBeforeItIsSteady() {
    for (int i = 0; i < 10; i++) {
      world.repeat(180, quorumLost());
      world.repeat(210);
    }
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED", "FIRING", "FLAPPING");
    assertThat(slack.messages.get(3).status()).isEqualTo(Status.FIRING);
    world.repeat(900);
    assertThat(slack.kinds()).endsWith("FLAPPING", "RESOLVED");
  }

  @Test
  void whatFlapsIsOverWhenItsClusterIsGone() {
    for (int i = 0; i < 3; i++) {
      world.repeat(180, quorumLost());
      world.repeat(210);
    }
    assertThat(slack.kinds()).endsWith("FLAPPING");
    world.fates.put(CLUSTER, Surroundings.Fate.REMOVED);
    world.repeat(30, quorumLost());
    world.pass(60);
    assertThat(slack.kinds()).endsWith("FLAPPING", "RESOLVED");
    assertThat(slack.messages.get(slack.messages.size() - 1).episodes().get(0).description())
        .contains("ended: target removed");
  }

  @Test
  void whatFlapsAndIsHeldBackIsOverForThoseWhoWereTold() {
    world.repeat(180, quorumLost());
    world.repeat(210);
    world.repeat(90, quorumLost());
    silenceFor(3_600);
    for (int i = 0; i < 5; i++) {
      world.repeat(210);
      world.repeat(180, quorumLost());
    }
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED", "FIRING", "RESOLVED");
  }

  @Test
  void whatFlapsAndGetsWorseIsTold() {
    Finding warning = finding("QuotaWarning", Severity.WARNING, "m1");
    Finding critical = finding("QuotaCritical", Severity.CRITICAL, "m1");
    for (int i = 0; i < 5; i++) {
      world.capacity(180, Verdict.WARNING, warning);
      world.capacity(60, Verdict.PASSED);
    }
    assertThat(slack.kinds()).endsWith("FLAPPING");
    int before = slack.messages.size();
    for (int i = 0; i < 3; i++) {
      world.capacity(180, Verdict.CRITICAL, critical);
      world.capacity(60, Verdict.PASSED);
    }
    assertThat(slack.kinds().subList(before, slack.messages.size()))
        .containsExactly("SEVERITY_RAISED");
    assertThat(slack.messages.get(before).severity()).isEqualTo(Severity.CRITICAL);
    world.capacity(960, Verdict.PASSED);
    assertThat(slack.kinds()).endsWith("SEVERITY_RAISED", "RESOLVED");
  }

  /** Alertmanager takes an alert for resolved that it did not hear of for 15 minutes. */
  @Test
  void aReceiverThatForgetsIsNotLeftAloneForSoLongThatItForgets() {
    slack.repost = Optional.of(Duration.ofMinutes(1));
    world.configure(world.config);
    world.healthy(quorumLost());
    world.repeat(120, quorumLost());
    slack.next = REFUSED;
    world.repeat(60, quorumLost());
    assertThat(slack.attempts).hasSizeGreaterThan(slack.messages.size());
    Instant last = slack.messages.get(slack.messages.size() - 1).time();
    slack.next = Delivery.sent("200");
    int before = slack.messages.size();
    world.repeat(420, quorumLost());
    assertThat(slack.messages).hasSizeGreaterThan(before);
    assertThat(slack.messages.get(before).kind().name()).isEqualTo("REPEAT");
    assertThat(Duration.between(last, slack.messages.get(before).time()))
        .isLessThan(Duration.ofMinutes(4));
    assertThat(world.engine.stats().messages().get("slack"))
        .as("this one, and that the channel fails")
        .containsEntry("dead", 2L);
  }

  @Test
  void aChannelThatFailedIsNotMendedBecauseANewProcessHasToldItNothingYet() {
    world.configure(Configs.of(List.of(), route("r", "", "", "slack", "pager")));
    slack.next = REFUSED;
    world.healthy(quorumLost());
    world.repeat(60, quorumLost());
    assertThat(failing()).containsExactly("slack");

    world.restart();
    world.repeat(300, quorumLost());
    assertThat(failing()).containsExactly("slack");
    assertThat(pager.messages).noneMatch(m -> m.status() == Status.RESOLVED);

    slack.next = Delivery.sent("200");
    world.repeat(900, quorumLost());
    assertThat(failing()).isEmpty();
  }

  @Test
  void aChannelThatFailedAndIsNoLongerConfiguredIsNoTroubleAfterARestart() {
    world.configure(Configs.of(List.of(), route("r", "", "", "slack", "pager")));
    slack.next = REFUSED;
    world.healthy(quorumLost());
    world.repeat(60, quorumLost());
    assertThat(failing()).containsExactly("slack");

    world.config = Configs.of(List.of(), route("r", "", "", "pager"));
    world.channels.remove("slack");
    world.restart();
    world.repeat(60, quorumLost());
    assertThat(failing()).isEmpty();
  }

  private List<String> failing() {
    return world.engine.open(OwnAlerts.ITSELF).stream()
        .filter(alert -> alert.rule().equals(RuleIds.CHANNEL_FAILING))
        .map(OpenAlert::subject)
        .toList();
  }

  @Test
  void aReceiverThatIsRemindedHearsOfAFurtherAlertAtOnce() {
    slack.repost = Optional.of(Duration.ofMinutes(1));
    world.configure(world.config);
    world.healthy(down("m1"));
    world.repeat(180, down("m1"));
    int before = slack.messages.size();
    assertThat(before).isPositive();
    world.repeat(150, down("m1"), down("m2"));
    assertThat(slack.messages.subList(before, slack.messages.size()))
        .anyMatch(m -> m.kind() == Kind.FIRING && m.episodes().size() == 2);
  }

  @Test
  void aReceiverThatForgetsIsRemindedOfWhatFlaps() {
    slack.repost = Optional.of(Duration.ofMinutes(1));
    world.configure(world.config);
    for (int i = 0; i < 10; i++) {
      world.healthy(quorumLost());
      world.pass(30);
      world.healthy();
      world.pass(60);
    }
    assertThat(slack.kinds()).contains("FLAPPING");
    world.healthy(quorumLost());
    world.pass(10);
    int before = slack.messages.size();
    world.repeat(600, quorumLost());
    assertThat(slack.messages.subList(before, slack.messages.size()))
        .filteredOn(m -> m.episodes().get(0).status() == Status.FIRING)
        .hasSizeGreaterThan(7);
  }

  /** Each time it fires is a new episode; between them it is well for longer than it is awaited. */
  @Test
  void aReceiverThatForgetsIsRemindedOfWhatFlapsAlsoWhileItIsWell() {
    slack.repost = Optional.of(Duration.ofMinutes(1));
    world.configure(world.config);
    for (int i = 0; i < 4; i++) {
      world.repeat(120, quorumLost());
      world.repeat(360);
    }
    assertThat(slack.kinds()).contains("FLAPPING");
    for (int i = 0; i < 4; i++) {
      int before = slack.messages.size();
      world.repeat(120, quorumLost());
      world.repeat(360);
      assertThat(slack.messages.subList(before, slack.messages.size()))
          .allMatch(m -> m.status() == Status.FIRING)
          .hasSizeGreaterThan(5);
    }
  }

  @Test
  void aNoticeThatWasTakenBackIsGivenAgain() {
    slack.repost = Optional.of(Duration.ofMinutes(1));
    world.configure(world.config);
    for (int i = 0; i < 3; i++) {
      world.repeat(180, quorumLost());
      world.repeat(210);
    }
    assertThat(slack.kinds()).contains("FLAPPING");
    world.repeat(60, quorumLost());
    silenceFor(240);
    world.repeat(150);
    assertThat(slack.kinds()).endsWith("RESOLVED");
    int before = slack.messages.size();
    world.repeat(240, quorumLost());
    assertThat(slack.messages.subList(before, slack.messages.size()))
        .as("the silence is over, and it fires")
        .anyMatch(m -> m.status() == Status.FIRING);
  }

  @Test
  void whatGetsWorseWhileItIsBeingToldIsToldAgain() {
    Finding warning = finding("QuotaWarning", Severity.WARNING, "m1");
    Finding critical = finding("QuotaCritical", Severity.CRITICAL, "m1");
    slack.meanwhile =
        () -> {
          world.result(CLUSTER, "capacity", Verdict.CRITICAL, critical);
          world.engine.step();
          slack.meanwhile = () -> {};
        };
    world.result(CLUSTER, "capacity", Verdict.WARNING, warning);
    world.pass(61);
    world.result(CLUSTER, "capacity", Verdict.WARNING, warning);
    world.pass(61);
    world.pass(1);
    assertThat(slack.kinds()).containsExactly("FIRING", "SEVERITY_RAISED");
    assertThat(slack.messages.get(0).severity()).isEqualTo(Severity.WARNING);
    assertThat(slack.messages.get(1).severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void whatIsTakenWhileItIsBeingToldIsToldAsTaken() {
    slack.meanwhile =
        () -> {
          OpenAlert open = world.engine.open(CLUSTER).get(0);
          world.engine.acknowledge(open.fingerprint(), "ann", "mine", Optional.empty());
          slack.meanwhile = () -> {};
        };
    world.healthy(quorumLost());
    world.pass(10);
    world.pass(1);
    assertThat(slack.kinds()).containsExactly("FIRING", "ACKNOWLEDGED");
  }

  @Test
  void aChannelOfTwoRoutesHearsOfOneAlertOnce() {
    world.configure(
        Configs.of(
            List.of(),
            route("critical", "severity=critical", "", "pager", "slack"),
            route("rest", "", "", "slack")));
    Finding warning = finding("QuotaWarning", Severity.WARNING, "m1");
    Finding critical = finding("QuotaCritical", Severity.CRITICAL, "m1");
    world.capacity(180, Verdict.WARNING, warning);
    assertThat(slack.kinds()).containsExactly("FIRING");
    assertThat(pager.kinds()).isEmpty();
    world.capacity(60, Verdict.CRITICAL, critical);
    assertThat(slack.kinds()).containsExactly("FIRING", "SEVERITY_RAISED");
    assertThat(slack.memories.get(1)).as("the same thread").isPresent();
    assertThat(pager.kinds()).containsExactly("FIRING");
    world.capacity(3_600, Verdict.CRITICAL, critical);
    assertThat(slack.kinds()).containsExactly("FIRING", "SEVERITY_RAISED", "REPEAT");
    world.capacity(60, Verdict.WARNING, warning);
    assertThat(slack.messages).hasSize(3);
    world.capacity(60, Verdict.PASSED);
    assertThat(slack.kinds()).containsExactly("FIRING", "SEVERITY_RAISED", "REPEAT", "RESOLVED");
    assertThat(pager.messages.get(pager.messages.size() - 1).status().name()).isEqualTo("RESOLVED");
  }

  @Test
  void twoGroupsThatGoOnHaveTwoConversations() {
    world.configure(
        Configs.of(
            List.of(),
            route("critical", "severity=critical", "", "slack"),
            route("rest", "", "", "slack")));
    Finding other = finding("QuotaWarning", Severity.WARNING, "m2");
    world.capacity(180, Verdict.WARNING, finding("QuotaWarning", Severity.WARNING, "m1"), other);
    assertThat(slack.kinds()).containsExactly("FIRING");
    world.capacity(60, Verdict.CRITICAL, finding("QuotaCritical", Severity.CRITICAL, "m1"), other);
    assertThat(slack.kinds()).containsExactly("FIRING", "SEVERITY_RAISED");
    assertThat(slack.memories.get(1)).as("the first group goes on with its own").isEmpty();
    assertThat(slack.remembered.get(1))
        .as("what is known of the alert itself goes along")
        .hasSize(1);
  }

  @Test
  void whoWasCalledByAnEscalationHearsOfARaiseOnce() {
    EscalationPolicy up = Configs.pagerAfterMinutes(5);
    world.configure(
        Configs.of(
            List.of(up),
            route("critical", "severity=critical", "", "pager"),
            route("rest", "", "up", "slack")));
    world.capacity(480, Verdict.WARNING, finding("QuotaWarning", Severity.WARNING, "m1"));
    assertThat(pager.kinds()).containsExactly("ESCALATION");
    world.capacity(120, Verdict.CRITICAL, finding("QuotaCritical", Severity.CRITICAL, "m1"));
    assertThat(pager.kinds()).containsExactly("ESCALATION", "SEVERITY_RAISED");
    world.capacity(60, Verdict.PASSED);
    assertThat(pager.kinds()).containsExactly("ESCALATION", "SEVERITY_RAISED", "RESOLVED");
  }

  @Test
  void aReceiverThatRefusesForHoursIsInTheHistoryOnce() {
    slack.repost = Optional.of(Duration.ofMinutes(1));
    world.configure(world.config);
    world.healthy(quorumLost());
    world.repeat(120, quorumLost());
    slack.next = REFUSED;
    world.repeat(60, quorumLost(), down("m1"));
    world.repeat(7_200, quorumLost(), down("m1"));
    assertThat(slack.attempts).hasSizeGreaterThan(60);
    assertThat(world.engine.history(CLUSTER, 1_000)).hasSizeLessThan(30);
  }

  @Test
  void aMessageUnderWayOfTheOtherRouteIsWaitedFor() {
    world.configure(
        Configs.of(
            List.of(),
            route("critical", "severity=critical", "", "slack"),
            route("rest", "", "", "slack")));
    Finding warning = finding("QuotaWarning", Severity.WARNING, "m1");
    Finding critical = finding("QuotaCritical", Severity.CRITICAL, "m1");
    slack.meanwhile =
        () -> {
          slack.meanwhile = () -> {};
          world.result(CLUSTER, "capacity", Verdict.CRITICAL, critical);
          world.clock.advance(Duration.ofSeconds(20));
          world.engine.step();
        };
    world.capacity(150, Verdict.WARNING, warning);
    world.capacity(60, Verdict.CRITICAL, critical);
    assertThat(slack.kinds()).startsWith("FIRING", "SEVERITY_RAISED").doesNotContain("UPDATE");
    assertThat(slack.kinds().stream().filter("FIRING"::equals)).hasSize(1);
  }

  @Test
  void everyOutcomeIsCountedFromZero() {
    assertThat(world.engine.stats().messages().get("pager"))
        .containsEntry("dead", 0L)
        .containsEntry("sent", 0L);
    slack.next = new Delivery(Delivery.Outcome.REJECTED, "400", "no", Optional.empty());
    world.healthy(down("m1"));
    world.repeat(120, down("m1"));
    assertThat(world.engine.stats().messages().get("slack"))
        .as("this one, and that the channel fails")
        .containsEntry("dead", 2L);
  }

  /** Each time what is to be said has changed, and each time the hour began anew. */
  @Test
  void aChannelThatIsDownForHoursIsToldOfAlthoughAlertsComeAndGo() {
    world.configure(fallbackTo("pager"));
    slack.next = new Delivery(Delivery.Outcome.RETRY, "503", "down", Optional.empty());
    for (int i = 0; i < 4; i++) {
      world.repeat(1_200, down("m1"));
      world.repeat(1_200);
    }
    assertThat(slack.messages).isEmpty();
    assertThat(rulesTold(pager))
        .as("the fallback")
        .contains(RuleIds.MEMBER_DOWN, RuleIds.CHANNEL_FAILING);
    assertThat(failing()).containsExactly("slack");
  }

  /** Its own failure would be told to it for six hours before anybody else heard. */
  @Test
  void thatTheOnlyChannelFailsIsToldToTheFallback() {
    world.configure(fallbackTo("pager"));
    slack.next = new Delivery(Delivery.Outcome.RETRY, "503", "down", Optional.empty());
    world.repeat(4_200, down("m1"));
    assertThat(rulesTold(pager)).contains(RuleIds.MEMBER_DOWN, RuleIds.CHANNEL_FAILING);
    slack.next = Delivery.sent("200");
    world.repeat(1_800, down("m1"));
    assertThat(pager.messages)
        .anyMatch(m ->
            m.status() == Status.RESOLVED
                && m.episodes().get(0).rule().equals(RuleIds.CHANNEL_FAILING));
  }

  @Test
  void whatIsWrongWithAlertingIsToldAlsoWhereNoRouteLeadsIt() {
    AlertConfig config =
        new AlertConfig(
            BuiltInRules.all(),
            List.of(route("prod", "namespace=prod", "", "slack")),
            List.of(),
            Inhibition.DEFAULTS,
            Optional.of("pager"),
            Set.of(),
            "");
    world.configure(config);
    slack.next = REFUSED;
    world.repeat(120, quorumLost());
    assertThat(rulesTold(pager))
        .containsExactlyInAnyOrder(RuleIds.QUORUM_LOST, RuleIds.CHANNEL_FAILING);
  }

  private static List<String> rulesTold(World.FakeChannel channel) {
    return channel.messages.stream()
        .flatMap(m -> m.episodes().stream())
        .map(e -> e.rule())
        .toList();
  }

  @Test
  void aChannelThatWasTakenOutOfTheConfigurationIsLeftAlone() {
    world.configure(Configs.of(List.of(), route("r", "", "", "slack", "pager")));
    world.repeat(60, quorumLost());
    world.channels.remove("slack");
    world.configure(fallbackTo("pager", "pager"));
    int before = pager.messages.size();
    world.repeat(7_260, quorumLost());
    assertThat(pager.kinds().subList(before, pager.messages.size()))
        .as("the fallback hears nothing because of it")
        .containsOnly("REPEAT");
    world.repeat(36_000);
    assertThat(world.engine.stats().messages().get("slack")).containsEntry("dead", 0L);
  }

  @Test
  void anEndThatNobodyIsLeftToHearIsForgottenAfterADay() {
    world.configure(Configs.of(List.of(), route("r", "", "", "slack", "pager")));
    world.repeat(60, quorumLost());
    world.channels.remove("slack");
    world.configure(fallbackTo("pager", "pager"));
    world.repeat(60);
    assertThat(world.engine.owed(CLUSTER)).as("it may be a mistake").hasSize(1);
    world.pass(25 * 3_600);
    assertThat(world.engine.owed(CLUSTER)).isEmpty();
  }

  @Test
  void aChannelThatComesBackWithinADayHearsTheEnd() {
    world.configure(Configs.of(List.of(), route("r", "", "", "slack", "pager")));
    world.repeat(60, quorumLost());
    world.channels.remove("slack");
    world.configure(fallbackTo("pager", "pager"));
    world.repeat(20 * 3_600);
    world.channels.put("slack", slack);
    world.configure(Configs.of(List.of(), route("r", "", "", "slack", "pager")));
    world.repeat(60);
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED");
  }

  private static AlertConfig fallbackTo(String fallback) {
    return fallbackTo(fallback, "slack");
  }

  private static AlertConfig fallbackTo(String fallback, String channel) {
    return new AlertConfig(
        BuiltInRules.all(),
        List.of(route("r", "", "", channel)),
        List.of(),
        Inhibition.DEFAULTS,
        Optional.of(fallback),
        Set.of(),
        "");
  }

  private void silenceFor(int seconds) {
    Instant now = world.clock.instant();
    world.engine.silence(
        new Silence(
            "s1",
            List.of(Matcher.parse("rule=EtcdQuorumLost")),
            now,
            now.plusSeconds(seconds),
            "ann",
            "work"));
  }
}
