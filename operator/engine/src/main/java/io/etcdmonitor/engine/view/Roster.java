package io.etcdmonitor.engine.view;

import io.etcdmonitor.etcd.Endpoint;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is remembered of a cluster's members between rounds, for one connection. Rounds of a cluster
 * follow each other; fields are volatile because each runs on other threads.
 */
public final class Roster {
  private volatile List<ViewMember> known = List.of();
  private volatile Optional<String> clusterId = Optional.empty();
  private volatile Set<List<Endpoint>> retained = Set.of();

  List<ViewMember> known() {
    return known;
  }

  Optional<String> clusterId() {
    return clusterId;
  }

  Set<List<Endpoint>> retained() {
    return retained;
  }

  void learn(List<ViewMember> members, Optional<String> id) {
    known = List.copyOf(members);
    clusterId = id.or(() -> clusterId);
  }

  void retain(Set<List<Endpoint>> channels) {
    retained = Set.copyOf(channels);
  }
}
