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
   */
  public record Standing(Kind kind, String reason, String message) {
    public static final Standing WATCHED = new Standing(Kind.WATCHED, "", "");
  }

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
