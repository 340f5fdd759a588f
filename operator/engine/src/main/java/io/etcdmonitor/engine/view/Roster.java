package io.etcdmonitor.engine.view;

import io.etcdmonitor.etcd.Endpoint;
import java.time.Duration;
import java.time.Instant;
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
  private volatile Settled settled;

  /** The members of a round that left nothing in doubt, the leader first. */
  private record Settled(Instant time, List<ViewMember> members) {}

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

  /** A round left nothing in doubt. */
  void settle(List<ViewMember> members, Instant time) {
    settled = new Settled(time, List.copyOf(members));
  }

  /** A round left something in doubt. */
  void unsettle() {
    settled = null;
  }

  Optional<List<ViewMember>> settled(Instant now, Duration atMost) {
    Settled last = settled;
    if (last == null) {
      return Optional.empty();
    }
    Duration age = Duration.between(last.time(), now);
    return age.isNegative() || age.compareTo(atMost) > 0
        ? Optional.empty()
        : Optional.of(last.members());
  }

  void retain(Set<List<Endpoint>> channels) {
    retained = Set.copyOf(channels);
  }
}
