package io.etcdmonitor.kube.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.KubeOperatorConfig.LeaseSettings;
import io.etcdmonitor.kube.leader.LeaseRecord;
import io.etcdmonitor.kube.leader.LeaseStore;
import io.etcdmonitor.kube.testing.Assessments;
import io.etcdmonitor.kube.testing.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Replicas, the API between them, and time. A step is a second; a replica looks every two, each at
 * its own moment. After every look of any replica the promises are checked.
 */
final class ShardWorld {
  static final List<ClusterKey> CLUSTERS =
      IntStream.range(0, 60).mapToObj(i -> new ClusterKey("prod", "etcd-" + i)).toList();

  /** What is left of a Lease when its holder failed to renew it for the first time. */
  private static final int GIVEN_UP = 12;

  final TestClock clock = new TestClock(Assessments.START);
  boolean away;

  /** The next write is done, but its answer does not arrive. */
  boolean answerLost;

  /** What others do between the next read and the write that follows it. */
  Runnable beforeWrite = () -> {};

  private final Map<Integer, ShardLease> leases = new TreeMap<>();
  private final List<Replica> alive = new ArrayList<>();
  private int wanted;
  private int version;
  private int pods;
  private long seconds;

  /** One process. */
  final class Replica implements ShardStore, ShardElection.Listener {
    final int shard;
    final String identity;
    final ShardElection election;
    final Set<ClusterKey> left = new HashSet<>();
    final Set<ClusterKey> letGo = new HashSet<>();
    int taken;
    boolean cutOff;
    boolean frozen;

    /** What it reads of the StatefulSet, when that is not what there is. */
    int believes = -1;

    private final Set<ClusterKey> watched = new HashSet<>();
    private boolean probing;
    private long cutOffSince = -1;

    private Replica(int shard, String identity) {
      this.shard = shard;
      this.identity = identity;
      election =
          new ShardElection(
              shard,
              LeaseSettings.defaults("etcd-monitor", identity),
              this,
              this,
              clock,
              clock::nanos);
    }

    /** What it connects to now. */
    Set<ClusterKey> probed() {
      return probing && !frozen ? watched : Set.of();
    }

    void crash() {
      alive.remove(this);
    }

    private void stop() {
      if (!frozen) {
        election.farewell();
        check();
        election.release();
      }
      alive.remove(this);
    }

    void look() {
      if (!frozen) {
        election.tick();
      }
      if (!cutOff && !frozen) {
        cutOffSince = away ? cutOffSince : -1;
      } else if (cutOffSince < 0) {
        cutOffSince = seconds;
      }
    }

    /** Others may have given it up, and it has not looked since: the one exception. */
    private boolean lost() {
      return cutOffSince >= 0 && seconds - cutOffSince > GIVEN_UP;
    }

    @Override
    public void pause() {
      probing = false;
    }

    @Override
    public void resume() {
      probing = true;
    }

    @Override
    public void leaving(Predicate<ClusterKey> clusters) {
      watched.stream().filter(clusters).forEach(left::add);
    }

    @Override
    public void letGo(Predicate<ClusterKey> clusters) {
      watched.stream().filter(clusters).forEach(letGo::add);
      watched.removeIf(clusters);
    }

    @Override
    public void take() {
      taken++;
      CLUSTERS.stream().filter(election::owns).forEach(watched::add);
    }

    @Override
    public int wanted() {
      reach();
      return believes < 0 ? wanted : believes;
    }

    @Override
    public List<ShardLease> list() {
      reach();
      check();
      return List.copyOf(leases.values());
    }

    @Override
    public void create(ShardLease lease) {
      reach();
      if (leases.containsKey(lease.shard())) {
        throw new LeaseStore.Conflict(null);
      }
      put(lease);
    }

    @Override
    public void replace(ShardLease lease) {
      reach();
      ShardLease there = leases.get(lease.shard());
      if (there == null || !there.lease().version().equals(lease.lease().version())) {
        throw new LeaseStore.Conflict(null);
      }
      put(lease);
    }

