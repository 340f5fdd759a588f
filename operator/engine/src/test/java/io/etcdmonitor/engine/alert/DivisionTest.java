package io.etcdmonitor.engine.alert;

import static io.etcdmonitor.engine.alert.World.CLUSTER;
import static io.etcdmonitor.engine.alert.World.quorumLost;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two processes share the clusters; a cluster goes from one to the other, and back. */
class DivisionTest {
  private final World first = new World(new MemoryStore(), "slack");
  private final World second = new World(new MemoryStore(), "slack");
  private Division ofFirst = first.engine.divide();
  private final Division ofSecond = second.engine.divide();

  @Test
  void nothingIsSaidOfAClusterThatWasNotTaken() {
    first.healthy(quorumLost());
    first.repeat(120, quorumLost());
    assertThat(first.channel("slack").messages).isEmpty();
    assertThat(first.engine.open(CLUSTER)).isEmpty();
  }

  @Test
  void whoWasToldByOneHearsTheEndFromTheOtherAndNothingInBetween() {
    fire();
    handOver(first, ofFirst, second, ofSecond);
    second.repeat(120, quorumLost());
    first.repeat(120, quorumLost());
    assertThat(second.channel("slack").messages).isEmpty();

    second.pass(30);
    second.healthy();
    assertThat(second.channel("slack").kinds()).containsExactly("RESOLVED");
    assertThat(first.channel("slack").kinds()).containsExactly("FIRING");
  }

  @Test
  void aClusterThatComesBackIsTakenAsTheOtherLeftIt() {
    fire();
    handOver(first, ofFirst, second, ofSecond);
    second.healthy(quorumLost());
    second.pass(30);
    second.healthy();
    assertThat(second.channel("slack").kinds()).containsExactly("RESOLVED");

    handOver(second, ofSecond, first, ofFirst);
    first.healthy();
    first.pass(60);
    assertThat(first.engine.open(CLUSTER)).isEmpty();
    assertThat(first.channel("slack").kinds()).containsExactly("FIRING");
  }

  /** It was lost without notice, as when another took the Lease: what ran here was taken off. */
  @Test
  void aClusterThatComesBackAfterItWasLostKeepsItsAlertsUntilItWasLookedAt() {
    fire();
    first.engine.onInspectionRemoved(new InspectionKey(CLUSTER, CLUSTER.name() + "-healthy"));
    first.settle();
    KnownAlert.OfCluster status = TakeOverTest.told(first).get(CLUSTER);
    ofFirst.drop(key -> key.equals(CLUSTER));
    first.pass(600);

    ofFirst.take(CLUSTER, status, false);
    first.pass(1);
    first.repeat(60, quorumLost());

    assertThat(first.channel("slack").kinds()).containsExactly("FIRING");
  }

  @Test
  void aClusterThatComesBackWasNotRemovedWhenItWasLetGo() {
    fire();
    first.engine.onInspectionRemoved(World.inspection("healthy"));
    first.settle();
    handOver(first, ofFirst, second, ofSecond);
    second.repeat(120, quorumLost());
    handOver(second, ofSecond, first, ofFirst);
    first.pass(90);
    assertThat(first.engine.open(CLUSTER)).isNotEmpty();
    assertThat(first.channel("slack").kinds()).containsExactly("FIRING");
  }

  @Test
  void whatIsLeftSaysNothingMoreButCanStillBeAsked() {
    fire();
    first.channel("slack").next =
        new Delivery(Delivery.Outcome.RETRY, "503", "away", Optional.empty());
    first.pass(30);
    first.healthy();
    ofFirst.leave(key -> key.equals(CLUSTER));
    int attempts = first.channel("slack").attempts.size();
    first.pass(600);
    assertThat(first.channel("slack").attempts).hasSize(attempts);
    assertThat(first.engine.owed(CLUSTER))
        .extracting(OpenAlert::rule)
        .contains(RuleIds.QUORUM_LOST);

    handOver(first, ofFirst, second, ofSecond);
    second.healthy();
    assertThat(second.channel("slack").kinds()).containsExactly("RESOLVED");
    assertThat(first.engine.owed(CLUSTER)).isEmpty();
  }

  @Test
  void aProcessThatCrashedGoesOnWithItsStoreWhenNobodyElseHadTheCluster() {
    fire();
    KnownAlert.OfCluster old = KnownAlert.OfCluster.nothing(first.clock.instant());
    first.restart();
    ofFirst = first.engine.divide();
    ofFirst.take(CLUSTER, old, true);
    first.pass(30);
    first.healthy();
    assertThat(first.channel("slack").kinds()).containsExactly("FIRING", "RESOLVED");
  }

  @Test
  void aStoreOfBeforeAnotherHadTheClusterIsNotBelieved() {
    fire();
    KnownAlert.OfCluster healthy = KnownAlert.OfCluster.nothing(first.clock.instant());
    first.restart();
    ofFirst = first.engine.divide();
    first.pass(30);
    assertThat(first.channel("slack").kinds()).as("not taken yet").containsExactly("FIRING");
    ofFirst.take(CLUSTER, healthy, false);
    first.healthy();
    first.pass(60);
    assertThat(first.channel("slack").kinds()).containsExactly("FIRING");
  }

  private void fire() {
    ofFirst.take(CLUSTER, KnownAlert.OfCluster.nothing(first.clock.instant()), false);
    first.healthy(quorumLost());
    first.repeat(30, quorumLost());
    assertThat(first.channel("slack").kinds()).containsExactly("FIRING");
  }

  /** As a status would carry it; both live by the same time. */
  private static void handOver(World from, Division giver, World to, Division taker) {
    giver.leave(key -> key.equals(CLUSTER));
    KnownAlert.OfCluster status = TakeOverTest.told(from).get(CLUSTER);
    giver.drop((ClusterKey key) -> true);
    if (to.clock.instant().isBefore(from.clock.instant())) {
      to.clock.set(from.clock.instant());
    }
    taker.take(CLUSTER, status, false);
  }
}
