package io.etcdmonitor.notify.testing;

import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Episode;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Kind;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Link;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Messages that tests send, and ways to change them. */
public final class Messages {
  public static final Instant STARTED = Instant.parse("2026-11-21T03:00:05Z");
  public static final Instant NOW = Instant.parse("2026-11-21T03:05:10Z");

  private Messages() {}

  /** One critical episode that fires. */
  public static AlertMessage firing() {
    return message(Kind.FIRING, Status.FIRING, List.of(episode("e1", Status.FIRING)));
  }

  /** The same one, over. */
  public static AlertMessage resolved() {
    return message(Kind.RESOLVED, Status.RESOLVED, List.of(episode("e1", Status.RESOLVED)));
  }

  /** Two that fire, one acknowledged, and one that is over. */
  public static AlertMessage several() {
    Episode second =
        new Builder(episode("e2", Status.FIRING))
            .severity(Severity.WARNING)
            .member("etcd-2")
            .acknowledgedBy("maria")
            .build();
    Episode third = new Builder(episode("e3", Status.RESOLVED)).member("etcd-3").build();
    return message(
        Kind.UPDATE, Status.FIRING, List.of(episode("e1", Status.FIRING), second, third));
  }

  /** One that fires, whose data is missing. */
  public static AlertMessage stale() {
    return message(
        Kind.REPEAT,
        Status.FIRING,
        List.of(new Builder(episode("e1", Status.FIRING)).stale().build()));
  }

  /** One of eight that fire. */
  public static AlertMessage truncated() {
    return withTruncated(firing(), 7);
  }

  /** Values that mean something to mark-up, to Slack, to mail headers and to JSON. */
  public static AlertMessage hostile() {
    Episode episode =
        new Builder(episode("e1", Status.FIRING))
            .summary("<!channel> @here & <b>\"bold\"</b> {{ title }}")
            .description(
                "line one\r\nBcc: everybody@example.org\u0000\\ \"quoted\" <script>x</script>")
            .member("a<b>&\"c\"")
            .build();
    AlertMessage plain = message(Kind.FIRING, Status.FIRING, List.of(episode));
    return withTitle(plain, "down\r\nBcc: everybody@example.org <!everyone>");
  }

  public static AlertMessage message(Kind kind, Status status, List<Episode> episodes) {
    return new AlertMessage(
        "key-" + kind,
        "route/prod/main/MemberDown",
        kind,
        status,
        episodes.get(0).severity(),
        new ClusterKey("prod", "main"),
        "payments",
        "Member etcd-1 is unreachable",
        episodes,
        0,
        Map.of("team", "databases", "rule", "MemberDown"),
        List.of(new Link("Dashboard", "https://grafana.example/d/etcd?cluster=main&x=1")),
        NOW);
  }

  public static AlertMessage withTitle(AlertMessage m, String title) {
    return with(m, m.idempotencyKey(), title, m.truncatedEpisodes(), m.time());
  }

  public static AlertMessage at(AlertMessage m, Instant time) {
    return with(m, m.idempotencyKey(), m.title(), m.truncatedEpisodes(), time);
  }

  public static AlertMessage withKey(AlertMessage m, String key) {
    return with(m, key, m.title(), m.truncatedEpisodes(), m.time());
  }

  public static AlertMessage withTruncated(AlertMessage m, int truncated) {
    return with(m, m.idempotencyKey(), m.title(), truncated, m.time());
  }

  private static AlertMessage with(
      AlertMessage m, String key, String title, int truncated, Instant time) {
    return new AlertMessage(
        key,
        m.groupKey(),
        m.kind(),
        m.status(),
        m.severity(),
        m.cluster(),
        m.clusterDescription(),
        title,
        m.episodes(),
        truncated,
        m.labels(),
        m.links(),
        time);
  }

  public static Episode episode(String id, Status status) {
    return new Episode(
        id,
        "fingerprint-of-" + id,
        "MemberDown",
        status,
        Severity.CRITICAL,
        "etcd-1",
        "Member etcd-1 does not answer",
        "Status and a linearizable read failed 3 times in a row.",
        "3 failures",
        "2 failures",
        "Look at the pod etcd-1 and its node.",
        "https://runbooks.example/MemberDown",
        STARTED,
        status == Status.RESOLVED
            ? Optional.of(Instant.parse("2026-11-21T03:04:35Z"))
            : Optional.empty(),
        false,
        Optional.empty(),
        Map.of("member", "etcd-1", "etcd-monitor.io/zone", "b"));
  }

  /** Changes an episode. */
  public static final class Builder {
    private Episode e;

    public Builder(Episode episode) {
      e = episode;
    }

    public Builder severity(Severity severity) {
      return with(
          severity, e.member(), e.summary(), e.description(), e.stale(), e.acknowledgedBy());
    }

    public Builder member(String member) {
      return with(
          e.severity(), member, e.summary(), e.description(), e.stale(), e.acknowledgedBy());
    }

    public Builder summary(String summary) {
      return with(
          e.severity(), e.member(), summary, e.description(), e.stale(), e.acknowledgedBy());
    }

    public Builder description(String description) {
      return with(
          e.severity(), e.member(), e.summary(), description, e.stale(), e.acknowledgedBy());
    }

    public Builder stale() {
      return with(e.severity(), e.member(), e.summary(), e.description(), true, e.acknowledgedBy());
    }

    public Builder acknowledgedBy(String person) {
      return with(
          e.severity(), e.member(), e.summary(), e.description(), e.stale(), Optional.of(person));
    }

    private Builder with(
        Severity severity,
        String member,
        String summary,
        String description,
        boolean stale,
        Optional<String> acknowledgedBy) {
      e =
          new Episode(
              e.id(),
              e.fingerprint(),
              e.rule(),
              e.status(),
              severity,
              member,
              summary,
              description,
              e.value(),
              e.threshold(),
              e.remedy(),
              e.runbook(),
              e.startedAt(),
              e.endedAt(),
              stale,
              acknowledgedBy,
              e.labels());
      return this;
    }

    public Episode build() {
      return e;
    }
  }
}
