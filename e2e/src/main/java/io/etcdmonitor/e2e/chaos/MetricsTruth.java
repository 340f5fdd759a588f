package io.etcdmonitor.e2e.chaos;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.e2e.operator.Scrape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who leads, and whether the metrics say what the statuses say. */
final class MetricsTruth {
  private static final String HEALTH = "etcd_monitor_cluster_health";

  private final ChaosWorld world;
  private final Map<String, Scrape> pages = new LinkedHashMap<>();
  private final List<String> untrue = new ArrayList<>();

  MetricsTruth(ChaosWorld world) throws InterruptedException {
    this.world = world;
    for (Replica replica : world.replicas()) {
      if (replica.answers()) {
        try {
          pages.put(replica.name(), replica.metrics());
        } catch (IOException e) {
          untrue.add(replica.name() + " does not answer: " + e);
        }
      } else if (!replica.frozen() && !replica.killed()) {
        untrue.add(replica.name() + " ended by itself: " + replica.log());
      }
    }
  }

  /** What is not true, in words; empty when all is. */
  List<String> untrue(List<EtcdCluster> objects) {
    if (!world.sharded()) {
      leaders();
    }
    for (Patient patient : world.patients()) {
      rows(patient, patient.object(objects).map(EtcdCluster::getStatus));
    }
    return untrue;
  }

  private void leaders() {
    List<String> leaders =
        pages.entrySet().stream()
            .filter(p -> p.getValue().value("etcd_monitor_leader").orElse(0) == 1)
            .map(Map.Entry::getKey)
            .toList();
    // Who cannot see the others' Lease probes on; somebody who can may have taken it.
    boolean may = world.apiAway() ? !leaders.isEmpty() : leaders.size() == 1;
    if (!may) {
      untrue.add("leaders: " + leaders);
    }
  }

  private void rows(Patient patient, Optional<EtcdClusterStatus> status) {
    List<String> who =
        pages.entrySet().stream()
            .filter(p -> !of(patient, p.getValue()).isEmpty())
            .map(Map.Entry::getKey)
            .toList();
    if (patient.deleted()) {
      for (Map.Entry<String, Scrape> page : pages.entrySet()) {
        page.getValue().samples().stream()
            .filter(s -> patient.name().equals(s.labels().get("cluster")))
            .findFirst()
            .ifPresent(s ->
                untrue.add(
                    "%s: deleted, but %s has %s".formatted(patient.name(), page.getKey(), s)));
      }
      return;
    }
    if (world.apiAway()) {
      if (who.isEmpty()
          && pages.size() == world.replicas().size()
          && world.replicas().stream().noneMatch(Replica::blind)) {
        untrue.add(patient.name() + ": nobody has metrics of it");
      }
      return;
    }
    // A shard that is gone is not replaced by others: its clusters wait.
    if (who.isEmpty() && world.sharded() && pages.size() < world.replicas().size()) {
      return;
    }
    if (who.size() != 1) {
      untrue.add(patient.name() + ": metrics of it are of " + who);
      return;
    }
    status.ifPresent(s -> agree(patient, s, pages.get(who.get(0))));
  }

  private static List<Scrape.Sample> of(Patient patient, Scrape page) {
    return page.find(HEALTH, "cluster", patient.name());
  }

  private void agree(Patient patient, EtcdClusterStatus status, Scrape page) {
    List<String> states =
        of(patient, page).stream()
            .filter(s -> s.value() == 1)
            .map(s -> s.labels().get("state"))
            .toList();
    String said = status.health() == null ? "nothing" : status.health().word();
    if (!states.equals(List.of(said))) {
      untrue.add("%s: status %s, metric %s".formatted(patient.name(), said, states));
    }
    double serves = page.value("etcd_cluster_healthy", "cluster", patient.name()).orElse(-1);
    double expected =
        patient.suspended()
            ? -1
            : switch (StatusTruth.condition(status, "Available")) {
              case "True" -> 1;
              case "False" -> 0;
              default -> -1;
            };
    if (serves != expected) {
      untrue.add(
          "%s: etcd_cluster_healthy is %s, Available says %s"
              .formatted(patient.name(), serves, expected));
    }
  }
}
