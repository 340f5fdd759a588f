package io.etcdmonitor.engine.alert.state;

import io.etcdmonitor.engine.alert.rule.RuleIds;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * While one rule fires for a cluster, others of the same cluster are its consequences.
 *
 * @param source the cause's rule
 * @param targets rules that are held back; empty for all but the source
 * @param equal labels that both must have, with the same value
 */
public record Inhibition(String source, Set<String> targets, Set<String> equal) {
  public Inhibition {
    targets = Set.copyOf(targets);
    equal = Set.copyOf(equal);
  }

  /** What holds unless the configuration says otherwise. */
  public static final List<Inhibition> DEFAULTS =
      List.of(
          new Inhibition(RuleIds.CLUSTER_UNREACHABLE, Set.of(), Set.of()),
          new Inhibition(
              RuleIds.QUORUM_LOST,
              Set.of(
                  RuleIds.MEMBER_DOWN,
                  RuleIds.NO_LEADER,
                  RuleIds.NOT_SERVING,
                  RuleIds.HIGH_LATENCY,
                  RuleIds.PROPOSALS_PENDING,
                  RuleIds.PROPOSALS_FAILED),
              Set.of()),
          new Inhibition(RuleIds.NO_LEADER, Set.of(RuleIds.NOT_SERVING), Set.of()),
          new Inhibition(
              RuleIds.NOT_SERVING,
              Set.of(
                  RuleIds.MEMBER_DOWN,
                  RuleIds.HIGH_LATENCY,
                  RuleIds.PROPOSALS_PENDING,
                  RuleIds.PROPOSALS_FAILED),
              Set.of()),
          new Inhibition(
              RuleIds.ALARM_NO_SPACE,
              Set.of(RuleIds.DATABASE_NEAR_QUOTA, RuleIds.DATABASE_GROWTH),
              Set.of()),
          new Inhibition(RuleIds.DATA_MISSING, Set.of(RuleIds.INSPECTION_FAILING), Set.of()));

  /** Whether the source explains the target. Both are of one cluster. */
  public boolean explains(Alert cause, Alert effect) {
    String target = effect.identity().rule();
    if (!cause.identity().rule().equals(source) || target.equals(source)) {
      return false;
    }
    Map<String, String> left = cause.labels();
    Map<String, String> right = effect.labels();
    return (targets.isEmpty() || targets.contains(target))
        && equal.stream()
            .allMatch(label -> left.containsKey(label) && left.get(label).equals(right.get(label)));
  }

  /**
   * Refuses rules that hold back each other, or themselves.
   *
   * @throws IllegalArgumentException naming the circle
   */
  public static void check(List<Inhibition> all) {
    Map<String, Set<String>> edges = new HashMap<>();
    all.forEach(i -> edges.computeIfAbsent(i.source(), s -> new HashSet<>()).addAll(i.targets()));
    Set<String> everything = new HashSet<>(edges.keySet());
    all.stream()
        .filter(i -> i.targets().isEmpty())
        .forEach(i -> {
          Set<String> others = new HashSet<>(everything);
          others.remove(i.source());
          edges.get(i.source()).addAll(others);
        });
    for (String start : edges.keySet()) {
      Deque<String> next = new ArrayDeque<>(edges.get(start));
      Set<String> seen = new HashSet<>();
      while (!next.isEmpty()) {
        String rule = next.pop();
        if (rule.equals(start)) {
          throw new IllegalArgumentException(
              "inhibitions form a circle through %s: each would hold back the other"
                  .formatted(start));
        }
        if (seen.add(rule)) {
          next.addAll(edges.getOrDefault(rule, Set.of()));
        }
      }
    }
  }
}
