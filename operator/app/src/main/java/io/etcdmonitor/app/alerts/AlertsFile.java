package io.etcdmonitor.app.alerts;

import io.etcdmonitor.engine.alert.AlertConfig;
import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.state.EscalationPolicy;
import io.etcdmonitor.engine.alert.state.Inhibition;
import io.etcdmonitor.engine.alert.state.Route;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the file that says what is alerted and who hears of it. */
public final class AlertsFile {
  private final ChannelReader channelReader;

  /**
   * What a file says.
   *
   * @param config rules and routes
   * @param channels by name; empty when only their names were read
   * @param channelTypes types by name
   */
  public record Content(
      AlertConfig config, Map<String, AlertChannel> channels, Map<String, String> channelTypes) {

    /** Lets the channels go. */
    public void close() {
      channels.values().forEach(AlertChannel::close);
    }
  }

  /**
   * Makes a reader.
   *
   * @param environment where secrets may be
   */
  public AlertsFile(Map<String, String> environment) {
    this.channelReader = new ChannelReader(environment);
  }

  /**
   * Reads a file's text and makes its channels.
   *
   * @throws AlertsFileException with a sentence and the line for each problem
   */
  public Content read(String text) {
    return read(text, true);
  }

  /**
   * Reads a file's text without its secrets: no channel is made.
   *
   * @throws AlertsFileException with a sentence and the line for each problem
   */
  public Content readWithoutSecrets(String text) {
    return read(text, false);
  }

  /**
   * The files beside it that its channels are made of, such as secrets. A text that cannot be read
   * names none.
   */
  static Set<Path> filesBeside(String text) {
    try {
      Set<Path> files = new TreeSet<>();
      for (Node channel : Node.parse(text).get("channels").map(Node::list).orElse(List.of())) {
        files.addAll(ChannelReader.files(channel));
      }
      return files;
    } catch (IllegalArgumentException e) {
      return Set.of();
    }
  }

  private Content read(String text, boolean making) {
    Problems problems = new Problems();
    Optional<Node> parsed = problems.read(() -> Node.parse(text));
    problems.raise();
    Node root = parsed.orElseThrow();
    problems.read(() ->
        root.only(
            "channels",
            "routes",
            "escalations",
            "inhibitions",
            "fallback",
            "neverSilenced",
            "heartbeat",
            "runbooks",
            "rules"));
    problems.raise();
    Map<String, String> types = new LinkedHashMap<>();
    Map<String, AlertChannel> channels = new LinkedHashMap<>();
    problems.readAll(
        root,
        "channels",
        node -> {
          String name = node.need("name").text();
          // With a type that there is not it is a channel nevertheless: one mistake is told once.
          if (types.putIfAbsent(name, "") != null) {
            throw node.error("there are two channels named '" + name + "'");
          }
          types.put(name, channelReader.type(node));
          return making ? channels.put(name, channelReader.channel(node)) == null : true;
        });
    if (types.isEmpty()) {
      types.put(ChannelReader.LOG_CHANNEL, "console");
      channels.put(ChannelReader.LOG_CHANNEL, channelReader.log());
    }
    AlertConfig config;
    try {
      config = config(root, new RouteReader(types), types.keySet().iterator().next(), problems);
    } catch (IllegalArgumentException e) {
      channels.values().forEach(AlertChannel::close);
      throw e;
    }
    return new Content(config, making ? channels : Map.of(), types);
  }

  private static AlertConfig config(
      Node root, RouteReader reader, String first, Problems problems) {
    Set<String> named = new HashSet<>();
    List<Rule> rules = RuleReader.read(root, problems, named);
    List<Route> routes = problems.readAll(root, "routes", node -> reader.route(node, named));
    List<EscalationPolicy> escalations = problems.readAll(root, "escalations", reader::escalation);
    List<Inhibition> inhibitions =
        root.get("inhibitions").isPresent()
            ? problems.readAll(root, "inhibitions", node -> RouteReader.inhibition(node, named))
            : Inhibition.DEFAULTS;
    Optional<String> fallback =
        problems.read(() -> root.get("fallback").map(reader::channel).orElse(first));
    Optional<Optional<AlertConfig.Heartbeat>> heartbeat =
        problems.read(() -> root.get("heartbeat").map(reader::heartbeat));
    List<String> neverSilenced =
        problems.readAll(root, "neverSilenced", node -> Vocabulary.ruleOfAnybody(node, named));
    problems.raise();
    Optional<AlertConfig> config =
        problems.read(() ->
            root.within(() ->
                new AlertConfig(
                    rules,
                    routes.isEmpty() ? List.of(Route.all("default", List.of(first))) : routes,
                    escalations,
                    inhibitions,
                    fallback,
                    Set.copyOf(neverSilenced),
                    root.get("runbooks").map(Node::text).orElse(""),
                    heartbeat.orElseThrow())));
    problems.raise();
    return config.orElseThrow();
  }
}
