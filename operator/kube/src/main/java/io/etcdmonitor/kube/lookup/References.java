package io.etcdmonitor.kube.lookup;

import io.etcdmonitor.engine.model.ClusterKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which clusters refer to what, both ways round: nobody looks through the references of a thousand
 * others. Not thread-safe.
 *
 * @param <R> what is referred to
 */
final class References<R> {
  private final Map<ClusterKey, Set<R>> byOwner = new HashMap<>();
  private final Map<R, Set<ClusterKey>> owners = new HashMap<>();

  void add(ClusterKey owner, R reference) {
    byOwner.computeIfAbsent(owner, o -> new HashSet<>()).add(reference);
    owners.computeIfAbsent(reference, r -> new HashSet<>()).add(owner);
  }

  /** Who refers to it. */
  Set<ClusterKey> owners(R reference) {
    return Set.copyOf(owners.getOrDefault(reference, Set.of()));
  }

  /** Everybody who refers to anything. */
  Set<ClusterKey> owners() {
    return Set.copyOf(byOwner.keySet());
  }

  /** Takes from an owner what it does not use; what nobody refers to any more. */
  List<R> retain(ClusterKey owner, Predicate<R> used) {
    Set<R> references = byOwner.getOrDefault(owner, new HashSet<>());
    List<R> dropped = references.stream().filter(used.negate()).toList();
    List<R> unused = new ArrayList<>();
    for (R reference : dropped) {
      references.remove(reference);
      Set<ClusterKey> left = owners.get(reference);
      left.remove(owner);
      if (left.isEmpty()) {
        owners.remove(reference);
        unused.add(reference);
      }
    }
    if (references.isEmpty()) {
      byOwner.remove(owner);
    }
    return unused;
  }

  void clear() {
    byOwner.clear();
    owners.clear();
  }
}
