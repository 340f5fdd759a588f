package io.etcdmonitor.app.alerts;

import io.etcdmonitor.engine.alert.AlertConfig;
import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertChannelProvider;
import io.etcdmonitor.engine.alert.channel.ChannelOption;
import io.etcdmonitor.engine.alert.state.EscalationPolicy;
import io.etcdmonitor.engine.alert.state.Hours;
import io.etcdmonitor.engine.alert.state.Inhibition;
import io.etcdmonitor.engine.alert.state.Matcher;
import io.etcdmonitor.engine.alert.state.Route;
import io.etcdmonitor.engine.alert.state.Timing;
import io.etcdmonitor.engine.model.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads the file that says what is alerted and who hears of it. */
final class AlertsFile {
  /** The channel that there is without a file: the program's own log. */
  static final String LOG_CHANNEL = "log";

  private final Map<String, String> environment;

  /**
   * What a file says.
   *
   * @param config rules and routes
   * @param channels by name
   */
  record Content(AlertConfig config, Map<String, AlertChannel> channels) {}

  AlertsFile(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * Reads a file's text.
   *
   * @throws IllegalArgumentException with one sentence and the line
   */
  Content read(String text) {
    Node root =
        Node.parse(text)
            .only(
                "channels",
                "routes",
                "escalations",
                "inhibitions",
                "fallback",
                "neverSilenced",
                "runbooks",
                "rules");
    Map<String, AlertChannel> channels = channels(root);
    List<Route> routes =
        root.get("routes").map(Node::list).orElse(List.of()).stream()
            .map(AlertsFile::route)
            .toList();
    String first = channels.keySet().iterator().next();
    AlertConfig config =
        root.within(() ->
            new AlertConfig(
                RuleReader.read(root.get("rules").map(Node::list).orElse(List.of())),
                routes.isEmpty() ? List.of(Route.all("default", List.of(first))) : routes,
                root.get("escalations").map(Node::list).orElse(List.of()).stream()
                    .map(AlertsFile::escalation)
                    .toList(),
                root.get("inhibitions")
                    .map(n -> n.list().stream().map(AlertsFile::inhibition).toList())
                    .orElse(Inhibition.DEFAULTS),
                Optional.of(root.get("fallback").map(Node::text).orElse(first)),
                Set.copyOf(root.get("neverSilenced").map(Node::texts).orElse(List.of())),
                root.get("runbooks").map(Node::text).orElse("")));
    for (String name : config.channels()) {
      if (!channels.containsKey(name)) {
        throw root.error(
            "there is no channel '%s'; there are %s"
                .formatted(name, String.join(", ", channels.keySet())));
      }
    }
    return new Content(config, channels);
  }

  private Map<String, AlertChannel> channels(Node root) {
    Map<String, AlertChannelProvider> types = new TreeMap<>();
    ServiceLoader.load(AlertChannelProvider.class).forEach(p -> types.put(p.type(), p));
    Map<String, AlertChannel> channels = new LinkedHashMap<>();
    for (Node node : root.get("channels").map(Node::list).orElse(List.of())) {
      String name = node.need("name").text();
      AlertChannelProvider type = types.get(node.need("type").text());
      if (type == null) {
        throw node.need("type")
            .error(
                "there is no channel type '%s'; there are %s"
                    .formatted(node.need("type").text(), String.join(", ", types.keySet())));
      }
      AlertChannel channel = node.within(() -> type.create(name, options(node, type)));
      if (channels.put(name, channel) != null) {
        throw node.error("there are two channels named '" + name + "'");
      }
    }
    if (channels.isEmpty()) {
      channels.put(LOG_CHANNEL, types.get("console").create(LOG_CHANNEL, Map.of("target", "log")));
    }
    return channels;
  }

  /** Everything but name and type; secrets from where they are said to be. */
  private Map<String, Object> options(Node node, AlertChannelProvider type) {
    Map<String, Object> options = new LinkedHashMap<>();
    node.map()
        .forEach((key, value) -> {
          if (!key.equals("name") && !key.equals("type")) {
            options.put(key, value.plain());
          }
        });
    for (ChannelOption option : type.options()) {
      if (option.secret()) {
        node.get(option.name() + "File")
            .ifPresent(file -> {
              options.remove(option.name() + "File");
              options.put(option.name(), secretFile(file));
            });
        node.get(option.name() + "Env")
            .ifPresent(variable -> {
              options.remove(option.name() + "Env");
              String secret = environment.get(variable.text());
              if (secret == null) {
                throw variable.error("the variable " + variable.text() + " is not set");
              }
              options.put(option.name(), secret);
            });
      }
    }
    return options;
  }

  private static String secretFile(Node file) {
    try {
      return Files.readString(Path.of(file.text())).strip();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          file.error("the file " + file.text() + " cannot be read: " + e.getClass().getSimpleName())
              .getMessage(),
          e);
    }
  }

