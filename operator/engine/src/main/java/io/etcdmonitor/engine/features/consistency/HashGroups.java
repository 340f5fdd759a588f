package io.etcdmonitor.engine.features.consistency;

import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.HashKv;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Members by the hash they gave, largest group first. Only hashes over the same revision and the
 * same compact revision are in here: others cannot be compared. Pure.
 *
 * @param revision that was hashed
 * @param groups members with equal hashes
 * @param hashes one per group
 * @param leftOut members whose hash covers something else
 * @param silent members that gave no hash
 */
record HashGroups(
    long revision,
    List<List<ViewMember>> groups,
    List<Long> hashes,
    List<ViewMember> leftOut,
    List<ViewMember> silent) {

  /** Of a group that was told apart by its keys. */
  private static final long NO_HASH = -1;

  HashGroups {
    groups = List.copyOf(groups);
    hashes = List.copyOf(hashes);
    leftOut = List.copyOf(leftOut);
    silent = List.copyOf(silent);
  }

  /** Groups answers to one revision. */
  static HashGroups of(long revision, List<ViewMember> members, Map<ViewMember, HashKv> answers) {
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
        answers.keySet().stream().filter(m -> !comparable.contains(m)).toList(),
        members.stream().filter(m -> !answers.containsKey(m)).toList());
  }

  /** The same, with one member that the others are compared with, where no two hashes could be. */
  HashGroups startingFrom(ViewMember member) {
    return new HashGroups(
        revision,
        List.of(List.of(member)),
        List.of(NO_HASH),
        without(leftOut, member),
        without(silent, member));
  }

  /** The same, with one member found to hold the data of a group; the largest group stays first. */
  HashGroups joined(int group, ViewMember member) {
    List<List<ViewMember>> all = new ArrayList<>(groups);
    List<Long> sums = new ArrayList<>(hashes);
    List<ViewMember> grown = new ArrayList<>(all.remove(group));
    grown.add(member);
    int place = 0;
    while (place < all.size() && all.get(place).size() >= grown.size()) {
      place++;
    }
    all.add(place, grown);
    sums.add(place, sums.remove(group));
    return new HashGroups(revision, all, sums, without(leftOut, member), without(silent, member));
  }

  /** The same, with one member found to hold other data than every group. */
  HashGroups apart(ViewMember member) {
    List<List<ViewMember>> all = new ArrayList<>(groups);
    all.add(List.of(member));
    List<Long> more = new ArrayList<>(hashes);
    more.add(NO_HASH);
    return new HashGroups(revision, all, more, without(leftOut, member), without(silent, member));
  }

  /** Members about which the hashes say nothing. */
  List<ViewMember> notCompared() {
    return Stream.concat(leftOut.stream(), silent.stream()).toList();
  }

  private static List<ViewMember> without(List<ViewMember> members, ViewMember member) {
    return members.stream().filter(m -> !m.equals(member)).toList();
  }

  /** Those whose hashes or keys were compared. */
  List<ViewMember> members() {
    return groups.stream().flatMap(List::stream).toList();
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
}
