package io.etcdmonitor.engine.features.healthy;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.ClusterObservation.Quorum;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Quorum: held, lost, or not to be known. Pure. */
final class QuorumJudge {
  private QuorumJudge() {}

  /**
   * What was decided.
   *
   * @param held whether it is known to hold
   * @param certain false when voters that could not be looked at would decide it
   * @param finding for anything but a quorum that is held
   */
  record Decision(boolean held, boolean certain, Optional<Finding> finding) {}

  /**
   * What is to be said of the quorum.
   *
   * @param provenBy who served a read that only a quorum allows. A member that we do not reach is
   *     then no loss: others reach it.
   */
  static Decision judge(
      List<MemberObservation> members,
      Map<String, Standing> standings,
      boolean leader,
      Optional<String> provenBy,
      Instant now) {
    List<MemberObservation> voters = members.stream().filter(MemberObservation::voter).toList();
    Quorum quorum = Quorum.of(voters.size(), (int) in(voters, MemberState.HEALTHY));
    if (quorum.canLose() >= 0) {
      return new Decision(true, true, Optional.empty());
    }
    long unknown = in(voters, MemberState.UNKNOWN);
    boolean undecided = quorum.healthy() + unknown >= quorum.needed();
    long answering = quorum.healthy() + in(voters, MemberState.UNHEALTHY);
    boolean lost = answering + unknown < quorum.needed();
    // Those that we do not see may be who served it, whatever one that we see refuses.
    long notSeen = unknown + in(voters, MemberState.UNREACHABLE);
    boolean maySuffice = quorum.healthy() + notSeen >= quorum.needed();
    if (provenBy.isPresent() && (lost || maySuffice)) {
      return new Decision(true, true, Optional.of(partlySeen(provenBy.get(), voters, quorum, now)));
    }
    if (undecided) {
      return new Decision(false, false, Optional.of(undecided(voters, standings, quorum, now)));
    }
    if (lost) {
      return new Decision(false, true, Optional.of(lost(voters, quorum, now)));
    }
    return new Decision(
        false,
        true,
        Optional.of(
            leader ? notServing(voters, quorum, now) : noLeader(answering, voters, quorum, now)));
  }

  private static Finding partlySeen(
      String provenBy, List<MemberObservation> voters, Quorum quorum, Instant now) {
    List<MemberObservation> missing = notHealthy(voters);
    return finding(
            Severity.WARNING,
            Reasons.QUORUM_PARTLY_SEEN,
            ("%s served a linearizable read, so quorum holds; but only %d of %s %s seen serving, not"
                    + " %s: how many more may fail is not known")
                .formatted(
                    provenBy,
                    quorum.healthy(),
                    Words.count(quorum.voters(), "voting member"),
                    quorum.healthy() == 1 ? "is" : "are",
                    names(missing)))
        .value(quorum.healthy())
        .threshold(quorum.needed())
        .remedy(
            "check the way from etcd-monitor to %s, and these members"
                .formatted(Words.list(missing.stream().map(MemberObservation::label).toList())))
        .at(now);
  }

  private static Finding lost(List<MemberObservation> voters, Quorum quorum, Instant now) {
    List<MemberObservation> missing = notHealthy(voters);
    return finding(
            Severity.CRITICAL,
            Reasons.QUORUM_LOST,
            "quorum is lost: %d of %s serve, %d are needed; missing: %s"
                .formatted(
                    quorum.healthy(),
                    Words.count(quorum.voters(), "voting member"),
                    quorum.needed(),
                    names(missing)))
        .value(quorum.healthy())
        .threshold(quorum.needed())
        .remedy(
            "bring back %s of %s; if they are lost for good, restore from a snapshot"
                .formatted(
                    Words.count(-quorum.canLose(), "member"),
                    Words.list(missing.stream().map(MemberObservation::label).toList())))
        .at(now);
  }

  private static Finding noLeader(
      long answering, List<MemberObservation> voters, Quorum quorum, Instant now) {
    return finding(
            Severity.CRITICAL,
            Reasons.NO_LEADER,
            "there is no leader although %d of %s answer (%d are needed): nothing can be written"
                .formatted(answering, Words.count(voters.size(), "voting member"), quorum.needed()))
        .value("none")
        .remedy("check the network between the peers; members cannot elect a leader")
        .at(now);
  }

  private static Finding notServing(List<MemberObservation> voters, Quorum quorum, Instant now) {
    return finding(
            Severity.CRITICAL,
            Reasons.NOT_SERVING,
            "%d of %s serve, %d are needed: %s"
                .formatted(
                    quorum.healthy(),
                    Words.count(voters.size(), "voting member"),
                    quorum.needed(),
                    names(notHealthy(voters))))
        .value(quorum.healthy())
        .threshold(quorum.needed())
        .remedy("check etcd's log, its alarms and its disk on these members")
        .at(now);
  }

  private static Finding undecided(
      List<MemberObservation> voters, Map<String, Standing> standings, Quorum quorum, Instant now) {
    MemberObservation first =
        voters.stream().filter(m -> m.state() == MemberState.UNKNOWN).findFirst().orElseThrow();
    return finding(
            Severity.UNKNOWN,
            first.reason(),
            "whether quorum holds is not known: %d of %s are seen serving, %d are needed; %s"
                .formatted(
                    quorum.healthy(),
                    Words.count(quorum.voters(), "voting member"),
                    quorum.needed(),
                    first.label() + " " + first.message()))
        .kind("QuorumUnknown")
        .remedy(standings.containsKey(first.id()) ? standings.get(first.id()).remedy() : "")
        .value(quorum.healthy())
        .threshold(quorum.needed())
        .at(now);
  }

  private static List<MemberObservation> notHealthy(List<MemberObservation> voters) {
    return voters.stream().filter(m -> m.state() != MemberState.HEALTHY).toList();
  }

  private static String names(List<MemberObservation> members) {
    return Words.list(members.stream().map(m -> m.label() + " (" + m.reason() + ")").toList());
  }

  private static long in(List<MemberObservation> voters, MemberState state) {
    return voters.stream().filter(m -> m.state() == state).count();
  }
}
