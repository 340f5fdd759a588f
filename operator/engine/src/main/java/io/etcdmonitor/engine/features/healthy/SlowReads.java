package io.etcdmonitor.engine.features.healthy;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.Findings;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
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
            List<Duration> looks = looks(member.id(), new Look(now, latency), limit);
            if (isSlow(latency, limit)) {
              findings.add(slow(member, latency, limit, now));
            } else if (again(looks, limit)) {
              findings.add(nowAndThen(member, looks, limit, now));
            }
          });
    }
    return findings;
  }

  /** What the last looks at it took, this one among them. */
  private List<Duration> looks(String member, Look look, Duration limit) {
    Deque<Look> looks = lately.getOrDefault(member, new ArrayDeque<>());
    looks.add(look);
    while (looks.size() > LOOKS || looks.getFirst().time().isBefore(look.time().minus(WINDOW))) {
      looks.removeFirst();
    }
    List<Duration> took = looks.stream().map(Look::latency).toList();
    if (slowOnes(took, limit) > 0) {
      lately.put(member, looks);
    } else {
      lately.remove(member);
    }
    return took;
  }

  private static boolean isSlow(Duration latency, Duration limit) {
    return latency.compareTo(limit) > 0;
  }

  private static long slowOnes(List<Duration> looks, Duration limit) {
    return looks.stream().filter(latency -> isSlow(latency, limit)).count();
  }

  /** Whether it was often slow, and not only once for long. */
  private static boolean again(List<Duration> looks, Duration limit) {
    int times = 0;
    boolean before = false;
    for (Duration latency : looks) {
      boolean slow = isSlow(latency, limit);
      times += slow && !before ? 1 : 0;
      before = slow;
    }
    return times > 1 && slowOnes(looks, limit) >= SLOW;
  }

  private static Finding slow(
      MemberObservation member, Duration latency, Duration limit, Instant now) {
    return highLatency(
            member,
            limit,
            latency,
            "member %s took %s to serve a read, twice in a row, more than %s"
                .formatted(member.label(), Words.over(limit, latency), Words.duration(limit)))
        .remedy("check CPU, disk and network of the member and of the leader")
        .at(now);
  }

  private static Finding nowAndThen(
      MemberObservation member, List<Duration> looks, Duration limit, Instant now) {
    Duration longest = Collections.max(looks);
    return highLatency(
            member,
            limit,
            longest,
            "member %s is slow to serve reads now and then: more than %s in %d of the last %d looks, %s at most"
                .formatted(
                    member.label(),
                    Words.duration(limit),
                    slowOnes(looks, limit),
                    looks.size(),
                    Words.over(limit, longest)))
        .remedy("check the network between the members, CPU and disk of this one and of the leader")
        .at(now);
  }

  private static Findings highLatency(
      MemberObservation member, Duration limit, Duration took, String message) {
    return finding(Severity.WARNING, Reasons.HIGH_LATENCY, message)
        .member(member.label())
        .value(Words.over(limit, took))
        .threshold(Words.duration(limit));
  }
}
