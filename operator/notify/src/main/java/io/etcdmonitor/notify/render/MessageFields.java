package io.etcdmonitor.notify.render;

import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Episode;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Link;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import io.etcdmonitor.notify.template.Schema;
import io.etcdmonitor.notify.template.Schema.Kind;
import java.util.Locale;

/**
 * The fields of a message that templates may name and that the webhook's default body holds: they
 * are declared here and nowhere else.
 */
public final class MessageFields {
  /**
   * Version of the webhook's default body; changes when a field changes its meaning or goes away.
   */
  public static final String VERSION = "1";

  private static final Schema<AlertMessage> CLUSTER =
      Schema.of(AlertMessage.class)
          .field("name", Kind.TEXT, "name of the cluster", m -> m.cluster().name())
          .field(
              "namespace",
              Kind.TEXT,
              "its Kubernetes namespace; empty without Kubernetes",
              m -> m.cluster().namespace())
          .field(
              "description",
              Kind.TEXT,
              "free text of the cluster's owner; may be empty",
              AlertMessage::clusterDescription)
          .build();

  private static final Schema<Link> LINK =
      Schema.of(Link.class)
          .field("text", Kind.TEXT, "what it is", Link::text)
          .field("url", Kind.TEXT, "where", Link::url)
          .build();

  /** An episode and the message that it is in, whose time ends the duration of what still fires. */
  private record InMessage(AlertMessage message, Episode episode) {}

  private static final Schema<InMessage> EPISODE =
      Schema.of(InMessage.class)
          .field("id", Kind.TEXT, "unique, sorts by time", e -> e.episode().id())
          .field(
              "fingerprint",
              Kind.TEXT,
              "the same for every episode of one alert",
              e -> e.episode().fingerprint())
          .field("rule", Kind.TEXT, "the rule's ID", e -> e.episode().rule())
          .field("status", Kind.TEXT, "firing or resolved", e -> word(e.episode().status()))
          .field(
              "severity",
              Kind.TEXT,
              "info, unknown, warning or critical",
              e -> word(e.episode().severity()))
          .field(
              "member",
              Kind.TEXT,
              "name of the member; empty when it concerns the whole cluster",
              e -> e.episode().member())
          .field("summary", Kind.TEXT, "one line", e -> e.episode().summary())
          .field(
              "description",
              Kind.TEXT,
              "what, where, value against threshold",
              e -> e.episode().description())
          .field("value", Kind.TEXT, "measured value; may be empty", e -> e.episode().value())
          .field(
              "threshold",
              Kind.TEXT,
              "what it was compared with; may be empty",
              e -> e.episode().threshold())
          .field("remedy", Kind.TEXT, "the next step for a person", e -> e.episode().remedy())
          .field("runbook", Kind.TEXT, "URL; may be empty", e -> e.episode().runbook())
          .field(
              "startedAt",
              Kind.TIME,
              "when the condition began to hold",
              e -> e.episode().startedAt())
          .field(
              "endedAt",
              Kind.TEXT,
              "when it was last seen to hold; empty while it fires",
              e -> e.episode().endedAt().map(Object::toString).orElse(""))
          .field(
              "duration",
              Kind.TEXT,
              "how long it fired, or has been firing, such as 1h 5m",
              e -> Words.duration(e.episode(), e.message().time()))
          .field(
              "stale",
              Kind.FLAG,
              "the data behind it is missing: it may or may not still be so",
              e -> e.episode().stale())
          .field(
              "acknowledgedBy",
              Kind.TEXT,
              "who took it; empty when nobody did",
              e -> e.episode().acknowledgedBy().orElse(""))
          .field("labels", Kind.MAP, "identity and rule labels", e -> e.episode().labels())
          .build();

  /** All fields of a message. */
  public static final Schema<AlertMessage> SCHEMA =
      Schema.of(AlertMessage.class)
          .field("version", Kind.TEXT, "version of these fields, now " + VERSION, m -> VERSION)
          .field(
              "idempotencyKey",
              Kind.TEXT,
              "the same for every attempt to deliver this message",
              AlertMessage::idempotencyKey)
          .field(
              "groupKey",
              Kind.TEXT,
              "the same for all messages about this group of alerts",
              AlertMessage::groupKey)
          .field(
              "kind",
              Kind.TEXT,
              "why it is sent: firing, update, repeat, severity_raised, escalation, acknowledged,"
                  + " resolved, silence_ended, flapping, digest, heartbeat or test",
              m -> word(m.kind()))
          .field(
              "status",
              Kind.TEXT,
              "firing while any episode fires, else resolved",
              m -> word(m.status()))
          .field(
              "severity",
              Kind.TEXT,
              "info, unknown, warning or critical: the highest that fires",
              m -> word(m.severity()))
          .field(
              "state",
              Kind.TEXT,
              "status, severity and kind in a word or three, such as STILL CRITICAL",
              Words::state)
          .field("title", Kind.TEXT, "one line", AlertMessage::title)
          .field(
              "text",
              Kind.TEXT,
              "the whole message as plain text",
              m -> TextRenderer.render(Layout.of(m)))
          .field(
              "cluster",
              Kind.OBJECT,
              "the cluster it is about; of a digest of several, the labels of each episode name its"
                  + " own",
              m -> m,
              CLUSTER)
          .field(
              "firing",
              Kind.NUMBER,
              "how many of the listed episodes fire",
              m -> Words.count(m, Status.FIRING))
          .field(
              "resolved",
              Kind.NUMBER,
              "how many of the listed episodes are resolved",
              m -> Words.count(m, Status.RESOLVED))
          .field(
              "truncatedEpisodes",
              Kind.NUMBER,
              "how many episodes were left out for length",
              AlertMessage::truncatedEpisodes)
          .field("labels", Kind.MAP, "labels common to all episodes", AlertMessage::labels)
          .field("links", Kind.LIST, "for people", AlertMessage::links, LINK)
          .field(
              "episodes",
              Kind.LIST,
              "the alerts, worst first",
              m -> m.episodes().stream().map(episode -> new InMessage(m, episode)).toList(),
              EPISODE)
          .field("time", Kind.TIME, "when the message was composed", AlertMessage::time)
          .build();

  private MessageFields() {}

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
