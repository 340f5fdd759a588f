package io.etcdmonitor.kube;

import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.model.ClusterKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How it stands with each cluster: written by the cluster's reconciler, read by those of its
 * inspections. Thread-safe.
 */
public final class ClusterStandings {
  private final Map<ClusterKey, Standing> standings = new ConcurrentHashMap<>();

  /** Whether a cluster is being watched. */
  public enum Kind {
    WATCHED,
    SUSPENDED,
    BLOCKED
  }

  /**
   * How it stands.
   *
   * @param kind whether it is watched
   * @param reason why not; empty when it is
   * @param message why not, one sentence; empty when it is
   * @param refusals features that do not run as the spec says
   * @param problems all that is wrong with its configuration, as its status is judged with
   */
  public record Standing(
      Kind kind,
      String reason,
      String message,
      Map<String, Refusal> refusals,
      List<ConfigurationProblem> problems) {
    public static final Standing WATCHED = watched(Map.of(), List.of());

    public Standing {
      refusals = Map.copyOf(refusals);
      problems = List.copyOf(problems);
    }

    public Standing(Kind kind, String reason, String message) {
      this(
          kind,
          reason,
          message,
          Map.of(),
          List.of(new ConfigurationProblem(reason, message, true)));
    }

    /** Watched, unless one of these problems is in the way. */
    public static Standing of(Map<String, Refusal> refusals, List<ConfigurationProblem> problems) {
      boolean suspended = problems.stream().anyMatch(ConfigurationProblem::suspends);
      return problems.stream()
          .filter(ConfigurationProblem::blocking)
          .findFirst()
          .map(p ->
              new Standing(
                  suspended ? Kind.SUSPENDED : Kind.BLOCKED,
                  p.reason(),
                  p.message(),
                  Map.of(),
                  problems))
          .orElseGet(() -> watched(refusals, problems));
    }

    public static Standing watched(
        Map<String, Refusal> refusals, List<ConfigurationProblem> problems) {
      return new Standing(Kind.WATCHED, "", "", refusals, problems);
    }
  }

  /**
   * A setting that a feature does not take.
   *
   * @param runs whether the feature runs all the same
   * @param message which setting, how the feature runs, and what to do: one sentence
   */
  public record Refusal(boolean runs, String message) {}

  /** Sets it; true when that is news. */
  public boolean put(ClusterKey key, Standing standing) {
    return !standing.equals(standings.put(key, standing));
  }

  public Optional<Standing> get(ClusterKey key) {
    return Optional.ofNullable(standings.get(key));
  }

  /** What is wrong with the configuration of which clusters; those without fault are not there. */
  public Map<ClusterKey, List<ConfigurationProblem>> problems() {
    Map<ClusterKey, List<ConfigurationProblem>> problems = new HashMap<>();
    standings.forEach((key, standing) -> {
      if (!standing.problems().isEmpty()) {
        problems.put(key, standing.problems());
      }
    });
    return problems;
  }

  /** Number of clusters. */
  public int size() {
    return standings.size();
  }

  /** Forgets a cluster. */
  public void remove(ClusterKey key) {
    standings.remove(key);
  }

  /** Forgets all. */
  public void clear() {
    standings.clear();
  }
}
