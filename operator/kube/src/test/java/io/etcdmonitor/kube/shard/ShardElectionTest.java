package io.etcdmonitor.kube.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.shard.ShardWorld.Replica;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShardElectionTest {
  /** Two periods of 2 s to hand over, one to look, and what was begun before. */
  private static final int HANDOVER = 8;

  /** A Lease lasts 15 s; who looks every 2 s sees that it ran out within 17. */
  private static final int EXPIRY = 18;

  private final ShardWorld world = new ShardWorld();

  @Test
  void eachClusterHasOneOwner() {
    world.scale(3);
    world.pass(HANDOVER);
    assertThat(world.unowned()).isEmpty();
    assertThat(world.replicas()).allMatch(r -> !r.probed().isEmpty());
  }

  @Test
  void whatStaysIsProbedAllTheTimeWhileTheNumberChanges() {
    world.scale(2);
    world.pass(HANDOVER);
    Replica first = world.replica(0);
    List<ClusterKey> stay =
        ShardWorld.CLUSTERS.stream()
            .filter(k -> Slice.of(k, 2) == 0 && Slice.of(k, 3) == 0)
            .toList();
    assertThat(stay).isNotEmpty();
    world.scale(3);
    for (int second = 0; second < 30; second++) {
      world.pass(1);
      assertThat(first.probed()).containsAll(stay);
    }
    assertThat(world.unowned()).isEmpty();
    assertThat(first.letGo).doesNotContainAnyElementsOf(stay);
  }

  @Test
  void scalingUpAndDownMovesEachClusterWithinSeconds() {
    world.scale(1);
    world.pass(HANDOVER);
    for (int shards : new int[] {2, 3, 5, 4, 2, 6, 1}) {
      world.scale(shards);
      world.pass(HANDOVER);
      assertThat(world.unowned()).as("with %s shards", shards).isEmpty();
    }
  }

  @Test
  void nothingIsSentOfWhatLeavesForAPeriodBeforeItIsLetGo() {
    world.scale(2);
    world.pass(HANDOVER);
    Replica second = world.replica(1);
    world.scale(3);
    while (second.left.isEmpty()) {
      world.pass(1);
    }
    assertThat(second.letGo).isEmpty();
    assertThat(second.probed()).containsAll(second.left);
    world.pass(HANDOVER);
    assertThat(second.letGo).containsAll(second.left);
  }

  @Test
  void whoWasSentAwayDuringASlowRenewalIsCalledAgain() {
    world.scale(1);
    world.pass(HANDOVER);
    Replica only = world.replica(0);
    ClusterKey any = ShardWorld.CLUSTERS.get(0);
    int taken = only.taken;
    world.pass(HANDOVER);
    assertThat(only.taken).as("a renewal calls nobody").isEqualTo(taken);
    world.beforeWrite =
        () -> {
          world.clock.advance(Duration.ofSeconds(9));
          assertThat(only.election.enter(any)).as("may have run out").isFalse();
        };
    world.pass(2);
    assertThat(only.election.owns(any)).isTrue();
    assertThat(only.taken).isEqualTo(taken + 1);
    assertThat(only.letGo).isEmpty();
  }

  @Test
  void aNumberThatIsTakenBackAtOnceMovesNothing() {
    world.scale(2);
    world.pass(HANDOVER);
    world.wanted(3);
    world.pass(2);
    world.wanted(2);
    world.pass(HANDOVER);
    assertThat(world.unowned()).isEmpty();
    assertThat(world.replicas()).hasSize(2);
  }

  @Test
  void whatADeadReplicaHadMovesOnceItsLeaseHasRunOut() {
    world.scale(3);
    world.pass(HANDOVER);
    world.replica(2).crash();
    world.wanted(2);
    world.pass(EXPIRY + HANDOVER);
    assertThat(world.unowned()).isEmpty();
  }

  @Test
  void aPodThatComesBackGoesOnAtOnceAndRemembers() {
    world.scale(2);
    world.pass(HANDOVER);
    Replica old = world.replica(1);
    List<ClusterKey> had = List.copyOf(old.probed());
    old.crash();
    world.pass(3);
    Replica same = world.start(1, old.identity);
    world.pass(HANDOVER);
    assertThat(same.probed()).containsAll(had);
    assertThat(had).allMatch(same.election::kept);
  }

  @Test
  void anotherPodWaitsForTheLeaseAndDoesNotBelieveItsStore() {
    world.scale(2);
    world.pass(HANDOVER);
    Replica old = world.replica(1);
    List<ClusterKey> had = List.copyOf(old.probed());
    old.crash();
    Replica next = world.start(1, "another");
    world.pass(HANDOVER);
    assertThat(next.probed()).isEmpty();
    world.pass(EXPIRY);
    assertThat(next.probed()).containsAll(had);
    assertThat(had).noneMatch(next.election::kept);
  }

  @Test
  void anApiThatIsAwayForAllStopsWritingAndNothingElse() {
    world.scale(3);
    world.pass(HANDOVER);
    world.away = true;
    world.pass(120);
    assertThat(world.replicas()).allMatch(r -> !r.probed().isEmpty() && r.letGo.isEmpty());
    assertThat(ShardWorld.CLUSTERS).noneMatch(k -> world.replica(0).election.owns(k));
    world.away = false;
    world.pass(HANDOVER);
    assertThat(world.unowned()).isEmpty();
    assertThat(world.replicas()).as("and nothing is forgotten").allMatch(r -> r.letGo.isEmpty());
  }

  @Test
  void anOutageGivesNobodyUp() {
    // Odd numbers, so that shard 1 looks last before the outage and first after it.
    world.scale(3);
    world.pass(HANDOVER + 1);
    world.away = true;
    world.pass(61);
    world.wanted(2);
    world.away = false;
    world.pass(EXPIRY + HANDOVER);
    assertThat(world.replica(2).probed()).isEmpty();
    assertThat(world.unowned()).isEmpty();
  }

  @Test
  void aClaimThatWasWrittenCountsThoughItsAnswerWasLost() {
    world.scale(2);
    world.pass(HANDOVER);
    Replica first = world.replica(0);
    world.scale(3);
    while (first.letGo.isEmpty()) {
      // Whichever write comes next: in the end it is the one after letting go.
      world.answerLost = true;
      world.pass(1);
    }
    world.wanted(2);
    world.pass(2);
    world.pass(HANDOVER);
    assertThat(world.unowned()).isEmpty();
  }

  @Test
  void ofTwoWhoClaimInTheSameMomentTheLaterGivesWay() {
    world.wanted(2);
    Replica all = world.start(0, "believes that it is alone");
    all.believes = 1;
    Replica second = world.start(1, "knows of two");
    world.beforeWrite = second::look;
    all.look();
    world.pass(1);
    assertThat(second.probed()).isNotEmpty();
    assertThat(all.probed()).isNotEmpty().doesNotContainAnyElementsOf(second.probed());
    assertThat(world.unowned()).isEmpty();
  }

  @Test
  void whoIsCutOffDoesNotWriteAndStopsWhenItSeesTheOther() {
    world.scale(3);
    world.pass(HANDOVER);
    Replica cut = world.replica(2);
    cut.cutOff = true;
    world.wanted(2);
    world.pass(EXPIRY + HANDOVER);
    assertThat(cut.probed()).isNotEmpty();
    assertThat(ShardWorld.CLUSTERS).noneMatch(cut.election::owns);
    cut.cutOff = false;
    world.pass(HANDOVER);
    assertThat(cut.probed()).isEmpty();
    assertThat(world.unowned()).isEmpty();
  }

  @Test
  void onlyTheNewOwnerCanBeginOnAClusterThatMoved() {
    world.scale(2);
    world.pass(HANDOVER);
    ClusterKey moving =
        ShardWorld.CLUSTERS.stream()
            .filter(k -> Slice.of(k, 2) == 0 && Slice.of(k, 3) == 2)
            .findFirst()
            .orElseThrow();
    Replica first = world.replica(0);
    assertThat(first.election.enter(moving)).isTrue();
    first.election.exit();
    world.scale(3);
    world.pass(HANDOVER);
    assertThat(first.election.enter(moving)).isFalse();
    assertThat(world.replica(2).election.enter(moving)).isTrue();
    world.replica(2).election.exit();
  }

  /** The promises, whatever happens: see {@link ShardWorld#check}, which looks after every step. */
  @Test
  void whateverHappensThereIsOneOwnerAtMostAndSoonOneAgain() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      ShardWorld chaos = new ShardWorld();
      chaos.scale(1 + random.nextInt(4));
      for (int event = 0; event < 30; event++) {
        chaos.disturb(random);
        chaos.pass(random.nextInt(12));
      }
      chaos.calm();
      chaos.pass(2 * EXPIRY + 2 * HANDOVER);
      assertThat(chaos.unowned()).as("seed %s", seed).isEmpty();
    }
  }
}
