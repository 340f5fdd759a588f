package io.etcdmonitor.engine.alert.channel;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one channel is to say about one group of alert episodes. Channels render it; nobody
 * templates raw JSON. Content is fresh at every attempt; the identity ({@link #idempotencyKey}) is
 * not.
 *
 * @param idempotencyKey the same for every attempt of one delivery; receivers may drop repeats by
 *     it
 * @param groupKey the same for all messages about this group, over its whole life: for threads and
 *     e-mail references
 * @param kind why this is sent
 * @param status firing while any episode fires
 * @param severity highest of the firing episodes, or of all when none fires
 * @param cluster the cluster it is about; of a digest no real one, see {@link #cluster(Episode)}
 * @param clusterDescription free text of the cluster's owner, may be empty
 * @param title one line
 * @param episodes at least one, worst first
 * @param truncatedEpisodes episodes left out for length
 * @param labels common to all episodes
 * @param links for people: runbook, dashboard
 * @param time when it was composed
 */
public record AlertMessage(
    String idempotencyKey,
    String groupKey,
    Kind kind,
    Status status,
    Severity severity,
    ClusterKey cluster,
    String clusterDescription,
    String title,
    List<Episode> episodes,
    int truncatedEpisodes,
    Map<String, String> labels,
    List<Link> links,
    Instant time) {

  public AlertMessage {
    episodes = List.copyOf(episodes);
    labels = Map.copyOf(labels);
    links = List.copyOf(links);
  }

  /** Which cluster an episode is about; those of a digest may be about several. */
  public ClusterKey cluster(Episode episode) {
    String name = episode.labels().getOrDefault("cluster", "");
    return name.isEmpty()
        ? cluster
        : new ClusterKey(episode.labels().getOrDefault("namespace", ""), name);
  }

  /** Why a message is sent. */
  public enum Kind {
    FIRING,
    UPDATE,
    REPEAT,
    SEVERITY_RAISED,
    ESCALATION,
    ACKNOWLEDGED,
    RESOLVED,
    SILENCE_ENDED,
    FLAPPING,
    DIGEST,
    /** Alerting works; sent to a receiver that misses it when it does not. */
    HEARTBEAT,
    TEST
  }

  /** Firing or resolved. */
  public enum Status {
    FIRING,
    RESOLVED
  }

  /**
   * One episode: one span of firing of one alert.
   *
   * @param id unique, sorts by time; stable over restarts
   * @param fingerprint of the alert; stable over episodes
   * @param rule rule's ID
   * @param status firing or resolved
   * @param severity of the episode now
   * @param member name of the member, empty when it concerns the cluster
   * @param summary one line
   * @param description what, where, value against threshold
   * @param value measured
   * @param threshold compared with
   * @param remedy the next step for a person
   * @param runbook URL, empty when there is none
   * @param startedAt when the condition began to hold
   * @param endedAt when it was last seen to hold; only when resolved
   * @param stale the data behind it is missing: it may or may not still be so
   * @param acknowledgedBy who took it, if anybody
   * @param labels identity and rule labels
   */
  public record Episode(
      String id,
      String fingerprint,
      String rule,
      Status status,
      Severity severity,
      String member,
      String summary,
      String description,
      String value,
      String threshold,
      String remedy,
      String runbook,
      Instant startedAt,
      Optional<Instant> endedAt,
      boolean stale,
      Optional<String> acknowledgedBy,
      Map<String, String> labels) {

    public Episode {
      labels = Map.copyOf(labels);
    }
  }

  /**
   * A link for people.
   *
   * @param text what it is
   * @param url where
   */
  public record Link(String text, String url) {}
}
