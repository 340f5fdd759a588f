package io.etcdmonitor.engine.alert.rule;

import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.MemberState;
import java.util.HashSet;
import java.util.Set;

/**
 * Members of the last round that could see any, by label.
 *
 * @param unseen those of them that it could not look at
 * @param voters those of them that vote
 */
record Listed(Set<String> all, Set<String> unseen, Set<String> voters) {
  static final Listed NOBODY = new Listed(Set.of(), Set.of(), Set.of());

  static Listed of(ClusterObservation seen) {
    Set<String> all = new HashSet<>();
    Set<String> unseen = new HashSet<>();
    Set<String> voters = new HashSet<>();
    for (MemberObservation member : seen.members()) {
      all.add(member.label());
      if (member.voter()) {
        voters.add(member.label());
      }
      if (member.state() == MemberState.UNKNOWN || member.state() == MemberState.UNREACHABLE) {
        unseen.add(member.label());
      }
    }
    return new Listed(Set.copyOf(all), Set.copyOf(unseen), Set.copyOf(voters));
  }
}
