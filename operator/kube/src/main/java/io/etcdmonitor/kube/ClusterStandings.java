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
   */
  public record Standing(Kind kind, String reason, String message, Map<String, Refusal> refusals) {
    public static final Standing WATCHED = watched(Map.of());

    public Standing {
      refusals = Map.copyOf(refusals);
    }

    public Standing(Kind kind, String reason, String message) {
      this(kind, reason, message, Map.of());
    }

    public static Standing watched(Map<String, Refusal> refusals) {
      return new Standing(Kind.WATCHED, "", "", refusals);
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

  /** Why those that are not watched are not. */
  public Map<ClusterKey, List<ConfigurationProblem>> problems() {
    Map<ClusterKey, List<ConfigurationProblem>> problems = new HashMap<>();
    standings.forEach((key, standing) -> {
      if (standing.kind() != Kind.WATCHED) {
        problems.put(
            key, List.of(new ConfigurationProblem(standing.reason(), standing.message(), true)));
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
