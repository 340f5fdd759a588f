package io.etcdmonitor.engine.features.consistency;

import com.google.protobuf.ByteString;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.view.ViewMember;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the feature remembers of one cluster between runs. */
final class ConsistencyMemory {
  private final Recollection before;
  private String clusterId = "";

  /** The compaction whose stored hashes were dealt with. */
  long storedDone;

  /** When all of the store was last compared. */
  Optional<Instant> lastFull = Optional.empty();

  /** The last attempt to compare all of the store that led to nothing, while none followed. */
  Optional<Failed> failed = Optional.empty();

  /** The last time members were found equal. */
  Optional<Match> lastMatch = Optional.empty();

  /** Data found to differ; kept until it is found equal. */
  List<Finding> diverged = List.of();

  /** Who was compared when data was found to differ. */
  List<ViewMember> divergedAmong = List.of();

  /** A difference seen once; kept until it is seen again or its members are found equal. */
  Optional<Suspicion> suspicion = Optional.empty();

  /** Users and roles found to differ; kept until they are found equal. */
  Optional<AuthRevisions.Difference> auth = Optional.empty();

  /** Differing keys found so far, by member. */
  final Map<String, Hunt> hunts = new HashMap<>();

  /**
   * @param before what a former process said: that it found a difference does not end with it
   */
  ConsistencyMemory(Recollection before) {
    this.before = before;
  }

  /** Members found equal at a revision. */
  record Match(Instant time, long revision, int members, String how) {}

  /** An attempt that led to nothing. */
  record Failed(Instant time, Check check) {}

  /** How far the search for keys got. */
  record Hunt(List<String> found, Optional<ByteString> goOn) {}

  /**
   * Begins anew where it is another cluster, or one that was restored to before the last match:
   * what was equal there is not what there is now.
   *
   * @param revision the highest that a member tells
   * @param voters all of them, those that do not answer too
   */
  void look(String id, long revision, List<ViewMember> voters) {
    boolean wentBack = lastMatch.filter(match -> match.revision() > revision).isPresent();
    if (wentBack || !id.equals(clusterId)) {
      storedDone = 0;
      lastFull = Optional.empty();
      failed = Optional.empty();
      lastMatch = Optional.empty();
      auth = Optional.empty();
      allEqual();
    }
    if (clusterId.isEmpty()) {
      recall(voters);
    }
    clusterId = id;
  }

  /** Nobody wrote down who was compared: it takes all to find them equal. */
  private void recall(List<ViewMember> voters) {
    diverged = found(Reasons.HASH_MISMATCH).toList();
    divergedAmong = diverged.isEmpty() ? List.of() : List.copyOf(voters);
    Set<String> labels = voters.stream().map(ViewMember::label).collect(Collectors.toSet());
    auth =
        found(Reasons.AUTH_REVISION_MISMATCH)
            .findFirst()
            .map(finding -> new AuthRevisions.Difference(finding, labels));
  }

  private Stream<Finding> found(String reason) {
    return before.findings().stream().filter(finding -> finding.reason().equals(reason));
  }

  /** Whom a comparison has to include to end what is remembered of differences. */
  List<ViewMember> involved() {
    return Stream.concat(
            divergedAmong.stream(), suspicion.stream().flatMap(s -> s.groups().members().stream()))
        .toList();
  }

  /** Ends what is remembered of differences. */
  void allEqual() {
    diverged = List.of();
    divergedAmong = List.of();
    suspicion = Optional.empty();
    hunts.clear();
  }
}
