package io.etcdmonitor.e2e.bench.sim;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is wrong with which member. Thread-safe. */
final class Faults {
  private final Set<Integer> alarms = ConcurrentHashMap.newKeySet();
  private final Set<Integer> slow = ConcurrentHashMap.newKeySet();

  /** How late a slow member answers. */
  static final Duration DELAY = Duration.ofMillis(700);

  boolean alarm(int member) {
    return alarms.contains(member);
  }

  boolean slow(int member) {
    return slow.contains(member);
  }

  void alarm(int member, boolean on) {
    set(alarms, member, on);
  }

  void slow(int member, boolean on) {
    set(slow, member, on);
  }

  private static void set(Set<Integer> members, int member, boolean on) {
    if (on) {
      members.add(member);
    } else {
      members.remove(member);
    }
  }
}
