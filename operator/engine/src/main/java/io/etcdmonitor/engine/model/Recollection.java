package io.etcdmonitor.engine.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a former process said of an inspection, as far as somebody wrote it down. It tells since
 * when something stands that is seen again, what need not be told again, and which members to look
 * for while nobody gives a member list; it is never shown by itself.
 *
 * @param verdict its last; empty when it is not known, or when it had not looked lately
 * @param reason of the verdict; empty when there is none
 * @param failing whether it was told that it cannot look
 * @param findings of the verdict
 * @param cluster what was seen of the cluster; empty for a feature that does not look at all of it
 */
public record Recollection(
    Optional<Verdict> verdict,
    String reason,
    boolean failing,
    List<Finding> findings,
    Optional<Cluster> cluster) {

  /** Nobody knows anything. */
  public static final Recollection NOTHING =
      new Recollection(Optional.empty(), "", false, List.of(), Optional.empty());

  public Recollection {
    findings = List.copyOf(findings);
  }

  /** Since when a finding stands; empty when it is not the one that it was. */
  public Optional<Instant> firstSeen(Finding now) {
    return findings.stream()
        .filter(f ->
            f.id().equals(now.id())
                && f.reason().equals(now.reason())
                && f.member().equals(now.member()))
        .map(Finding::firstSeen)
        .filter(first -> first.isBefore(now.firstSeen()))
        .findFirst();
  }

  /** The same, or nothing when it is of another cluster than the one that answers now. */
  public Recollection of(Optional<String> clusterId) {
    boolean other =
        clusterId.isPresent() && cluster.filter(known -> !known.is(clusterId.get())).isPresent();
    return other ? NOTHING : this;
  }

  /** What was found of these members, by their labels. */
  public Recollection ofMembers(Set<String> members) {
    List<Finding> theirs = findings.stream().filter(f -> members.contains(f.member())).toList();
    return theirs.isEmpty() ? NOTHING : new Recollection(verdict, reason, failing, theirs, cluster);
  }

  /**
   * A cluster.
   *
   * @param clusterId lower-case hex; empty when nobody told, for nobody answered
   * @param members of it
   * @param leader who led
   */
  public record Cluster(Optional<String> clusterId, List<Member> members, Optional<Leader> leader) {
    public Cluster {
      members = List.copyOf(members);
    }

    /** Whether nothing says that it is another one. */
    public boolean is(String id) {
      return clusterId.isEmpty() || clusterId.get().equals(id);
    }
  }

  /**
   * One member.
   *
   * @param id member ID, lower-case hex
   * @param name empty when it never started
   * @param endpoint where it was reached; empty when that is not known
   * @param voter whether it counted for quorum
   * @param state its state
   * @param reason of its state
   * @param version etcd version, where it told
   * @param since when it came into its state; empty when that is not known
   */
  public record Member(
      String id,
      String name,
      String endpoint,
      boolean voter,
      MemberState state,
      String reason,
      Optional<String> version,
      Optional<Instant> since) {
    /** Its name, or its ID where it has none. */
    public String label() {
      return name.isEmpty() ? id : name;
    }
  }

  /**
   * Who led.
   *
   * @param id member ID, lower-case hex
   * @param term raft term, where it is known
   * @param since when it was first seen to lead; empty when that is not known
   */
  public record Leader(String id, OptionalLong term, Optional<Instant> since) {}
}
