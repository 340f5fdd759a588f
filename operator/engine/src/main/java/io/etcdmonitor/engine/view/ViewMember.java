package io.etcdmonitor.engine.view;

import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.etcd.Endpoint;
import java.util.List;
import java.util.Optional;

/**
 * A member to look at in this round.
 *
 * @param id member ID, lower-case hex; the seed's URL while no ID is known
 * @param name empty when never started or not known
 * @param endpoints reachable client URLs (after the endpoint map); empty when never started
 * @param advertised client URLs as the member advertises them
 * @param learner whether it is a learner
 * @param notStarted added, never started
 * @param identified whether the ID came from a member list or a status, be it one that a former
 *     process saw (false: only a seed URL)
 */
public record ViewMember(
    String id,
    String name,
    List<Endpoint> endpoints,
    List<String> advertised,
    boolean learner,
    boolean notStarted,
    boolean identified) {

  public ViewMember {
    endpoints = List.copyOf(endpoints);
    advertised = List.copyOf(advertised);
  }

  /** As a former process wrote it down: with the one address that it was reached at. */
  static ViewMember of(Recollection.Member before) {
    boolean notStarted = before.state() == MemberState.NOT_STARTED;
    Optional<String> url = Optional.of(before.endpoint()).filter(u -> !u.isEmpty() && !notStarted);
    return new ViewMember(
        before.id(),
        before.name(),
        url.flatMap(ViewMember::dialable).stream().toList(),
        url.stream().toList(),
        !before.voter(),
        notStarted,
        true);
  }

  /** Nothing for unix:// and the like; the judges see them among the advertised URLs. */
  static Optional<Endpoint> dialable(String url) {
    try {
      return Optional.of(Endpoint.parse(url));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Its name, or its ID where it has none. */
  public String label() {
    return name.isEmpty() ? id : name;
  }
}
