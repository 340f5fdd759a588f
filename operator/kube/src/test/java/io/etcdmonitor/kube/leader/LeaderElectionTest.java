package io.etcdmonitor.kube.leader;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.kube.KubeOperatorConfig.LeaseSettings;
import io.etcdmonitor.kube.testing.Assessments;
import io.etcdmonitor.kube.testing.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaderElectionTest {
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final TestClock clock = new TestClock(Assessments.START);
  private final MemoryStore store = new MemoryStore();
  private final Replica a = new Replica("a");
  private final Replica b = new Replica("b");

  @Test
  void theFirstLeadsAndTheOtherWaits() {
    a.election.tick();
    b.election.tick();
    assertThat(a.election.leading()).isTrue();
    assertThat(b.election.leading()).isFalse();
    assertThat(a.heard).containsExactly("leading");
    assertThat(b.heard).isEmpty();
  }

  @Test
  void aRenewedLeaseIsNeverTaken() {
    for (int i = 0; i < 100; i++) {
      a.election.tick();
      b.election.tick();
      clock.advance(RETRY);
    }
    assertThat(a.heard).containsExactly("leading");
    assertThat(b.heard).isEmpty();
    assertThat(store.lease.transitions()).isZero();
  }

  @Test
  void aDeadLeaderIsReplacedWithinTwentySeconds() {
    a.election.tick();
    b.election.tick();
    Duration waited = Duration.ZERO;
    while (!b.election.leading()) {
      clock.advance(RETRY);
      waited = waited.plus(RETRY);
      b.election.tick();
      assertThat(waited).isLessThanOrEqualTo(Duration.ofSeconds(20));
    }
    assertThat(waited).as("not before the lease has run out").isGreaterThan(Duration.ofSeconds(15));
    assertThat(store.lease.transitions()).isEqualTo(1);
  }

  @Test
  void anApiThatIsAwayTakesLeadershipFromNobodyAndGivesItToNobody() {
    a.election.tick();
    b.election.tick();
    store.away = true;
    for (int i = 0; i < 60; i++) {
      clock.advance(RETRY);
      a.election.tick();
      b.election.tick();
    }
    assertThat(a.election.leading()).isTrue();
    assertThat(b.election.leading()).isFalse();
    store.away = false;
    a.election.tick();
    b.election.tick();
    assertThat(a.heard).containsExactly("leading");
    assertThat(b.heard).isEmpty();
  }

  @Test
  void aLeaderCutOffFromTheApiStepsBackOnceItSeesTheOther() {
    a.election.tick();
    b.election.tick();
    a.cutOff = true;
    for (int i = 0; i < 10; i++) {
      clock.advance(RETRY);
      a.election.tick();
      b.election.tick();
    }
    assertThat(b.election.leading()).isTrue();
    a.cutOff = false;
    a.election.tick();
    assertThat(a.heard).containsExactly("leading", "following");
    assertThat(b.heard).containsExactly("leading");
  }

  @Test
  void aLeaderThatWasCutOffIsNotSureBeforeItHasLooked() {
    a.election.tick();
    b.election.tick();
    assertThat(a.election.sure()).isTrue();
    assertThat(b.election.sure()).isFalse();
    a.cutOff = true;
    for (int i = 0; i < 10; i++) {
      clock.advance(RETRY);
      a.election.tick();
      b.election.tick();
      assertThat(a.election.sure() && b.election.leading()).as("two that write").isFalse();
    }
    assertThat(a.election.leading()).isTrue();
    assertThat(a.election.sure()).isFalse();
    assertThat(b.election.sure()).isTrue();
    a.cutOff = false;
    assertThat(a.election.sure()).as("the API is there, and it has not looked yet").isFalse();
    a.election.tick();
    assertThat(a.election.sure()).isFalse();
    assertThat(a.heard).containsExactly("leading", "following");
  }

  @Test
  void aFrozenLeaderIsNotSureBeforeItHasLooked() {
    a.election.tick();
    clock.advance(Duration.ofMinutes(5));
    assertThat(a.election.leading()).isTrue();
    assertThat(a.election.sure()).isFalse();
    a.election.tick();
    assertThat(a.election.sure()).isTrue();
  }

  @Test
  void whatCouldNotBeWrittenIsLookedAtWhenTheApiIsBack() {
    a.election.tick();
    store.away = true;
    for (int i = 0; i < 60; i++) {
      clock.advance(RETRY);
      a.election.tick();
    }
    assertThat(a.sureAgain).isZero();
    store.away = false;
    a.election.tick();
    assertThat(a.election.sure()).isTrue();
    assertThat(a.sureAgain).isOne();
    clock.advance(RETRY);
    a.election.tick();
    assertThat(a.sureAgain).as("once").isOne();
  }

  @Test
  void aLeaseThatCanBeReadButNotRenewedIsKnownToBeNobodyElses() {
    a.election.tick();
    store.beforeWrite =
        () -> {
          throw new IllegalStateException("403: may not update");
        };
    for (int i = 0; i < 60; i++) {
      clock.advance(RETRY);
      a.election.tick();
    }
    assertThat(a.election.sure()).isTrue();
  }

  @Test
  void aFrozenLeaderStopsBeforeItAsksAndGoesOnOnlyIfNobodyTookOver() {
    a.election.tick();
    clock.advance(Duration.ofSeconds(60));
    a.election.tick();
    assertThat(a.heard).containsExactly("leading", "following", "leading");
    assertThat(a.election.term()).as("nobody led in between").isZero();

    b.election.tick();
    clock.advance(Duration.ofSeconds(16));
    b.election.tick();
    assertThat(b.election.leading()).isTrue();
    clock.advance(Duration.ofSeconds(1));
    a.election.tick();
    assertThat(a.election.leading()).isFalse();
    assertThat(a.heard).endsWith("leading", "following");
    clock.advance(Duration.ofSeconds(16));
    a.election.tick();
    assertThat(a.election.leading()).isTrue();
    assertThat(a.election.term()).as("somebody led in between").isEqualTo(2);
  }

  @Test
  void aFrozenLeaderWithoutAnApiGoesOn() {
    a.election.tick();
    store.away = true;
    clock.advance(Duration.ofSeconds(60));
    a.election.tick();
    assertThat(a.election.leading()).isTrue();
    assertThat(a.election.term()).isZero();
  }

  /** Its own clock stands still meanwhile. */
  @Test
  void aLeaderWhoseMachineWasSuspendedStopsBeforeItAsks() {
    a.election.tick();
    a.suspended = Duration.ofHours(1);
    clock.advance(a.suspended);
    assertThat(a.election.awake()).as("it has not looked yet").isFalse();
    a.election.tick();
    assertThat(a.heard).containsExactly("leading", "following", "leading");
    assertThat(a.election.awake()).isTrue();

    b.election.tick();
    clock.advance(Duration.ofSeconds(16));
    a.suspended = a.suspended.plusSeconds(16);
    b.election.tick();
    assertThat(b.election.leading()).isTrue();
    a.election.tick();
    assertThat(a.election.leading()).isFalse();
  }

  /** What it begins with is refused while it is not awake, and does not come again by itself. */
  @Test
  void whoBeginsToLeadIsAwake() {
    clock.advance(Duration.ofMinutes(5));
    a.election.tick();
    clock.advance(Duration.ofMinutes(5));
    a.election.tick();
    store.away = true;
    clock.advance(Duration.ofMinutes(5));
    a.election.tick();
    assertThat(a.awakeAtBegin).containsExactly(true, true, true);
  }

  /** Else who came in between would be sent away and nobody would ever ask him again. */
  @Test
  void whoIsNotAwakeBeginsAnewHoweverShortACallMayBe() {
    Replica quick =
        new Replica(
            new LeaseSettings(
                true,
                "ns",
                "lease",
                "quick",
                Duration.ofSeconds(15),
                RETRY,
                Duration.ofSeconds(1)));
    quick.election.tick();
    clock.advance(Duration.ofSeconds(9));
    assertThat(quick.election.awake()).isTrue();
    clock.advance(Duration.ofSeconds(7));
    assertThat(quick.election.awake()).isFalse();
    quick.election.tick();
    assertThat(quick.heard).containsExactly("leading", "following", "leading");
  }

  /** Its machine was suspended: its own clock stood still. */
  @Test
  void whoComesBetweenWakingAndTheEndOfALookIsAskedAgain() {
    a.election.tick();
    a.whileAsking =
        () -> {
          a.suspended = Duration.ofHours(1);
          clock.advance(a.suspended);
          a.whileAsking = () -> {};
        };
    a.election.tick();
    assertThat(a.heard).containsExactly("leading");
    assertThat(a.sureAgain).isOne();
  }

  @Test
  void whoIsFrozenWhileItAsksHasNotLooked() {
    a.election.tick();
    b.election.tick();
    a.whileAsking =
        () -> {
          clock.advance(Duration.ofMinutes(5));
          throw new IllegalStateException("timeout");
        };
    a.election.tick();
    a.whileAsking = () -> {};
    assertThat(a.election.awake()).isFalse();
    b.election.tick();
    assertThat(b.election.leading()).isTrue();
    a.election.tick();
    assertThat(a.heard).containsExactly("leading", "following");
  }

  @Test
  void whoAsksAnApiThatIsAwayIsAwake() {
    a.election.tick();
    a.whileAsking =
        () -> {
          clock.advance(Duration.ofSeconds(10));
          throw new IllegalStateException("timeout");
        };
    for (int i = 0; i < 60; i++) {
      clock.advance(RETRY);
      assertThat(a.election.awake()).isTrue();
      a.election.tick();
      assertThat(a.election.awake()).isTrue();
    }
    assertThat(a.heard).containsExactly("leading");
  }

  @Test
  void aReleasedLeaseIsTakenAtTheNextLook() {
    a.election.tick();
    b.election.tick();
    a.election.release();
    assertThat(a.heard).containsExactly("leading", "following");
    clock.advance(RETRY);
    b.election.tick();
    assertThat(b.election.leading()).isTrue();
  }

  @Test
  void releasingNeverTakesTheLeaseFromAnother() {
    a.election.tick();
    store.lease =
        new LeaseRecord("c", Duration.ofSeconds(15), clock.instant(), clock.instant(), 1, "9");
    a.election.release();
    assertThat(store.lease.holder()).isEqualTo("c");
    b.election.release();
    assertThat(store.lease.holder()).isEqualTo("c");
  }

  @Test
  void whoLosesTheRaceForAFreeLeaseFollows() {
    store.beforeWrite =
        () -> {
          store.beforeWrite = () -> {};
          b.election.tick();
        };
    a.election.tick();
    assertThat(b.election.leading()).isTrue();
    assertThat(a.election.leading()).isFalse();
  }

  @Test
  void aDeletedLeaseIsWrittenAgainByTheLeader() {
    a.election.tick();
    store.lease = null;
    a.election.tick();
    assertThat(store.lease.holder()).isEqualTo("a");
    assertThat(a.heard).containsExactly("leading");
  }

  @Test
  void whatFailsAtItsBeginIsBegunAgain() {
    a.failure = new IllegalStateException("not now");
    a.election.tick();
    assertThat(a.election.leading()).as("it would hold the Lease and do nothing").isFalse();
    a.failure = null;
    a.election.tick();
    assertThat(a.election.leading()).isTrue();
    assertThat(a.heard).containsExactly("leading", "leading");
  }

  /** One of two processes. */
  private final class Replica implements LeaderElection.Listener {
    private final List<String> heard = new ArrayList<>();
    private final List<Boolean> awakeAtBegin = new ArrayList<>();
    private final LeaderElection election;
    private boolean cutOff;
    private RuntimeException failure;
    private Runnable whileAsking = () -> {};
    private Duration suspended = Duration.ZERO;
    private int sureAgain;

    private Replica(String identity) {
      this(LeaseSettings.defaults("ns", identity));
    }

    private Replica(LeaseSettings settings) {
      LeaseStore view =
          new LeaseStore() {
            @Override
            public Optional<LeaseRecord> read() {
              check();
              return store.read();
            }

            @Override
            public void create(LeaseRecord lease) {
              check();
              store.create(lease);
            }

            @Override
            public void replace(LeaseRecord lease) {
              check();
              store.replace(lease);
            }

            private void check() {
              whileAsking.run();
              if (cutOff) {
                throw new IllegalStateException("no route to the API");
              }
            }
          };
      election =
          new LeaderElection(
              settings, view, this, clock, () -> clock.nanos() - suspended.toNanos());
    }

    @Override
    public void onLeading() {
      heard.add("leading");
      awakeAtBegin.add(election.awake());
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public void onFollowing() {
      heard.add("following");
    }

    @Override
    public void onSure() {
      sureAgain++;
    }
  }

  /** A Lease with optimistic locking. */
  private static final class MemoryStore implements LeaseStore {
    private LeaseRecord lease;
    private boolean away;
    private int version;
    private Runnable beforeWrite = () -> {};

    @Override
    public Optional<LeaseRecord> read() {
      check();
      return Optional.ofNullable(lease);
    }

    @Override
    public void create(LeaseRecord wanted) {
      check();
      beforeWrite.run();
      if (lease != null) {
        throw new Conflict(null);
      }
      put(wanted);
    }

    @Override
    public void replace(LeaseRecord wanted) {
      check();
      beforeWrite.run();
      if (lease == null || !lease.version().equals(wanted.version())) {
        throw new Conflict(null);
      }
      put(wanted);
    }

    private void put(LeaseRecord l) {
      version++;
      lease =
          new LeaseRecord(
              l.holder(), l.duration(), l.acquired(), l.renewed(), l.transitions(), "" + version);
    }

    private void check() {
      if (away) {
        throw new IllegalStateException("connection refused");
      }
    }
  }
}
