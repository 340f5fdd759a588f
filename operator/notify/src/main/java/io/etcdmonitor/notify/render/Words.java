package io.etcdmonitor.notify.render;

import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Episode;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Kind;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How states, times and spans are written for people, in every channel alike. */
public final class Words {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Words() {}

  /** What the message says, in capitals: for the start of a title. */
  public static String state(AlertMessage message) {
    String severity = message.severity().word().toUpperCase(Locale.ROOT);
    String state =
        switch (message.kind()) {
          case REPEAT, SILENCE_ENDED -> "STILL " + severity;
          case SEVERITY_RAISED -> "RAISED TO " + severity;
          case ESCALATION -> "ESCALATED " + severity;
          case ACKNOWLEDGED -> "ACKNOWLEDGED";
          case FLAPPING -> "FLAPPING";
          case DIGEST -> "DIGEST";
          case HEARTBEAT -> "HEARTBEAT";
          case FIRING, UPDATE, RESOLVED, TEST -> severity;
        };
    if (message.status() == Status.RESOLVED) {
      state = "RESOLVED";
    }
    return message.kind() == Kind.TEST ? "TEST " + state : state;
  }

  /** The first line of every message. */
  public static String title(AlertMessage message) {
    return "[" + state(message) + "] " + oneLine(message.title());
  }

  /** A point in time. */
  public static String time(Instant instant) {
    return TIME.format(instant);
  }

  /** How long an episode fired, or has been firing until {@code now}. */
  public static String duration(Episode episode, Instant now) {
    Instant end = episode.endedAt().orElse(now);
    return duration(Duration.between(episode.startedAt(), end));
  }

  /** A span in at most two units. */
  static String duration(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return two(seconds / 60, "m", seconds % 60, "s");
    }
    if (seconds < 86_400) {
      return two(seconds / 3600, "h", seconds % 3600 / 60, "m");
    }
    return two(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
  }

  private static String two(long big, String bigUnit, long small, String smallUnit) {
    return big + bigUnit + (small == 0 ? "" : " " + small + smallUnit);
  }

  static long count(AlertMessage message, Status status) {
    return message.episodes().stream().filter(episode -> episode.status() == status).count();
  }

  /** Text without line breaks and other control characters: safe in a header or a title. */
  public static String oneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
  }

  /** Text of several lines without any other control characters, such as a terminal's. */
  static String lines(String text) {
    return text.replace("\r\n", "\n").replaceAll("[\\p{Cntrl}&&[^\n\t]]+", " ").strip();
  }

  /** At most {@code most} UTF-16 units, never half a character, with an ellipsis when cut. */
  public static String clip(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Math.max(0, most - 1);
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }
}
