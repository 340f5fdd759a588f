package io.etcdmonitor.engine.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One member as seen in one round. Everything that was not seen in this round is empty: no value is
 * carried over.
 *
 * @param id member ID, lower-case hex
 * @param name empty when never started
 * @param endpoints client URLs it is reached at
 * @param voter whether it counts for quorum
 * @param role its part in raft
 * @param state its state
 * @param version etcd version
 * @param dbSize bytes
 * @param dbSizeInUse bytes
 * @param dbQuota bytes, where the server tells
 * @param revision key-value revision
 * @param appliedIndex raft applied index
 * @param appliedLag entries behind the most advanced member
 * @param raftTerm term it is in
 * @param leaderId the leader that it sees, lower-case hex
 * @param latency of the read that decided its state
 * @param certificateNotAfter of the certificate it shows
 * @param since when it came into this state (kept over rounds while state and reason stay)
 * @param reason CamelCase
 * @param message one sentence
 */
public record MemberObservation(
    String id,
    String name,
    List<String> endpoints,
    boolean voter,
    MemberRole role,
    MemberState state,
    Optional<String> version,
    OptionalLong dbSize,
    OptionalLong dbSizeInUse,
    OptionalLong dbQuota,
    OptionalLong revision,
    OptionalLong appliedIndex,
    OptionalLong appliedLag,
    OptionalLong raftTerm,
    Optional<String> leaderId,
    Optional<Duration> latency,
    Optional<Instant> certificateNotAfter,
    Instant since,
    String reason,
    String message) {

  public MemberObservation {
    endpoints = List.copyOf(endpoints);
  }

  /** Its name, or its ID where it has none. */
  public String label() {
    return name.isEmpty() ? id : name;
  }
}
