package io.etcdmonitor.engine.view;

import io.etcdmonitor.etcd.Endpoint;
import java.util.List;

/**
 * A member to look at in this round.
 *
 * @param id member ID, lower-case hex; the seed's URL while no ID is known
 * @param name empty when never started or not known
 * @param endpoints reachable client URLs (after the endpoint map); empty when never started
 * @param advertised client URLs as the member advertises them
 * @param learner whether it is a learner
 * @param notStarted added, never started
 * @param identified whether the ID came from a member list or a status (false: only a seed URL)
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

  /** Its name, or its ID where it has none. */
  public String label() {
    return name.isEmpty() ? id : name;
  }
}