  private static Route route(Node node) {
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
            node.get("match").map(Node::texts).orElse(List.of()).stream()
                .map(Matcher::parse)
                .toList(),
            node.need("channels").texts(),
            node.get("escalation").map(Node::text),
            node.get("groupBy").map(Node::texts).orElse(List.of()),
            timing(node),
            node.get("hours").map(AlertsFile::hours),
            node.get("continue").map(Node::flag).orElse(false)));
  }

  private static Timing timing(Node node) {
    Timing defaults = Timing.DEFAULTS;
    return new Timing(
        node.get("groupWait").map(Node::duration).orElse(defaults.groupWait()),
        node.get("groupWaitCritical").map(Node::duration).orElse(defaults.groupWaitCritical()),
        node.get("groupInterval").map(Node::duration).orElse(defaults.groupInterval()),
        node.get("repeatInterval").map(Node::duration).orElse(defaults.repeatInterval()),
        node.get("repeatIntervalCritical")
            .map(Node::duration)
            .orElse(defaults.repeatIntervalCritical()));
  }

  private static Hours hours(Node node) {
    node.only("zone", "days", "from", "to");
    Set<DayOfWeek> days = new HashSet<>();
    for (Node day : node.get("days").map(Node::list).orElse(List.of())) {
      days.add(day.within(() -> DayOfWeek.valueOf(day.text().toUpperCase(Locale.ROOT))));
    }
    return new Hours(
        node.get("zone").map(Node::text).orElse("UTC"),
        days,
        node.need("from").text(),
        node.need("to").text());
  }

  private static EscalationPolicy escalation(Node node) {
    node.only("name", "steps", "loopFrom", "loopTimes");
    return node.within(() ->
        new EscalationPolicy(
            node.need("name").text(),
            node.need("steps").list().stream().map(AlertsFile::step).toList(),
            node.get("loopFrom").map(n -> n.number() - 1).orElse(0),
            node.get("loopTimes").map(Node::number).orElse(0)));
  }

  private static EscalationPolicy.Step step(Node node) {
    node.only("after", "channels", "minSeverity");
    Severity severity =
        switch (node.get("minSeverity").map(Node::text).orElse("info")) {
          case "info" -> Severity.INFO;
          case "warning" -> Severity.WARNING;
          case "critical" -> Severity.CRITICAL;
          default -> throw node.error("minSeverity must be info, warning or critical");
        };
    return new EscalationPolicy.Step(
        node.need("after").duration(), node.need("channels").texts(), severity);
  }

  private static Inhibition inhibition(Node node) {
    node.only("source", "targets", "equal");
    return new Inhibition(
        node.need("source").text(),
        node.get("targets").map(Node::texts).orElse(List.of()).stream().collect(Collectors.toSet()),
        node.get("equal").map(Node::texts).orElse(List.of()).stream().collect(Collectors.toSet()));
  }
}
