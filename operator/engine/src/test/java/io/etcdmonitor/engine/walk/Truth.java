package io.etcdmonitor.engine.walk;

import io.etcdmonitor.engine.testing.FakeMember;
import io.etcdmonitor.etcd.Alarm;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What is really wrong with a cluster, whoever may see it. */
final class Truth {
  static final String DIVERGED = "EtcdDataDiverged/";
  static final String QUORUM_LOST = "EtcdQuorumLost/";
  private static final Duration SLOW = Duration.ofMillis(100);

  private Truth() {}

  /** Some faults, by alert rule and subject. */
  static Set<String> of(LivingEtcd etcd) {
    Set<String> faults = new TreeSet<>();
    Set<Map<String, Long>> data = new HashSet<>();
    Set<Long> users = new HashSet<>();
    for (FakeMember m : etcd.members()) {
      if (m.down.isPresent()) {
        faults.add("EtcdMemberDown/" + m.name);
      } else if (m.latency.compareTo(SLOW) > 0 && m.leaderId.isPresent() && m.failing.isEmpty()) {
        faults.add("EtcdHighLatency/" + m.name);
      }
      etcd.cluster().alarms.stream()
          .filter(alarm -> alarm.memberId().equals(m.id))
          .forEach(alarm -> faults.add(rule(alarm) + m.name));
      if (!m.learner) {
        data.add(Map.copyOf(m.patched));
        users.add(m.authRevision.orElse(1));
      }
    }
    if (data.size() > 1 || users.size() > 1) {
      faults.add(DIVERGED);
    }
    if (!etcd.cluster().quorum()) {
      faults.add(QUORUM_LOST);
    }
    return faults;
  }

  private static String rule(Alarm alarm) {
    return alarm.type().equals(Alarm.NOSPACE) ? "EtcdAlarmNoSpace/" : "EtcdAlarmCorrupt/";
  }
}