    private void put(ShardLease lease) {
      Runnable meanwhile = beforeWrite;
      beforeWrite = () -> {};
      meanwhile.run();
      LeaseRecord l = lease.lease();
      version++;
      leases.put(
          lease.shard(),
          new ShardLease(
              lease.shard(),
              lease.shards(),
              new LeaseRecord(
                  l.holder(),
                  l.duration(),
                  l.acquired(),
                  l.renewed(),
                  l.transitions(),
                  "" + version)));
      check();
      if (answerLost) {
        answerLost = false;
        throw new IllegalStateException("timeout");
      }
    }

    private void reach() {
      if (away || cutOff) {
        throw new IllegalStateException("no route to the API");
      }
    }
  }

  List<Replica> replicas() {
    return List.copyOf(alive);
  }

  Replica replica(int shard) {
    return alive.stream().filter(r -> r.shard == shard).findFirst().orElseThrow();
  }

  /** Changes the number, and starts and stops Pods as the StatefulSet does. */
  void scale(int shards) {
    wanted(shards);
    List.copyOf(alive).stream().filter(r -> r.shard >= shards).forEach(Replica::stop);
    for (int shard = 0; shard < shards; shard++) {
      int missing = shard;
      if (alive.stream().noneMatch(r -> r.shard == missing)) {
        start(missing, "pod-" + pods++);
      }
    }
  }

  /** Changes the number only. */
  void wanted(int shards) {
    wanted = shards;
  }

  Replica start(int shard, String identity) {
    Replica replica = new Replica(shard, identity);
    alive.add(replica);
    return replica;
  }

  void pass(int time) {
    for (int second = 0; second < time; second++) {
      clock.advance(Duration.ofSeconds(1));
      seconds++;
      for (Replica replica : List.copyOf(alive)) {
        if ((seconds + replica.shard) % 2 == 0) {
          replica.look();
        }
        check();
      }
    }
  }

  /** One thing goes wrong, or changes. */
  void disturb(Random random) {
    Replica any = alive.isEmpty() ? null : alive.get(random.nextInt(alive.size()));
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> scale(1 + random.nextInt(5));
      case 3 -> away = !away;
      case 5 -> beforeWrite = () -> replicas().forEach(Replica::look);
      case 6 -> answerLost = true;
      case 4 -> wanted(1 + random.nextInt(5));
      default -> {
        if (any != null) {
          disturb(any, random);
        }
      }
    }
  }

  private void disturb(Replica any, Random random) {
    switch (random.nextInt(5)) {
      case 0 -> any.crash();
      case 1 -> {
        any.crash();
        start(any.shard, random.nextBoolean() ? any.identity : "pod-" + pods++);
      }
      case 2 -> any.cutOff = !any.cutOff;
      case 3 -> any.frozen = !any.frozen;
      default -> any.believes = any.believes < 0 ? 1 + random.nextInt(5) : -1;
    }
  }

  /** Everything works again. */
  void calm() {
    away = false;
    for (Replica replica : alive) {
      replica.cutOff = false;
      replica.frozen = false;
      replica.believes = -1;
    }
    scale(Math.max(1, wanted));
  }

  /** Clusters that nobody probes or nobody writes about. */
  List<ClusterKey> unowned() {
    return CLUSTERS.stream()
        .filter(
            key -> alive.stream().noneMatch(r -> r.probed().contains(key) && r.election.owns(key)))
        .toList();
  }

  /** Never two who write; never two who probe, but for one that is cut off. */
  private void check() {
    for (ClusterKey key : CLUSTERS) {
      List<Replica> writers = alive.stream().filter(r -> r.election.owns(key)).toList();
      assertThat(writers.stream().map(r -> r.identity)).as("writers of %s", key).hasSizeLessThan(2);
      List<Replica> probers =
          alive.stream().filter(r -> !r.lost() && r.probed().contains(key)).toList();
      assertThat(probers.stream().map(r -> r.identity)).as("probers of %s", key).hasSizeLessThan(2);
    }
  }
}
