package io.etcdmonitor.etcd;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a member says of itself ({@code Maintenance.Status}). Answered locally: works without
 * quorum, on learners and without a leader (etcd 3.4 to 3.7).
 *
 * @param clusterId cluster ID, lower-case hex
 * @param memberId this member's ID, lower-case hex
 * @param revision key-value revision of this member
 * @param version etcd version, for example {@code 3.5.30}
 * @param dbSize backend file size in bytes
 * @param dbSizeInUse bytes of it in use
 * @param leaderId the leader this member sees, lower-case hex; empty when it sees none
 * @param raftTerm raft term
 * @param raftIndex committed raft index
 * @param raftAppliedIndex applied raft index
 * @param learner whether this member is a learner
 * @param errors etcd's own complaints: no leader, and one string per active alarm
 * @param storageVersion from etcd 3.6
 * @param dbSizeQuota quota in bytes, from etcd 3.6; negative when it is disabled, empty when
 *     unknown (3.6.0 to 3.6.5 report 0 when unset)
 * @param downgradeTarget target version while a downgrade is enabled (etcd 3.6)
 */
public record MemberStatus(
    String clusterId,
    String memberId,
    long revision,
    String version,
    long dbSize,
    long dbSizeInUse,
    Optional<String> leaderId,
    long raftTerm,
    long raftIndex,
    long raftAppliedIndex,
    boolean learner,
    List<String> errors,
    Optional<String> storageVersion,
    OptionalLong dbSizeQuota,
    Optional<String> downgradeTarget) {

  public MemberStatus {
    errors = List.copyOf(errors);
  }

  /** Whether this member says that it leads. */
  public boolean leads() {
    return leaderId.isPresent() && leaderId.get().equals(memberId);
  }
}
