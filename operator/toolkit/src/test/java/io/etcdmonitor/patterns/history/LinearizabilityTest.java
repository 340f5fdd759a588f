package io.etcdmonitor.patterns.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.patterns.history.Linearizability.Operation;
import io.etcdmonitor.patterns.history.LockModel.Action;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The checker finds what it must find: else a test that uses it proves nothing. */
class LinearizabilityTest {
  private static Operation<Action> took(long token, long called, long returned) {
    return new Operation<>(new Action.Take(token), called, returned);
  }

  private static Operation<Action> gaveUp(long token, long called, long returned) {
    return new Operation<>(new Action.GiveUp(token), called, returned);
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  private static boolean holds(Operation<Action>... history) {
    return Linearizability.holds(Arrays.asList(history), LockModel.FREE, LockModel::step);
  }

  @Test
  void holdsThatFollowEachOtherAreFine() {
    assertThat(holds(took(1, 0, 10), gaveUp(1, 20, 30), took(2, 5, 40), gaveUp(2, 50, 60)))
        .isTrue();
  }

  @Test
  void theNextMayComeWhileTheReleaseIsUnderWay() {
    assertThat(holds(took(1, 0, 10), gaveUp(1, 20, Linearizability.NEVER), took(2, 5, 21)))
        .isTrue();
  }

  @Test
  void twoHoldersAtOnceAreFound() {
    assertThat(holds(took(1, 0, 10), took(2, 5, 15), gaveUp(1, 20, 30), gaveUp(2, 40, 50)))
        .isFalse();
  }

  @Test
  void aTokenThatFallsIsFound() {
    assertThat(holds(took(2, 0, 10), gaveUp(2, 11, 12), took(1, 20, 30), gaveUp(1, 31, 32)))
        .isFalse();
  }

  @Test
  void aTokenGivenTwiceIsFound() {
    assertThat(holds(took(1, 0, 10), gaveUp(1, 11, 12), took(1, 20, 30), gaveUp(1, 31, 32)))
        .isFalse();
  }

  @Test
  void aHolderThatNeverGaveUpBlocksEverybody() {
    assertThat(holds(took(1, 0, 10), took(2, 20, 30))).isFalse();
  }

  @Test
  void oneBadPlaceAmongThousandsIsFoundAndGoodOnesPass() {
    List<Operation<Action>> history = new ArrayList<>();
    for (int i = 1; i <= 5_000; i++) {
      history.add(took(i, (i - 3) * 10L, i * 10L));
      history.add(gaveUp(i, i * 10L + 2, i * 10L + 25));
    }
    assertThat(Linearizability.holds(history, LockModel.FREE, LockModel::step)).isTrue();
    history.set(5_001, gaveUp(2_501, 25_030, 25_031));
    assertThat(Linearizability.holds(history, LockModel.FREE, LockModel::step)).isFalse();
  }

  @Test
  void aRegisterThatGoesBackIsFound() {
    // Positive: a write; negative: a read of that value.
    Linearizability.Model<Long, Long> register =
        (state, action) ->
            action > 0
                ? Optional.of(action)
                : state == -action ? Optional.of(state) : Optional.empty();
    List<Operation<Long>> good =
        List.of(new Operation<>(1L, 0, 10), new Operation<>(2L, 5, 30), new Operation<>(-1L, 6, 9));
    assertThat(Linearizability.holds(good, 0L, register)).isTrue();
    List<Operation<Long>> bad =
        List.of(
            new Operation<>(1L, 0, 10),
            new Operation<>(2L, 5, 30),
            new Operation<>(-2L, 12, 14),
            new Operation<>(-1L, 15, 20));
    assertThat(Linearizability.holds(bad, 0L, register)).isFalse();
  }
}
