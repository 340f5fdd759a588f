package io.etcdmonitor.engine.view;

import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.etcd.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * What is remembered of a cluster's members between rounds, for one connection. Rounds of a cluster
 * follow each other; fields are volatile because each runs on other threads.
 */
public final class Roster {
  private final AtomicReference<Known> known = new AtomicReference<>(Known.NOBODY);
  private volatile Set<List<Endpoint>> retained = Set.of();
  private volatile Settled settled;

  /** Who answered on which URL so far; members only, on seeds that are still seeds. */
  private final Map<Endpoint, Set<String>> answering = new ConcurrentHashMap<>();

  /** Whom there is to look at; recalled while only a former process has seen their list. */
  private record Known(List<ViewMember> members, Optional<String> clusterId, boolean recalled) {
    static final Known NOBODY = new Known(List.of(), Optional.empty(), false);
  }

  /** The members of a round that left nothing in doubt, the leader first. */
  private record Settled(Instant time, List<ViewMember> members) {}

  /**
   * Begins with the members that a former process wrote down: they are looked for where they were,
   * until somebody gives a member list. Changes nothing where one was read already.
   */
  public void recall(Recollection.Cluster before) {
    if (!before.members().isEmpty()) {
      List<ViewMember> members = before.members().stream().map(ViewMember::of).toList();
      known.compareAndSet(Known.NOBODY, new Known(members, before.clusterId(), true));
    }
  }

  List<ViewMember> known() {
    return known.get().members();
  }

  Optional<String> clusterId() {
    return known.get().clusterId();
  }

  /** Whether no member list was read since this was told of a former process. */
  boolean recalled() {
    return known.get().recalled();
  }

  Set<List<Endpoint>> retained() {
    return retained;
  }

  void learn(List<ViewMember> members, Optional<String> id) {
    known.set(new Known(List.copyOf(members), id.or(this::clusterId), false));
    Set<String> ids = members.stream().map(ViewMember::id).collect(Collectors.toSet());
    answering.values().forEach(who -> who.retainAll(ids));
  }

  /** Where a Service leads now; an address that it left may be another member's next time. */
  void seeds(Collection<Endpoint> seeds) {
    answering.keySet().removeIf(url -> !seeds.contains(url));
  }

  /** A member answered on a URL. */
  void saw(Endpoint url, String member) {
    answering.computeIfAbsent(url, u -> ConcurrentHashMap.newKeySet()).add(member);
  }

  /** Whether several of the members answered on a URL: it is that of a load balancer. */
  boolean shared(Endpoint url) {
    return answering.getOrDefault(url, Set.of()).size() > 1;
  }

  /** URLs on which that member answered, and no other. */
  List<Endpoint> own(String member) {
    return answering.entrySet().stream()
        .filter(who -> who.getValue().equals(Set.of(member)))
        .map(Map.Entry::getKey)
        .toList();
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
