package io.etcdmonitor.engine.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The whole cluster as seen in one round of the {@code healthy} feature. Values not seen in the
 * round are empty.
 *
 * @param time of the round
 * @param clusterId lower-case hex
 * @param version cluster's lowest member version seen
 * @param leader the leader most members agree on in the highest term
 * @param leaderChanges counted by us since watching began
 * @param members all members of the most trusted member list; last known ones, if only to a former
 *     process, when nobody gave one (state Unreachable where they do not answer)
 * @param quorum arithmetic over voters
 * @param database size over members
 */
public record ClusterObservation(
    Instant time,
    Optional<String> clusterId,
    Optional<String> version,
    Optional<Leader> leader,
    LeaderChanges leaderChanges,
    List<MemberObservation> members,
    Quorum quorum,
    Database database) {

  public ClusterObservation {
    members = List.copyOf(members);
  }

  /** Members in state Healthy. */
  public long healthyMembers() {
    return members.stream().filter(m -> m.state() == MemberState.HEALTHY).count();
  }

  /**
   * Whether the quorum's numbers are observations: enough voters serve (what it can lose is then at
   * least what is said), or quorum is not known to hold and no voter is {@code Unknown}. Otherwise
   * they are counts of what could not be looked at, and must not be shown.
   */
  public boolean quorumObserved() {
    return quorum.canLose() >= 0
        || (!quorum.held()
            && members.stream().noneMatch(m -> m.voter() && m.state() == MemberState.UNKNOWN));
  }

  /**
   * The leader.
   *
   * @param id member ID, lower-case hex
   * @param name member name
   * @param since when we first saw it lead
   * @param term raft term
   */
  public record Leader(String id, String name, Instant since, long term) {}

  /**
   * Changes of leader that we saw.
   *
   * @param total since watching began
   * @param lastHour within the last hour
   * @param last time of the last one
   */
  public record LeaderChanges(long total, int lastHour, Optional<Instant> last) {}

  /**
   * Quorum arithmetic. Only members in state Healthy count as healthy; Unknown ones never do.
   *
   * @param voters voting members
   * @param healthy voting members seen serving
   * @param needed a majority of voters
   * @param canLose how many more may fail before quorum is lost; negative when too few are seen
   *     serving
   * @param held whether it is known to hold: enough are seen serving, or a read proves it
   */
  public record Quorum(int voters, int healthy, int needed, int canLose, boolean held) {
    /** By the numbers alone. */
    public static Quorum of(int voters, int healthy) {
      int needed = voters / 2 + 1;
      return new Quorum(voters, healthy, needed, healthy - needed, healthy >= needed);
    }

    /** The same numbers, of a quorum that is known to hold. */
    public Quorum proven() {
      return new Quorum(voters, healthy, needed, canLose, true);
    }

    /** It holds, though members that are not seen would have to tell how many may fail. */
    public boolean partlySeen() {
      return held && canLose < 0;
    }
  }

  /**
   * The database, worst over members.
   *
   * @param size largest backend file, bytes
   * @param inUse bytes in use on that member
   * @param quota bytes, where known
   * @param usedPercent size as a share of the quota
   * @param fullAt forecast, where there is one
   */
  public record Database(
      OptionalLong size,
      OptionalLong inUse,
      OptionalLong quota,
      OptionalDouble usedPercent,
      Optional<Instant> fullAt) {}
}
