package io.etcdmonitor.e2e.chaos;

import io.etcdmonitor.etcd.testing.EtcdTestMember;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is wrong now, in words. */
final class Faults {
  private Faults() {}

  static String of(ChaosWorld world) {
    List<String> words = new ArrayList<>();
    world.patients().forEach(p -> words.addAll(of(p)));
    for (Replica replica : world.replicas()) {
      if (!replica.answers()) {
        words.add(replica.name() + (replica.frozen() ? " frozen" : " down"));
      } else if (replica.cutOff()) {
        words.add(replica.name() + " without the API");
      }
    }
    if (world.hookAway()) {
      words.add("webhook away");
    }
    return words.isEmpty() ? "all is well" : String.join(", ", words);
  }

  private static List<String> of(Patient patient) {
    List<String> words = new ArrayList<>();
    if (patient.deleted()) {
      words.add("deleted");
    }
    if (patient.suspended()) {
      words.add("suspended");
    }
    for (EtcdTestMember member : patient.members()) {
      if (!member.running()) {
        words.add(member.name() + " down");
      } else if (patient.frozen(member)) {
        words.add(member.name() + " frozen");
      }
      if (patient.hidden(member)) {
        words.add(member.name() + " hidden");
      }
    }
    patient.isolated().ifPresent(m -> words.add(m.name() + " isolated"));
    patient.alarmed().ifPresent(m -> words.add(m.name() + " NOSPACE"));
    return words.stream().map(w -> patient.name() + " " + w).collect(Collectors.toList());
  }
}
