package io.etcdmonitor.engine.features.healthy;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Members that serve reads slowly, and those that do so now and then, as on a network that loses
 * packets: while that goes on, a quick look in between says nothing. One round at a time uses it.
 */
final class SlowReads {
  /** So many looks count. */
  static final int LOOKS = 10;

  /** A member that was slow in this many of them, with quick ones between, is slow. */
  static final int SLOW = 3;

  /** What is older counts no more, however seldom members are looked at. */
  static final Duration WINDOW = Duration.ofMinutes(10);

  private record Look(Instant time, Duration latency) {}

  /** Of members that were slow lately, since the first time. */
  private final Map<String, Deque<Look>> lately = new HashMap<>();

  /** Takes in a round, and says who is slow. */
  List<Finding> judge(List<MemberObservation> members, Duration limit, Instant now) {
    lately.keySet().retainAll(members.stream().map(MemberObservation::id).toList());
    List<Finding> findings = new ArrayList<>();
    for (MemberObservation member : members) {
      member
          .latency()
          .ifPresent(latency -> {
            saw(member.id(), latency, limit, now);
            if (latency.compareTo(limit) > 0) {
              findings.add(slow(member, latency, limit, now));
            } else if (again(member.id(), limit)) {
              findings.add(nowAndThen(member, limit, now));
            }
          });
    }
    return findings;
  }

  private void saw(String member, Duration latency, Duration limit, Instant now) {
    Deque<Look> looks = lately.getOrDefault(member, new ArrayDeque<>());
    looks.add(new Look(now, latency));
    while (looks.size() > LOOKS || looks.getFirst().time().isBefore(now.minus(WINDOW))) {
      looks.removeFirst();
    }
    if (count(looks, limit) > 0) {
      lately.put(member, looks);
    } else {
      lately.remove(member);
    }
  }

  /** Whether it was often slow, and not only once for long. */
  private boolean again(String member, Duration limit) {
    Deque<Look> looks = lately.getOrDefault(member, new ArrayDeque<>());
    int times = 0;
    boolean before = false;
    for (Look look : looks) {
      boolean slow = look.latency().compareTo(limit) > 0;
      times += slow && !before ? 1 : 0;
      before = slow;
    }
    return times > 1 && count(looks, limit) >= SLOW;
  }

  private static int count(Deque<Look> looks, Duration limit) {
    return (int) looks.stream().filter(l -> l.latency().compareTo(limit) > 0).count();
  }

  private static Finding slow(
      MemberObservation member, Duration latency, Duration limit, Instant now) {
    String took = Words.over(limit, latency);
    return finding(
            Severity.WARNING,
            Reasons.HIGH_LATENCY,
            "member %s took %s to serve a read, twice in a row, more than %s"
                .formatted(member.label(), took, Words.duration(limit)))
        .member(member.label())
        .value(took)
        .threshold(Words.duration(limit))
        .remedy("check CPU, disk and network of the member and of the leader")
        .at(now);
  }

  private Finding nowAndThen(MemberObservation member, Duration limit, Instant now) {
    Deque<Look> looks = lately.get(member.id());
    Duration longest =
        looks.stream().map(Look::latency).max(Comparator.naturalOrder()).orElse(limit);
    String took = Words.over(limit, longest);
    return finding(
            Severity.WARNING,
            Reasons.HIGH_LATENCY,
            "member %s is slow to serve reads now and then: more than %s in %d of the last %d looks, %s at most"
                .formatted(
                    member.label(), Words.duration(limit), count(looks, limit), looks.size(), took))
        .member(member.label())
        .value(took)
        .threshold(Words.duration(limit))
        .remedy("check the network between the members, CPU and disk of this one and of the leader")
        .at(now);
  }
}
