package io.etcdmonitor.patterns.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.etcd.testing.Await;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.etcdmonitor.patterns.PatternClient;
import io.etcdmonitor.patterns.SessionLostException;
import io.etcdmonitor.patterns.SessionOptions;
import io.etcdmonitor.patterns.coordination.LeaderElection.Leader;
import io.etcdmonitor.patterns.coordination.LeaderElection.Leadership;
import io.etcdmonitor.toolkit.ops.EtcdException;
import io.etcdmonitor.toolkit.ops.GetOptions;
import io.etcdmonitor.toolkit.ops.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One leader; the members and the network fail under it. */
class LeaderElectionIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private EtcdTestCluster cluster;
  private PatternClient one;
  private PatternClient other;
  private LeaderElection mine;
  private LeaderElection theirs;

  @BeforeEach
  void start() {
    cluster = PatternClient.startCluster();
    one = new PatternClient(cluster, 0);
    other = new PatternClient(cluster, 1);
    mine = new LeaderElection(one.etcd(), "leader", one.session());
    theirs = new LeaderElection(other.etcd(), "leader", other.session());
  }

  @AfterEach
  void stop() {
    one.heal();
    other.heal();
    mine.close();
    theirs.close();
    one.close();
    other.close();
    cluster.close();
  }

  private long candidates() {
    return one.etcd().kv().get(Keys.prefix("leader/"), GetOptions.DEFAULT.withCountOnly()).count();
  }

  private CompletableFuture<Leadership> campaignsInBackground() {
    CompletableFuture<Leadership> won = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            won.complete(theirs.campaign("two"));
          } catch (InterruptedException | RuntimeException e) {
            won.completeExceptionally(e);
          }
        });
    return won;
  }

  @Test
  void leadersFollowEachOtherAndEverybodySeesThem() throws Exception {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    assertThat(theirs.leader()).isEmpty();
    try (LeaderElection.Observation observation =
        theirs.observe(leader -> seen.add(leader.map(Leader::value).orElse("nobody")))) {
      Leadership first = mine.campaign("one");
      assertThat(first.valid()).isTrue();
      assertThat(theirs.leader()).contains(new Leader("one", first.token()));
      assertThatThrownBy(() -> mine.campaign("again")).isInstanceOf(IllegalStateException.class);
      assertThat(theirs.campaign("two", Duration.ofMillis(200))).isEmpty();
      first.proclaim("one, at work");
      Await.until("it is seen", PATIENCE, () -> seen.contains("one, at work"));
      CompletableFuture<Leadership> second = campaignsInBackground();
      Await.until("the other one stands by", PATIENCE, () -> candidates() == 2);
      first.resign();
      Leadership now = second.get(30, TimeUnit.SECONDS);
      assertThat(now.token()).isGreaterThan(first.token());
      assertThat(first.valid()).isFalse();
      Await.until("the change is seen", PATIENCE, () -> seen.contains("two"));
      assertThat(observation.leader()).contains(new Leader("two", now.token()));
      assertThat(observation.upToDate()).isTrue();
      // Whoever resigned may stand again.
      now.resign();
      try (Leadership again = mine.campaign("one", PATIENCE).orElseThrow()) {
        assertThat(again.token()).isGreaterThan(now.token());
      }
    }
    assertThat(seen).startsWith("nobody", "one", "one, at work");
  }

  @Test
  void whoClosedItsElectionDoesNotLeadAnyMore() throws Exception {
    Leadership first = mine.campaign("one");
    CompletableFuture<Leadership> second = campaignsInBackground();
    Await.until("the other one stands by", PATIENCE, () -> candidates() == 2);
    theirs.close();
    assertThatThrownBy(() -> second.get(30, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> theirs.campaign("two")).isInstanceOf(IllegalStateException.class);
    first.resign();
    assertThat(theirs.leader()).isEmpty();
  }

  @Test
  void whoClosesItWhileASessionIsOpenedDoesNotLeadEither() throws Exception {
    AtomicReference<LeaderElection> toClose = new AtomicReference<>();
    // Sessions look at the clock just before they ask etcd for a lease.
    LongSupplier clock =
        () -> {
          Optional.ofNullable(toClose.getAndSet(null)).ifPresent(LeaderElection::close);
          return System.nanoTime();
        };
    LeaderElection election =
        new LeaderElection(one.etcd(), "leader", new SessionOptions(Duration.ofSeconds(4), clock));
    toClose.set(election);
    assertThatThrownBy(() -> election.campaign("three", PATIENCE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThat(toClose).hasNullValue();
    Await.until("its lease is gone", PATIENCE, () -> one.etcd().leases().list().ids().isEmpty());
  }

  @Test
  void leadershipOutlivesEtcdsLeaderButNotTheNetwork() throws Exception {
    Leadership leadership = mine.campaign("one");
    CompletableFuture<String> lost = new CompletableFuture<>();
    leadership.onLost(lost::complete);
    CompletableFuture<Leadership> next = campaignsInBackground();
    EtcdTestMember leader = cluster.leader();
    leader.kill();
    cluster.awaitLeader();
    Duration before = leadership.validFor();
    Await.until("it was renewed", PATIENCE, () -> leadership.validFor().compareTo(before) > 0);
    assertThat(lost).isNotDone();
    one.cut();
    Leadership theirTurn = next.get(30, TimeUnit.SECONDS);
    assertThat(leadership.valid()).isFalse();
    assertThat(lost.get(30, TimeUnit.SECONDS)).contains("could not be renewed");
    assertThatThrownBy(leadership::check).isInstanceOf(SessionLostException.class);
    assertThatThrownBy(() -> leadership.proclaim("still me"))
        .isInstanceOf(SessionLostException.class);
    one.heal();
    Optional<Leader> two = Optional.of(new Leader("two", theirTurn.token()));
    Await.until("the network is back", PATIENCE, () -> two.equals(leaderOrNobody()));
    leadership.resign();
    assertThat(theirTurn.valid()).isTrue();
  }

  /** Connections that were cut take a moment to come back. */
  private Optional<Leader> leaderOrNobody() {
    try {
      return mine.leader();
    } catch (EtcdException e) {
      return Optional.empty();
    }
  }
}
