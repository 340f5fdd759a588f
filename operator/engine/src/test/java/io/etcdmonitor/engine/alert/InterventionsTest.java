package io.etcdmonitor.engine.alert;

import static io.etcdmonitor.engine.alert.World.CLUSTER;
import static io.etcdmonitor.engine.alert.World.quorumLost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.engine.alert.state.EscalationPolicy;
import io.etcdmonitor.engine.alert.state.EscalationPolicy.Step;
import io.etcdmonitor.engine.alert.state.Hours;
import io.etcdmonitor.engine.alert.state.Matcher;
import io.etcdmonitor.engine.alert.state.Silence;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What people do to alerts: take them, silence them, end silences. */
class InterventionsTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final World world = new World(new MemoryStore(), "slack", "pager", "mail");
  private final World.FakeChannel slack = world.channel("slack");

  @Test
  void theBeginningOfAFingerprintIsEnough() {
    world.healthy(quorumLost());
    String fingerprint = world.engine.open(CLUSTER).get(0).fingerprint();
    world.engine.acknowledge(fingerprint.substring(0, 8), "ann", "mine", Optional.empty());
    assertThat(world.engine.open(CLUSTER).get(0).acknowledgedBy()).contains("ann");
    world.engine.unacknowledge(fingerprint.substring(0, 8), "bob");
    assertThat(world.engine.open(CLUSTER).get(0).acknowledgedBy()).isEmpty();
    assertThat(world.engine.history(CLUSTER, 2))
        .extracting(HistoryEntry::what)
        .containsExactly("ACKNOWLEDGEMENT_ENDED", "ACKNOWLEDGED");
    assertThatThrownBy(() -> world.engine.unacknowledge(fingerprint, "bob"))
        .hasMessageContaining("nobody has taken");
    assertThatThrownBy(() ->
            world.engine.acknowledge(fingerprint.substring(0, 3), "ann", "", Optional.empty()))
        .hasMessageContaining("no open alert");
  }

  @Test
  void aSilenceThatIsEndedEarlyLetsTheAlertThrough() {
    silence("s1", "severity=critical", Duration.ofHours(1));
    world.healthy(quorumLost());
    world.pass(60);
    assertThat(slack.messages).isEmpty();
    Silence ended = world.engine.endSilence("s1", "bob");
    assertThat(ended.end()).isEqualTo(world.clock.instant());
    world.pass(60);
    assertThat(slack.messages).hasSize(1);
    assertThatThrownBy(() -> world.engine.endSilence("s1", "bob")).hasMessageContaining("ended at");
    assertThatThrownBy(() -> world.engine.endSilence("s9", "bob"))
        .hasMessageContaining("there is no silence s9");
    assertThat(world.engine.history(OwnAlerts.ITSELF, 10))
        .extracting(HistoryEntry::what)
        .containsExactly("SILENCE_ENDED", "SILENCED");
  }

  @Test
  void silencesSurviveARestartAndAreForgottenAWeekAfterTheirEnd() {
    silence("s1", "cluster=main", Duration.ofHours(1));
    world.restart();
    assertThat(world.engine.silences()).extracting(Silence::id).containsExactly("s1");
    world.healthy(quorumLost());
    world.pass(60);
    assertThat(slack.messages).isEmpty();
    world.clock.advance(DAY.multipliedBy(7));
    world.healthy();
    assertThat(world.engine.silences()).as("ended, and still shown").hasSize(1);
    world.clock.advance(Duration.ofHours(1));
    world.healthy();
    assertThat(world.engine.silences()).isEmpty();
    world.restart();
    assertThat(world.engine.silences()).isEmpty();
  }

  @Test
  void aSilenceThatWillNeverBeginIsEndedToo() {
    Instant later = world.clock.instant().plus(DAY);
    world.engine.silence(
        new Silence(
            "s1",
            List.of(Matcher.parse("cluster=main")),
            later,
            later.plus(DAY),
            "ann",
            "an upgrade"));
    world.engine.endSilence("s1", "ann");
    world.clock.advance(DAY.plusHours(1));
    world.healthy(quorumLost());
    world.pass(60);
    assertThat(slack.messages).hasSize(1);
  }

  @Test
  void whoTookAnAlertIsAskedAgainOnlyWhenItIsWorseThanItWas() {
    Finding near = World.finding("QuotaWarning", Severity.WARNING, "m1");
    Finding full = World.finding("QuotaCritical", Severity.CRITICAL, "m1");
    world.capacity(120, Verdict.WARNING, near);
    take();
    world.capacity(60, Verdict.CRITICAL, full);
    assertThat(world.engine.open(CLUSTER).get(0).acknowledgedBy()).isEmpty();
    take();
    world.capacity(60, Verdict.WARNING, near);
    world.capacity(60, Verdict.CRITICAL, full);
    assertThat(world.engine.open(CLUSTER).get(0).acknowledgedBy()).contains("ann");
  }

  private void take() {
    String alert = world.engine.open(CLUSTER).get(0).fingerprint();
    world.engine.acknowledge(alert, "ann", "mine", Optional.empty());
  }

  @Test
  void aStepOutsideItsHoursIsSkippedAndTheNextOneRuns() {
    int hour = world.clock.instant().atOffset(ZoneOffset.UTC).getHour();
    Hours now = hours(hour, (hour + 2) % 24);
    Hours then = hours((hour + 6) % 24, (hour + 8) % 24);
    List<Step> steps =
        List.of(
            new Step(Duration.ofMinutes(5), List.of("pager"), Severity.INFO, Optional.of(then)),
            new Step(Duration.ofMinutes(5), List.of("mail"), Severity.INFO, Optional.of(now)));
    world.configure(escalating(new EscalationPolicy("up", steps, 0, 0)));
    world.healthy(quorumLost());
    world.repeat(360, quorumLost());
    assertThat(world.channel("pager").messages).isEmpty();
    assertThat(world.channel("mail").messages).isEmpty();
    world.repeat(300, quorumLost());
    assertThat(world.channel("pager").messages).isEmpty();
    assertThat(world.channel("mail").kinds()).containsExactly("ESCALATION");
  }

  private static Hours hours(int from, int to) {
    return new Hours("UTC", Set.of(), "%02d:00".formatted(from), "%02d:00".formatted(to));
  }

  private void silence(String id, String matcher, Duration time) {
    Instant now = world.clock.instant();
    world.engine.silence(
        new Silence(
            id, List.of(Matcher.parse(matcher)), now, now.plus(time), "ann", "maintenance"));
  }

  private static AlertConfig escalating(EscalationPolicy policy) {
    return Configs.of(List.of(policy), Configs.route("r", "", policy.name(), "slack"));
  }
}
