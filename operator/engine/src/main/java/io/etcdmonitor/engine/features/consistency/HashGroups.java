package io.etcdmonitor.engine.features.consistency;

import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.HashKv;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Members by the hash they gave, largest group first. Only hashes over the same revision and the
 * same compact revision are in here: others cannot be compared. Pure.
 *
 * @param revision that was hashed
 * @param groups members with equal hashes
 * @param hashes one per group
 * @param leftOut members whose hash covers something else
 */
record HashGroups(
    long revision, List<List<ViewMember>> groups, List<Long> hashes, List<ViewMember> leftOut) {

  HashGroups {
    groups = List.copyOf(groups);
    hashes = List.copyOf(hashes);
    leftOut = List.copyOf(leftOut);
  }

  /** Groups answers to one revision. */
  static HashGroups of(long revision, Map<ViewMember, HashKv> answers) {
    Map<Long, List<ViewMember>> byCompaction = new LinkedHashMap<>();
    answers.forEach((member, hash) ->
        byCompaction.computeIfAbsent(hash.compactRevision(), c -> new ArrayList<>()).add(member));
    List<ViewMember> comparable =
        byCompaction.values().stream().max(Comparator.comparingInt(List::size)).orElse(List.of());
    Map<Long, List<ViewMember>> byHash = new LinkedHashMap<>();
    for (ViewMember member : comparable) {
      byHash.computeIfAbsent(answers.get(member).hash(), h -> new ArrayList<>()).add(member);
    }
    List<Map.Entry<Long, List<ViewMember>>> ordered = new ArrayList<>(byHash.entrySet());
    ordered.sort(Comparator.comparingInt(e -> -e.getValue().size()));
    return new HashGroups(
        revision,
        ordered.stream().map(Map.Entry::getValue).map(List::copyOf).toList(),
        ordered.stream().map(Map.Entry::getKey).toList(),
        answers.keySet().stream().filter(m -> !comparable.contains(m)).toList());
  }

  int compared() {
    return groups.stream().mapToInt(List::size).sum();
  }

  /** Whether two members at least could be compared. */
  boolean conclusive() {
    return compared() > 1;
  }

  boolean equal() {
    return conclusive() && groups.size() == 1;
  }

  boolean differ() {
    return conclusive() && groups.size() > 1;
  }

  /** Whether more than half of those compared agree. */
  boolean majority() {
    return !groups.isEmpty() && 2 * groups.get(0).size() > compared();
  }

  /** Those who differ from the majority; empty without one. */
  List<ViewMember> minority() {
    return majority() ? groups.stream().skip(1).flatMap(List::stream).toList() : List.of();
  }

  /** Whether the same members stand against each other. */
  boolean sameSplit(HashGroups other) {
    return groups.stream()
        .map(Set::copyOf)
        .toList()
        .equals(other.groups.stream().map(Set::copyOf).toList());
  }
}
