package io.etcdmonitor.engine.transition;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.model.Verdict;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A cluster as last known.
 *
 * @param members by ID; empty before the first member was seen
 * @param leaderId last leader
 * @param clusterId last cluster ID
 * @param quorumLost whether that was told
 * @param noLeader whether that was told
 * @param unreachable whether it was told that nothing answers, and nothing has since
 */
record SeenCluster(
    Map<String, Member> members,
    Optional<String> leaderId,
    Optional<String> clusterId,
    boolean quorumLost,
    boolean noLeader,
    boolean unreachable) {
  /** What is found when enough members are not seen serving. */
  private static final Set<String> NO_QUORUM =
      Set.of(Reasons.QUORUM_LOST, Reasons.NO_LEADER, Reasons.NOT_SERVING);

  static final SeenCluster NOTHING =
      new SeenCluster(Map.of(), Optional.empty(), Optional.empty(), false, false, false);

  /**
   * A member as last known.
   *
   * @param label for people
   * @param voter whether it voted
   * @param state its last state that was known, never Unknown unless it always was
   * @param version the last version of etcd that it told
   */
  record Member(String label, boolean voter, MemberState state, Optional<String> version) {}

  SeenCluster {
    members = Map.copyOf(members);
  }

  /** What was told of it follows from what was shown. */
  static SeenCluster of(Recollection known) {
    boolean critical = known.verdict().equals(Optional.of(Verdict.CRITICAL));
    boolean unreachable = critical && known.reason().equals(Reasons.UNREACHABLE);
    return known
        .cluster()
        .map(cluster ->
            new SeenCluster(
                members(cluster),
                cluster.leader().map(Recollection.Leader::id),
                cluster.clusterId(),
                critical && withoutQuorum(known),
                critical && cluster.leader().isEmpty() && someoneAnswers(cluster),
                unreachable || (critical && nobodyAnswers(cluster))))
        .orElse(
            new SeenCluster(
                Map.of(), Optional.empty(), Optional.empty(), false, false, unreachable));
  }

  private static Map<String, Member> members(Recollection.Cluster cluster) {
    return cluster.members().stream()
        .collect(
            Collectors.toMap(
                Recollection.Member::id,
                m -> new Member(m.label(), m.voter(), m.state(), m.version()),
                (one, other) -> one));
  }

  private static boolean withoutQuorum(Recollection known) {
    return known.findings().stream().anyMatch(f -> NO_QUORUM.contains(f.reason()));
  }

  private static boolean someoneAnswers(Recollection.Cluster cluster) {
    return cluster.members().stream().anyMatch(m -> m.state().answers());
  }

  private static boolean nobodyAnswers(Recollection.Cluster cluster) {
    return !cluster.members().isEmpty()
        && cluster.members().stream().allMatch(m -> m.state() == MemberState.UNREACHABLE);
  }
}
