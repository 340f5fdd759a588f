package io.etcdmonitor.app.alerts;

import io.etcdmonitor.engine.alert.AlertConfig;
import io.etcdmonitor.engine.alert.state.EscalationPolicy;
import io.etcdmonitor.engine.alert.state.Hours;
import io.etcdmonitor.engine.alert.state.Inhibition;
import io.etcdmonitor.engine.alert.state.Matcher;
import io.etcdmonitor.engine.alert.state.Route;
import io.etcdmonitor.engine.alert.state.Timing;
import io.etcdmonitor.engine.model.Severity;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads who hears of what: routes, escalations, inhibitions, the heartbeat. */
final class RouteReader {
  /** Channels that call people: none of them wants a message a minute. */
  private static final Set<String> FOR_PEOPLE = Set.of("email", "slack", "pagerduty");

  /** Who meant "never" by 0s would be told again without end. */
  private static final Duration LEAST_REPEAT = Duration.ofMinutes(1);

  private final Map<String, String> channels;

  /** Knows the channels, with their types. */
  RouteReader(Map<String, String> channels) {
    this.channels = channels;
  }

  /**
   * Who hears of what.
   *
   * @param rules names that the file gives
   */
  Route route(Node node, Set<String> rules) {
    node.only(
        "name",
        "match",
        "channels",
        "escalation",
        "groupBy",
        "groupWait",
        "groupWaitCritical",
        "groupInterval",
        "repeatInterval",
        "repeatIntervalCritical",
        "hours",
        "continue");
    return node.within(() ->
        new Route(
            node.need("name").text(),
            node.get("match").map(n -> matchers(n, rules)).orElse(List.of()),
            channels(node.need("channels")),
            node.get("escalation").map(Node::text),
            node.get("groupBy").map(Node::texts).orElse(List.of()),
            timing(node),
            node.get("hours").map(RouteReader::hours),
            node.get("continue").map(Node::flag).orElse(false)));
  }

  /** A route that no alert can take leads to nobody, and nobody would know. */
  private static List<Matcher> matchers(Node match, Set<String> rules) {
    List<Matcher> matchers = new ArrayList<>();
    Map<String, String> wanted = new HashMap<>();
    for (Node node : match.list()) {
      Matcher matcher = node.within(() -> Matcher.parse(node.text()));
      if (matcher.operator().equals("=")) {
        String before = wanted.putIfAbsent(matcher.label(), matcher.value());
        if (before != null && !before.equals(matcher.value())) {
          throw node.error(
              "no alert has both %1$s=%2$s and %1$s=%3$s; for either write %1$s=~\"%2$s|%3$s\""
                  .formatted(matcher.label(), before, matcher.value()));
        }
      }
      if (matcher.label().equals("rule") && !matcher.operator().endsWith("~")) {
        Vocabulary.ruleOfAnybody(node.replacedBy(matcher.value()), rules);
      }
      matchers.add(matcher);
    }
    return matchers;
  }

  /** One channel that there is. */
  String channel(Node node) {
    if (!channels.containsKey(node.text())) {
      throw node.error(
          "there is no channel '%s'; there are %s"
              .formatted(node.text(), String.join(", ", channels.keySet())));
    }
    return node.text();
  }

  private List<String> channels(Node node) {
    return node.list().stream().map(this::channel).toList();
  }

  private static Timing timing(Node node) {
    Timing defaults = Timing.DEFAULTS;
    return new Timing(
        node.get("groupWait").map(Node::duration).orElse(defaults.groupWait()),
        node.get("groupWaitCritical").map(Node::duration).orElse(defaults.groupWaitCritical()),
        node.get("groupInterval").map(Node::duration).orElse(defaults.groupInterval()),
        node.get("repeatInterval").map(RouteReader::repeat).orElse(defaults.repeatInterval()),
        node.get("repeatIntervalCritical")
            .map(RouteReader::repeat)
            .orElse(defaults.repeatIntervalCritical()));
  }

  private static Duration repeat(Node node) {
    Duration interval = node.duration();
    if (interval.compareTo(LEAST_REPEAT) < 0) {
      throw node.must("be at least 1m, not \"" + node.text() + "\"");
    }
    return interval;
  }

  private static Hours hours(Node node) {
    node.only("zone", "days", "from", "to");
    Set<DayOfWeek> days = new HashSet<>();
    for (Node day : node.get("days").map(Node::list).orElse(List.of())) {
      days.add(day(day));
    }
    return node.within(() ->
        new Hours(
            node.get("zone").map(Node::text).orElse("UTC"),
            days,
            node.need("from").text(),
            node.need("to").text()));
  }

  private static DayOfWeek day(Node node) {
    for (DayOfWeek day : DayOfWeek.values()) {
      if (day.name().toLowerCase(Locale.ROOT).equals(node.text())) {
        return day;
      }
    }
    throw node.must("be monday to sunday, not \"" + node.text() + "\"");
  }

  EscalationPolicy escalation(Node node) {
    node.only("name", "steps", "loopFrom", "loopTimes");
    return node.within(() ->
        new EscalationPolicy(
            node.need("name").text(),
            node.need("steps").list().stream().map(this::step).toList(),
            node.get("loopFrom").map(n -> n.number() - 1).orElse(0),
            node.get("loopTimes").map(Node::number).orElse(0)));
  }

  private EscalationPolicy.Step step(Node node) {
    node.only("after", "channels", "minSeverity", "hours");
    return new EscalationPolicy.Step(
        node.need("after").duration(),
        channels(node.need("channels")),
        node.get("minSeverity").map(RouteReader::severity).orElse(Severity.INFO),
        node.get("hours").map(RouteReader::hours));
  }

  /** A severity that a rule may have. */
  static Severity severity(Node node) {
    return switch (node.text()) {
      case "info" -> Severity.INFO;
      case "warning" -> Severity.WARNING;
      case "critical" -> Severity.CRITICAL;
      default -> throw node.must("be info, warning or critical, not \"" + node.text() + "\"");
    };
  }

  /**
   * Which rule explains which.
   *
   * @param rules names that the file gives
   */
  static Inhibition inhibition(Node node, Set<String> rules) {
    node.only("source", "targets", "equal");
    return new Inhibition(
        Vocabulary.ruleOfAnybody(node.need("source"), rules),
        node.get("targets").map(Node::list).orElse(List.of()).stream()
            .map(target -> Vocabulary.ruleOfAnybody(target, rules))
            .collect(Collectors.toSet()),
        Set.copyOf(node.get("equal").map(Node::texts).orElse(List.of())));
  }

  AlertConfig.Heartbeat heartbeat(Node node) {
    node.only("channel", "interval");
    String channel = channel(node.need("channel"));
    String type = channels.get(channel);
    if (FOR_PEOPLE.contains(type)) {
      throw node.need("channel")
          .error(
              "a heartbeat goes to a program that misses it (webhook or alertmanager), not to people"
                  + " (%s)".formatted(type));
    }
    Duration interval =
        node.get("interval").map(Node::duration).orElse(AlertConfig.Heartbeat.DEFAULT);
    return node.within(() -> new AlertConfig.Heartbeat(channel, interval));
  }
}
