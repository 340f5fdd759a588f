package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.event.EventNote;
import io.etcdmonitor.kube.event.EventReasons;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Tells of configuration problems and of suspension when they come and go. Thread-safe. */
final class ProblemEvents {
  private final Consumer<EventNote> events;
  private final Map<ClusterKey, Said> said = new ConcurrentHashMap<>();

  ProblemEvents(Consumer<EventNote> events) {
    this.events = events;
  }

  private record Said(Set<ConfigurationProblem> problems, boolean suspended) {}

  /** Compares with what was said before. */
  void update(EtcdCluster cluster, List<ConfigurationProblem> problems, boolean suspended) {
    ClusterKey key = ClusterKeys.of(cluster);
    Set<ConfigurationProblem> now = Set.copyOf(problems);
    Said before = said.put(key, new Said(now, suspended));
    if (before == null) {
      now.stream().filter(p -> !written(cluster, p)).forEach(p -> tell(key, p));
      return;
    }
    now.stream().filter(p -> !before.problems().contains(p)).forEach(p -> tell(key, p));
    if (suspended != before.suspended()) {
      events.accept(
          suspended
              ? normal(key, EventReasons.SUSPENDED, "Probing stopped: spec.suspend is true.")
              : normal(key, EventReasons.RESUMED, "Probing goes on."));
    } else if (now.isEmpty() && !before.problems().isEmpty()) {
      events.accept(
          normal(
              key,
              EventReasons.CONFIGURATION_FIXED,
              "Fixed: "
                  + before.problems().stream()
                      .map(ConfigurationProblem::reason)
                      .sorted()
                      .distinct()
                      .collect(Collectors.joining(", "))
                  + "."));
    }
  }

  void forget(ClusterKey key) {
    said.remove(key);
  }

  /** An operator that starts anew does not repeat what the status says already. */
  private static boolean written(EtcdCluster cluster, ConfigurationProblem problem) {
    return cluster.getStatus() != null
        && cluster.getStatus().conditions().stream()
            .anyMatch(c ->
                problem.reason().equals(c.getReason()) && problem.message().equals(c.getMessage()));
  }

  private void tell(ClusterKey key, ConfigurationProblem p) {
    events.accept(new EventNote(key, Optional.empty(), true, p.reason(), "", p.message()));
  }

  private static EventNote normal(ClusterKey key, String reason, String note) {
    return new EventNote(key, Optional.empty(), false, reason, "", note);
  }
}
