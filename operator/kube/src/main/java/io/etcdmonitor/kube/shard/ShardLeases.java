package io.etcdmonitor.kube.shard;

import io.etcdmonitor.kube.KubeOperatorConfig.LeaseSettings;
import io.etcdmonitor.kube.leader.LeaseRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The Leases of all shards as they were last read, seen by the replica of one shard. For one
 * thread.
 */
final class ShardLeases {
  /** A Lease, and when by our clock we first saw it as it is: clocks of replicas may differ. */
  private record Seen(ShardLease lease, long at) {}

  /** This share of a lease without a look is a while. */
  private static final int PATIENCE = 3;

  private final int shard;
  private final LeaseSettings settings;
  private final ShardStore store;
  private final Clock clock;
  private final LongSupplier nanos;
  private Map<Integer, Seen> seen = Map.of();
  private long readAt;

  ShardLeases(
      int shard, LeaseSettings settings, ShardStore store, Clock clock, LongSupplier nanos) {
    this.shard = shard;
    this.settings = settings;
    this.store = store;
    this.clock = clock;
    this.nanos = nanos;
  }

  /**
   * Reads them. When we could not look for a while, neither could others renew, perhaps: their time
   * begins anew.
   */
  void read() {
    List<ShardLease> all = store.list();
    long now = nanos.getAsLong();
    boolean blind = now - readAt > settings.duration().toNanos() / PATIENCE;
    Map<Integer, Seen> next = new HashMap<>();
    for (ShardLease lease : all) {
      Seen last = seen.get(lease.shard());
      boolean same = !blind && last != null && last.lease().equals(lease);
      next.put(lease.shard(), same ? last : new Seen(lease, now));
    }
    seen = next;
    readAt = now;
  }

  /** Who else holds ours. */
  Optional<String> rival() {
    return mine()
        .filter(seen -> !isMine(seen) && held(seen))
        .map(seen -> seen.lease().lease().holder());
  }

  /** Whether we hold ours, as far as it was read. */
  boolean isMine() {
    return mine().filter(this::isMine).isPresent();
  }

  /** What ours claims, as it was read. */
  int claimed() {
    return mine().map(seen -> seen.lease().shards()).orElse(0);
  }

  /** What this very Pod claimed so short a time ago that nobody can have taken it for free. */
  Optional<Slice> lasting() {
    return mine()
        .filter(this::isMine)
        .map(Seen::lease)
        .filter(l -> clock.instant().isBefore(l.lease().renewed().plus(l.lease().duration())))
        .map(ShardLease::slice);
  }

  /** What the holders of the other shards claim. */
  Map<Integer, Slice> others() {
    Map<Integer, Slice> others = new HashMap<>();
    seen.forEach((other, lease) -> {
      if (other != shard && held(lease)) {
        others.put(other, lease.lease().slice());
      }
    });
    return others;
  }

  /** Takes or renews ours. */
  void claim(int shards) {
    Optional<LeaseRecord> found = mine().map(seen -> seen.lease().lease());
    boolean ours = isMine();
    write(
        shards,
        new LeaseRecord(
            settings.identity(),
            settings.duration(),
            found.filter(l -> ours).map(LeaseRecord::acquired).orElse(clock.instant()),
            clock.instant(),
            found.map(l -> l.transitions() + (ours ? 0 : 1)).orElse(0),
            found.map(LeaseRecord::version).orElse("")));
  }

  /** Gives ours back. */
  void release() {
    read();
    if (isMine()) {
      ShardLease mine = mine().orElseThrow().lease();
      write(
          mine.shards(),
          new LeaseRecord(
              "",
              Duration.ofSeconds(1),
              mine.lease().acquired(),
              clock.instant(),
              mine.lease().transitions(),
              mine.lease().version()));
    }
  }

  private void write(int shards, LeaseRecord lease) {
    ShardLease wanted = new ShardLease(shard, shards, lease);
    if (lease.version().isEmpty()) {
      store.create(wanted);
    } else {
      store.replace(wanted);
    }
  }

  private Optional<Seen> mine() {
    return Optional.ofNullable(seen.get(shard));
  }

  private boolean isMine(Seen lease) {
    return lease.lease().lease().holder().equals(settings.identity());
  }

  private boolean held(Seen seen) {
    LeaseRecord lease = seen.lease().lease();
    return !lease.holder().isEmpty() && nanos.getAsLong() - seen.at() <= lease.duration().toNanos();
  }
}
