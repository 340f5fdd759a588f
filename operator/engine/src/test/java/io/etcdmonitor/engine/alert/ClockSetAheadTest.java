package io.etcdmonitor.engine.alert;

import static io.etcdmonitor.engine.alert.World.CLUSTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The clock is set ahead, or the process stands still for a while: nothing is missing because of
 * it.
 */
class ClockSetAheadTest {
  private final ManualClock clock = new ManualClock();
  private final AlertCore core =
      new AlertCore(
          new MemoryStore(),
          History.inMemory(),
          AlertConfig.standard(List.of("slack")),
          Surroundings.ALONE,
          new Random(7));
  private final Inbox inbox = new Inbox();
  private final Rounds rounds = new Rounds(core, inbox, clock);

  @Test
  void dataIsNotMissingBecauseTimeJumped() throws InterruptedException {
    healthyFor(120);
    clock.advance(Duration.ofMinutes(10));
    look();
    assertThat(open()).isEmpty();
    healthyFor(600);
    assertThat(open()).isEmpty();
  }

  @Test
  void dataThatStaysAwayAfterAJumpIsMissing() throws InterruptedException {
    healthyFor(120);
    clock.advance(Duration.ofMinutes(10));
    pass(299);
    assertThat(open()).isEmpty();
    pass(2);
    assertThat(open()).containsExactly(RuleIds.DATA_MISSING);
  }

  @Test
  void whatWasMissingBeforeAJumpIsMissingUntilItIsSeen() throws InterruptedException {
    healthyFor(120);
    pass(301);
    assertThat(open()).containsExactly(RuleIds.DATA_MISSING);
    clock.advance(Duration.ofMinutes(10));
    pass(60);
    assertThat(open()).containsExactly(RuleIds.DATA_MISSING);
    healthyFor(30);
    assertThat(open()).isEmpty();
  }

  @Test
  void whatFiresIsNotStaleBecauseTimeJumped() throws InterruptedException {
    tell(World.quorumLost());
    pass(30);
    clock.advance(Duration.ofMinutes(10));
    pass(60);
    assertThat(core.open(CLUSTER)).hasSize(1).noneMatch(OpenAlert::stale);
    pass(300);
    assertThat(core.open(CLUSTER))
        .filteredOn(alert -> alert.rule().equals(RuleIds.QUORUM_LOST))
        .allMatch(OpenAlert::stale)
        .hasSize(1);
  }

  private void healthyFor(int seconds) throws InterruptedException {
    for (int i = 0; i < seconds; i += 30) {
      healthy();
      pass(30);
    }
  }

  private void pass(int seconds) throws InterruptedException {
    for (int i = 0; i < seconds; i++) {
      clock.advance(Duration.ofSeconds(1));
      look();
    }
  }

  private void look() throws InterruptedException {
    inbox.poke();
    assertThat(rounds.await()).isIn(true, false);
  }

  private List<String> open() {
    return core.open(CLUSTER).stream().map(OpenAlert::rule).toList();
  }

  private void healthy() {
    tell();
  }

  private void tell(Finding... findings) {
    inbox.result(
        World.change(
            CLUSTER,
            "healthy",
            findings.length == 0 ? Verdict.PASSED : Verdict.CRITICAL,
            List.of(),
            Optional.empty(),
            List.of(),
            clock.instant(),
            findings));
  }
}
