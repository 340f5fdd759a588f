package io.etcdmonitor.kube.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.kube.testing.Assessments;
import io.etcdmonitor.kube.testing.TestClock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WriteTurnsTest {
  private static final Duration PAUSE = ApiBreaker.PAUSE;

  private final TestClock clock = new TestClock(Assessments.START);
  private final StatusGate<EtcdClusterStatus, Transitions> gate =
      new StatusGate<>(new ClusterStatusShape(), Duration.ofMinutes(5), 2, () -> 0L);

  /** Two a second, four at once, of which one is for changes only. */
  private final WriteTurns turns = new WriteTurns(2, 4, 0.5, clock::nanos);

  @Test
  void changesThatFindNoTokenAreGivenTheNextOnesInTheOrderInWhichTheyCame() {
    useUp();
    assertThat(change("a")).contains(Duration.ofMillis(500));
    assertThat(change("b")).contains(Duration.ofSeconds(1));
    assertThat(change("c")).contains(Duration.ofMillis(1_500));
    clock.advance(Duration.ofMillis(500));
    assertThat(change("late")).as("the token is a's").contains(Duration.ofMillis(1_500));
    assertThat(change("a")).isEmpty();
    assertThat(change("b")).as("too early").contains(Duration.ofMillis(500));
    clock.advance(Duration.ofMillis(500));
    assertThat(change("b")).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(change("late")).as("nobody has to wait for c").isEmpty();
    assertThat(change("c")).isEmpty();
  }

  @Test
  void whoWaitsForATokenOfItsOwnNeedNotComposeBeforeItsTurn() {
    useUp();
    assertThat(idle("a")).isEmpty();
    change("a");
    assertThat(idle("a")).contains(Duration.ofMillis(500));
    clock.advance(Duration.ofMillis(500));
    assertThat(idle("a")).isEmpty();
  }

  @Test
  void whoWaitsForARefreshIsLookedAtBecauseItMayHaveBecomeNews() {
    useUp();
    assertThat(refresh("a")).contains(Duration.ofSeconds(1));
    assertThat(idle("a")).isEmpty();
    assertThat(change("a")).as("as soon as the budget allows").contains(Duration.ofMillis(500));
    clock.advance(Duration.ofMillis(500));
    assertThat(change("a")).isEmpty();
  }

  @Test
  void aRefreshThatBecameNewsGoesAtOnceWhereThereIsAToken() {
    change("x");
    change("y");
    change("z");
    assertThat(refresh("a")).isPresent();
    assertThat(idle("a")).isEmpty();
    assertThat(change("a")).isEmpty();
  }

  @Test
  void refreshesWaitBehindAllChangesAndEachForATimeOfItsOwn() {
    useUp();
    change("a");
    change("b");
    assertThat(refresh("r")).contains(Duration.ofSeconds(2));
    assertThat(refresh("s")).contains(Duration.ofMillis(2_500));
    assertThat(refresh("r")).as("poked").contains(Duration.ofSeconds(2));
    clock.advance(Duration.ofSeconds(1));
    assertThat(change("a")).isEmpty();
    assertThat(change("b")).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(refresh("t")).as("not before those who wait").isPresent();
    assertThat(refresh("r")).isEmpty();
    clock.advance(Duration.ofMillis(500));
    assertThat(refresh("s")).isEmpty();
  }

  @Test
  void whatIsGivenUpIsFreeForOthers() {
    useUp();
    change("a");
    change("b");
    change("c");
    turns.giveUp(who("a"));
    turns.giveUp(who("b"));
    clock.advance(Duration.ofMillis(500));
    assertThat(idle("c")).as("it need not wait for those who left").isEmpty();
    assertThat(change("c")).isEmpty();
  }

  @Test
  void tokensThatNobodyFetchedDoNotAddUpToAStormWhenTheApiIsBack() {
    useUp();
    for (int i = 0; i < 100; i++) {
      change("n" + i);
    }
    clock.advance(Duration.ofMinutes(5));
    for (int i = 0; i < 100; i++) {
      turns.away(who("n" + i), true, PAUSE);
    }
    int atOnce = 0;
    for (int i = 0; i < 100; i++) {
      atOnce += change("n" + i).isEmpty() ? 1 : 0;
    }
    assertThat(atOnce).as("the burst").isEqualTo(4);
  }

  @Test
  void whileTheApiIsAwayTheyComeBackOneAfterTheOtherAndDoNotCompose() {
    assertThat(turns.away(who("a"), true, PAUSE)).isGreaterThan(PAUSE);
    assertThat(turns.away(who("b"), true, PAUSE)).isGreaterThan(PAUSE.plusMillis(200));
    assertThat(turns.idle(who("a"), true, PAUSE)).isPresent();
    clock.advance(PAUSE.multipliedBy(2));
    assertThat(turns.idle(who("a"), true, PAUSE)).as("a new turn").isPresent();
    assertThat(turns.idle(who("a"), false, PAUSE)).as("it is back").isEmpty();
  }

  @Test
  void whoeverLeadsNextBeginsWithoutDebt() {
    useUp();
    for (int i = 0; i < 100; i++) {
      change("n" + i);
    }
    turns.clear();
    assertThat(idle("n99")).isEmpty();
    assertThat(change("first")).contains(Duration.ofMillis(500));
  }

  private void useUp() {
    for (int i = 0; i < 4; i++) {
      assertThat(change("early" + i)).isEmpty();
    }
  }

  private Optional<Duration> change(String object) {
    return turns.ask(who(object), true);
  }

  private Optional<Duration> refresh(String object) {
    return turns.ask(who(object), false);
  }

  private Optional<Duration> idle(String object) {
    return turns.idle(who(object), false, PAUSE);
  }

  private WriteTurns.Who who(String object) {
    return new WriteTurns.Who(gate, object);
  }
}
