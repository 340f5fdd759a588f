package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Episode;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Kind;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import io.etcdmonitor.engine.alert.outbox.Row;
import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.Told;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Writes messages from what is known now; rows hold only whom they are about. */
final class Composer {
  /** A message for people has so many at most. */
  static final int MOST_EPISODES = 50;

  private Composer() {}

  /**
   * One row with its book.
   *
   * @param saying what its channel will have been told, by episode
   */
  record Part(Book book, Row row, Map<String, Told> saying) {
    /** Of which nothing is said yet. */
    Part(Book book, Row row) {
      this(book, row, Map.of());
    }
  }

  /**
   * Writes one.
   *
   * @param whole whether it must leave nothing out
   */
  static AlertMessage compose(List<Part> parts, boolean whole, AlertConfig config, Instant now) {
    Row first = parts.get(0).row();
    boolean digest = parts.size() > 1;
    List<Episode> episodes = new ArrayList<>();
    for (Part part : parts) {
      add(episodes, part, part.row().send().firing(), Status.FIRING, config);
      add(episodes, part, part.row().send().resolved(), Status.RESOLVED, config);
    }
    episodes.sort(
        Comparator.comparing(Episode::status)
            .thenComparing(Episode::severity, Comparator.reverseOrder())
            .thenComparing(Episode::id));
    boolean fires = episodes.stream().anyMatch(e -> e.status() == Status.FIRING);
    Status status = fires ? Status.FIRING : Status.RESOLVED;
    List<Episode> shown =
        whole ? episodes : episodes.subList(0, Math.min(MOST_EPISODES, episodes.size()));
    boolean oneCluster = parts.stream().allMatch(p -> p.book() == parts.get(0).book());
    Book book = parts.get(0).book();
    return new AlertMessage(
        digest
            ? Keys.hash(
                String.join("|", parts.stream().map(p -> p.row().idempotencyKey()).toList()))
            : first.idempotencyKey(),
        digest ? "digest/" + first.channel() : first.group(),
        digest ? Kind.DIGEST : first.send().kind(),
        status,
        severity(episodes, status),
        oneCluster ? book.key() : new ClusterKey("", "several clusters"),
        oneCluster ? book.settings().description() : "",
        title(episodes, status),
        shown,
        episodes.size() - shown.size(),
        common(shown),
        List.of(),
        now);
  }

  private static void add(
      List<Episode> to, Part part, List<String> ids, Status status, AlertConfig config) {
    for (String id : ids) {
      part.book().episode(id).ifPresent(alert -> to.add(episode(alert, status, config)));
    }
  }

  private static Episode episode(Alert alert, Status status, AlertConfig config) {
    Alert.Facts facts = alert.facts();
    Optional<String> runbook =
        Stream.concat(config.rules().stream(), OwnAlerts.RULES.stream())
            .filter(r -> r.id().equals(alert.identity().rule()))
            .filter(r -> !config.runbooks().isEmpty())
            .map(r -> config.runbooks() + r.runbook())
            .findFirst();
    String end = alert.endReason().isEmpty() ? "" : " (ended: " + alert.endReason() + ")";
    return new Episode(
        alert.episode(),
        alert.identity().fingerprint(),
        alert.identity().rule(),
        status,
        alert.severity(),
        alert.identity().subjectLabel().equals("member") ? alert.identity().subject() : "",
        facts.summary(),
        facts.description() + end,
        facts.value(),
        facts.threshold(),
        facts.remedy(),
        runbook.orElse(""),
        alert.span().startedAt(),
        status == Status.RESOLVED ? alert.span().endsAt() : Optional.empty(),
        alert.stale(),
        alert.ack().map(ack -> ack.by()),
        alert.labels());
  }

  private static Severity severity(List<Episode> episodes, Status status) {
    return episodes.stream()
        .filter(e -> e.status() == status)
        .map(Episode::severity)
        .max(Comparator.naturalOrder())
        .orElse(Severity.INFO);
  }

  private static String title(List<Episode> episodes, Status status) {
    if (episodes.isEmpty()) {
      return "an alert";
    }
    long resolved = episodes.stream().filter(e -> e.status() == Status.RESOLVED).count();
    String more =
        episodes.size() == 1
            ? ""
            : status == Status.RESOLVED
                ? " (and %s more)".formatted(episodes.size() - 1)
                : " (%s firing, %d resolved)"
                    .formatted(Words.count(episodes.size() - resolved, "alert"), resolved);
    return episodes.get(0).summary() + more;
  }

  private static Map<String, String> common(List<Episode> episodes) {
    Map<String, String> labels =
        new TreeMap<>(episodes.isEmpty() ? Map.of() : episodes.get(0).labels());
    episodes.forEach(e -> labels.entrySet().retainAll(e.labels().entrySet()));
    return labels;
  }
}
