package io.etcdmonitor.notify.render;

import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Episode;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Kind;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Link;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import io.etcdmonitor.engine.model.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a message says and in which order, before any markup: text, HTML and Block Kit are written
 * from it, so that they say the same.
 *
 * @param title the first line
 * @param lead which cluster, how many fire
 * @param items one for each episode
 * @param more what was left out, empty when nothing was
 * @param links for people
 */
public record Layout(String title, String lead, List<Item> items, String more, List<Link> links) {

  /** How an item is marked, by colour or sign. */
  public enum Mark {
    CRITICAL,
    WARNING,
    NOTE,
    RESOLVED
  }

  /**
   * One episode.
   *
   * @param state severity, or resolved; says so when the data is missing
   * @param runbook URL, empty when there is none
   */
  public record Item(
      Mark mark,
      String state,
      String summary,
      String description,
      List<Fact> facts,
      String remedy,
      String runbook) {}

  /** A name and its value. */
  public record Fact(String name, String value) {}

  /** The layout of a message. */
  public static Layout of(AlertMessage message) {
    return new Layout(
        Words.title(message),
        lead(message),
        message.episodes().stream().map(episode -> item(message, episode)).toList(),
        more(message.truncatedEpisodes()),
        message.links());
  }

  private static String lead(AlertMessage message) {
    StringBuilder lead = new StringBuilder("Cluster ").append(message.cluster());
    if (!message.clusterDescription().isBlank()) {
      lead.append(" (").append(Words.oneLine(message.clusterDescription())).append(')');
    }
    long firing = Words.count(message, Status.FIRING);
    long resolved = Words.count(message, Status.RESOLVED);
    lead.append(": ");
    if (firing > 0) {
      lead.append(firing).append(" firing");
    }
    if (resolved > 0) {
      lead.append(firing > 0 ? ", " : "").append(resolved).append(" resolved");
    }
    if (message.kind() == Kind.FLAPPING) {
      lead.append("; it comes and goes: nothing more is said of it until it is steady for 15 min,");
      lead.append(" unless it gets worse");
    }
    return lead.toString();
  }

  private static String more(int truncated) {
    return switch (truncated) {
      case 0 -> "";
      case 1 -> "1 more alert is not listed here.";
      default -> truncated + " more alerts are not listed here.";
    };
  }

  private static Item item(AlertMessage message, Episode episode) {
    List<Fact> facts = new ArrayList<>();
    boolean other = !message.cluster(episode).equals(message.cluster());
    fact(facts, "Cluster", other ? message.cluster(episode).toString() : "");
    fact(facts, "Member", episode.member());
    fact(facts, "Value", episode.value());
    fact(facts, "Threshold", episode.threshold());
    fact(
        facts,
        "Since",
        Words.time(episode.startedAt()) + " (" + Words.duration(episode, message.time()) + ")");
    fact(facts, "Last seen", episode.endedAt().map(Words::time).orElse(""));
    fact(facts, "Taken by", episode.acknowledgedBy().orElse(""));
    fact(facts, "Rule", episode.rule());
    return new Item(
        mark(episode),
        state(episode),
        Words.oneLine(episode.summary()),
        Words.lines(episode.description()),
        facts,
        // What to do against it is of no use once it is over.
        episode.status() == Status.FIRING ? Words.lines(episode.remedy()) : "",
        Words.oneLine(episode.runbook()));
  }

  private static void fact(List<Fact> facts, String name, String value) {
    if (!value.isBlank()) {
      facts.add(new Fact(name, Words.oneLine(value)));
    }
  }

  private static String state(Episode episode) {
    if (episode.status() == Status.RESOLVED) {
      return "resolved";
    }
    String severity = episode.severity().word().toLowerCase(Locale.ROOT);
    return episode.stale() ? severity + ", data missing: it may or may not still be so" : severity;
  }

  private static Mark mark(Episode episode) {
    if (episode.status() == Status.RESOLVED) {
      return Mark.RESOLVED;
    }
    return switch (episode.severity()) {
      case CRITICAL -> Mark.CRITICAL;
      case WARNING -> Mark.WARNING;
      case INFO, UNKNOWN -> Mark.NOTE;
    };
  }

  /** The mark of the whole message. */
  public static Mark mark(AlertMessage message) {
    if (message.status() == Status.RESOLVED) {
      return Mark.RESOLVED;
    }
    if (message.severity() == Severity.CRITICAL) {
      return Mark.CRITICAL;
    }
    return message.severity() == Severity.WARNING ? Mark.WARNING : Mark.NOTE;
  }
}
