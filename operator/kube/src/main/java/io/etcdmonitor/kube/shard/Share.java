package io.etcdmonitor.kube.shard;

import io.etcdmonitor.engine.model.ClusterKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a replica may touch: what its Lease claims, but for what others have not let go of yet.
 * Immutable.
 */
final class Share {
  static final Share NONE = new Share(new Slice(0, 0), Optional.empty(), key -> false, Map.of());

  private final Slice claim;
  private final Optional<Slice> narrowed;
  private final Predicate<ClusterKey> before;

  /** For each other shard, every claim that its Lease was seen with since we made ours. */
  private final Map<Integer, List<Slice>> blocked;

  private Share(
      Slice claim,
      Optional<Slice> narrowed,
      Predicate<ClusterKey> before,
      Map<Integer, List<Slice>> blocked) {
    this.claim = claim;
    this.narrowed = narrowed;
    // Without anybody in the way it says nothing, and would keep all earlier shares alive.
    this.before = blocked.isEmpty() ? key -> false : before;
    this.blocked = blocked;
  }

  /**
   * After a claim was written.
   *
   * @param others claims of Leases that are held, as read after ours was written
   * @param before what was ours already, and under this claim as well
   */
  static Share of(Slice claim, Collection<Slice> others, Predicate<ClusterKey> before) {
    Map<Integer, List<Slice>> blocked = new HashMap<>();
    others.forEach(other -> blocked.put(other.shard(), List.of(other)));
    return new Share(claim, Optional.empty(), before, blocked);
  }

  int shards() {
    return claim.shards();
  }

  /** Whether others are in the way of one in another way than of the other. */
  boolean differs(Share other) {
    return !blocked.equals(other.blocked);
  }

  boolean owns(ClusterKey key) {
    return claim.has(key)
        && narrowed.filter(slice -> !slice.has(key)).isEmpty()
        && (before.test(key) || !inUse(key));
  }

  private boolean inUse(ClusterKey key) {
    return blocked.values().stream()
        .anyMatch(claims -> claims.stream().allMatch(slice -> slice.has(key)));
  }

  /** Without what is not in another slice as well; the Lease says so later. */
  Share narrowedTo(Slice slice) {
    return new Share(claim, Optional.of(slice), before, blocked);
  }

  /** All that the Lease still claims. */
  Share whole() {
    return new Share(claim, Optional.empty(), before, blocked);
  }

  /**
   * The others were looked at again. Who was in the way of our claim holds no more than what each
   * of its claims since then has; who came later saw our claim first, and is in nobody's way.
   */
  Share seen(Map<Integer, Slice> others) {
    Map<Integer, List<Slice>> left = new HashMap<>();
    blocked.forEach((shard, claims) -> {
      Slice now = others.get(shard);
      if (now == null || now.shards() == claim.shards()) {
        return;
      }
      List<Slice> all = new ArrayList<>(claims);
      if (!all.contains(now)) {
        all.add(now);
      }
      left.put(shard, List.copyOf(all));
    });
    return new Share(claim, narrowed, before, left);
  }
}
