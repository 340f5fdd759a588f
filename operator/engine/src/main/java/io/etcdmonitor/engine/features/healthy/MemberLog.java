package io.etcdmonitor.engine.features.healthy;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.view.ViewMember;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers since when members stand as they do, and how often they fell. One round at a time uses
 * it.
 */
final class MemberLog {
  /** A member that fell this often within the window flaps. */
  static final int FLAPS = 3;

  static final Duration WINDOW = Duration.ofMinutes(30);

  private static final class Entry {
    MemberState state;
    String reason;
    Instant since;
    final Deque<Instant> falls = new ArrayDeque<>();
  }

  private final Map<String, Entry> entries = new HashMap<>();

  /** As a former process saw them; each until its member was looked at. */
  private final Map<String, Recollection.Member> before = new HashMap<>();

  /** How members stood when a former process looked: who still does, does so since then. */
  void recall(List<Recollection.Member> members) {
    members.forEach(member -> before.put(member.id(), member));
  }

  void forgetBefore() {
    before.clear();
  }

  /**
   * Takes in how a member stands; returns since when.
   *
   * @param endpoints where it is reached
   */
  Instant saw(ViewMember member, Standing standing, List<String> endpoints, Instant now) {
    Entry entry = entries.computeIfAbsent(member.id(), k -> new Entry());
    boolean fell = entry.state == MemberState.HEALTHY && down(standing.state());
    if (entry.state != standing.state() || !standing.reason().equals(entry.reason)) {
      entry.state = standing.state();
      entry.reason = standing.reason();
      entry.since = recalled(member, standing, endpoints).filter(s -> !s.isAfter(now)).orElse(now);
    }
    if (fell) {
      entry.falls.add(now);
    }
    while (!entry.falls.isEmpty() && entry.falls.getFirst().isBefore(now.minus(WINDOW))) {
      entry.falls.removeFirst();
    }
    return entry.since;
  }

  private Optional<Instant> recalled(ViewMember member, Standing standing, List<String> endpoints) {
    Recollection.Member known = before.get(member.id());
    if (known == null) {
      return Optional.empty();
    }
    boolean same =
        known.state() == standing.state()
            && known.reason().equals(standing.reason())
            && known.endpoint().equals(endpoints.isEmpty() ? "" : endpoints.get(0));
    // Who could not look has not seen that it changed.
    if (same || standing.state() != MemberState.UNKNOWN) {
      before.remove(member.id());
    }
    return same ? known.since() : Optional.empty();
  }

  void keepOnly(Collection<String> ids) {
    entries.keySet().retainAll(ids);
    before.keySet().retainAll(ids);
  }

  List<Finding> flapping(List<ViewMember> members, Instant now) {
    List<Finding> findings = new ArrayList<>();
    for (ViewMember member : members) {
      Entry entry = entries.get(member.id());
      if (entry != null && entry.falls.size() >= FLAPS) {
        findings.add(
            finding(
                    Severity.WARNING,
                    Reasons.MEMBER_FLAPPING,
                    "member %s comes and goes: it went down %d times within %s"
                        .formatted(member.label(), entry.falls.size(), Words.duration(WINDOW)))
                .member(member.label())
                .value(entry.falls.size())
                .threshold(FLAPS)
                .remedy("check its host, its memory limit and its network")
                .at(now));
      }
    }
    return findings;
  }

  private static boolean down(MemberState state) {
    return state == MemberState.UNREACHABLE || state == MemberState.UNHEALTHY;
  }
}
