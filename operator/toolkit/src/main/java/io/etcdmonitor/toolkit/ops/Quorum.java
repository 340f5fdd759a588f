package io.etcdmonitor.toolkit.ops;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Who votes, who serves, and what a change of members would leave.
 *
 * @param members all, learners too
 * @param serving IDs of those that serve now
 */
public record Quorum(List<Members.Member> members, List<Long> serving) {

  private List<Members.Member> voters() {
    return members.stream().filter(Predicate.not(Members.Member::learner)).toList();
  }

  private long servingVoters() {
    return voters().stream().filter(m -> serving.contains(m.id())).count();
  }

  /** How many of so many voters must agree. */
  public static int needed(int voters) {
    return voters / 2 + 1;
  }

  private Optional<Members.Member> find(long id) {
    return members.stream().filter(m -> m.id() == id).findFirst();
  }

  private static Plan unknown(long id) {
    return Plan.refused(
        "no member has the ID " + Ids.hex(id) + ": 'member list' shows those that there are");
  }

  private String silent() {
    String names =
        voters().stream()
            .filter(m -> !serving.contains(m.id()))
            .map(Members.Member::label)
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "all voters serve" : "not serving: " + names;
  }

  Plan remove(long id) {
    Optional<Members.Member> found = find(id);
    if (found.isEmpty()) {
      return unknown(id);
    }
    Members.Member member = found.get();
    if (member.learner()) {
      return Plan.of(
          "removes the learner " + member.label() + "; quorum stays " + needed(voters().size()));
    }
    int left = voters().size() - 1;
    if (left == 0) {
      return Plan.refused(
          member.label()
              + " is the only voter: removing it would end the cluster (1 - 1 = 0 voters)");
    }
    long servingLeft = servingVoters() - (serving.contains(id) ? 1 : 0);
    int needed = needed(left);
    String arithmetic =
        String.format(
            "removing %s leaves %d voters, of which %d must agree (%d/2+1) and %d serve (%s)",
            member.label(), left, needed, left, servingLeft, silent());
    return servingLeft < needed
        ? Plan.refused(arithmetic + ": the cluster would lose quorum; bring a member back first")
        : Plan.of(
            arithmetic,
            "its data directory can never be used again",
            "the cluster can then lose " + (servingLeft - needed) + " more");
  }

  /**
   * What is lost while one voter serves nothing, where members that are away already make the
   * difference; empty when enough others serve.
   */
  public Optional<String> without(long id) {
    boolean allServe = voters().stream().allMatch(m -> m.id() == id || serving.contains(m.id()));
    long left = voters().stream().filter(m -> m.id() != id && serving.contains(m.id())).count();
    int needed = needed(voters().size());
    return allServe || left >= needed
        ? Optional.empty()
        : find(id)
            .map(member ->
                String.format(
                    "without %s %d of %d voters serve, as seen from here, and %d must agree (%s):"
                        + " nothing can be written meanwhile",
                    member.label(), left, voters().size(), needed, silent()));
  }

  Plan add(List<String> peerUrls, boolean learner) {
    if (learner) {
      return Plan.of(
          "adds a learner at "
              + String.join(",", peerUrls)
              + "; it does not vote, quorum stays "
              + needed(voters().size()));
    }
    int after = voters().size() + 1;
    int needed = needed(after);
    String arithmetic =
        String.format(
            "adding a voter at %s makes %d voters, of which %d must agree (%d/2+1); %d serve until it has started (%s)",
            String.join(",", peerUrls), after, needed, after, servingVoters(), silent());
    if (voters().size() == 1) {
      return Plan.of(
          arithmetic,
          "until it has started nothing can be written: add it as a learner and promote it instead (--learner)");
    }
    return servingVoters() < needed
        ? Plan.refused(
            arithmetic
                + ": the cluster would lose quorum; bring a member back first, or add a learner (--learner)")
        : Plan.of(arithmetic);
  }

  Plan promote(long id) {
    Optional<Members.Member> found = find(id);
    if (found.isEmpty()) {
      return unknown(id);
    }
    if (!found.get().learner()) {
      return Plan.refused(found.get().label() + " is a voter already");
    }
    int after = voters().size() + 1;
    long serve = servingVoters() + (serving.contains(id) ? 1 : 0);
    String arithmetic =
        String.format(
            "promoting %s makes %d voters, of which %d must agree (%d/2+1) and %d serve (%s)",
            found.get().label(), after, needed(after), after, serve, silent());
    return serve < needed(after)
        ? Plan.refused(arithmetic + ": the cluster would lose quorum")
        : Plan.of(arithmetic);
  }

  Plan update(long id, List<String> peerUrls) {
    return find(id)
        .map(member ->
            Plan.of(
                "the others will reach "
                    + member.label()
                    + " at "
                    + String.join(",", peerUrls)
                    + " instead of "
                    + String.join(",", member.peerUrls()),
                "it must listen there, or it is lost to the quorum of " + needed(voters().size())))
        .orElseGet(() -> unknown(id));
  }
}
