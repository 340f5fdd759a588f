package io.etcdmonitor.app.alerts;

import io.etcdmonitor.engine.alert.AlertConfig;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.state.Change;
import io.etcdmonitor.engine.model.ClusterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads a file of cases for {@code rules test}. */
final class RulesTestFile {
  /** A round time, so that what is printed is easy to read. */
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final Path file;
  private final AlertConfig config;
  private final Set<String> rules;
  private final Set<String> channels;

  private RulesTestFile(Path file, AlertConfig config) {
    this.file = file;
    this.config = config;
    this.rules =
        config.rules().stream().map(Rule::id).collect(Collectors.toCollection(TreeSet::new));
    this.channels = new TreeSet<>(config.channels());
  }

  /**
   * Reads it, and the alerts file that it names.
   *
   * @throws AlertsFileException with a sentence and the line for each problem
   * @throws IOException when a file cannot be read
   */
  static List<RulesTest> read(Path file) throws IOException {
    Node root;
    String text = Files.readString(file);
    Problems problems = new Problems();
    Optional<Node> parsed =
        problems.read(() -> Node.parse(text).only("alertsFile", "cluster", "tests"));
    problems.raise();
    root = parsed.orElseThrow();
    Optional<Path> alertsFile =
        root.get("alertsFile").map(node -> file.resolveSibling(node.text()));
    AlertConfig config =
        alerts(alertsFile.isPresent() ? Files.readString(alertsFile.get()) : "", alertsFile);
    RulesTestFile reader = new RulesTestFile(file, config);
    ClusterKey cluster = cluster(root.get("cluster").map(Node::text).orElse("test/etcd"));
    List<RulesTest> tests = problems.readAll(root, "tests", node -> reader.test(node, cluster));
    problems.raise();
    if (tests.isEmpty()) {
      throw new AlertsFileException(List.of("line 1: there are no tests"));
    }
    return tests;
  }

  private static AlertConfig alerts(String text, Optional<Path> file) {
    try {
      return new AlertsFile(Map.of()).readWithoutSecrets(text).config();
    } catch (AlertsFileException e) {
      throw new AlertsFileException(
          e.problems().stream().map(problem -> file.orElseThrow() + ": " + problem).toList());
    }
  }

  private static ClusterKey cluster(String text) {
    int slash = text.indexOf('/');
    return new ClusterKey(text.substring(0, Math.max(slash, 0)), text.substring(slash + 1));
  }

  private RulesTest test(Node node, ClusterKey cluster) {
    node.only(
        "name",
        "interval",
        "members",
        "rules",
        "series",
        "recording",
        "until",
        "expect",
        "messages");
    Duration interval = node.get("interval").map(Node::duration).orElse(INTERVAL);
    if (interval.isZero()) {
      throw node.need("interval").must("be longer than nothing");
    }
    SampleMaker maker =
        new SampleMaker(
            cluster, START, interval, node.get("members").map(Node::texts).orElse(List.of()));
    List<Sample> samples =
        node.get("recording").isPresent()
            ? recording(node.need("recording"), maker)
            : new SeriesReader(maker, interval).read(node.need("series").list());
    if (samples.isEmpty()) {
      throw node.error("the test has no samples");
    }
    List<RulesTest.Transition> expected =
        node.get("expect").map(Node::list).orElse(List.of()).stream()
            .map(this::transition)
            .toList();
    Optional<List<RulesTest.Message>> messages =
        node.get("messages").map(list -> list.list().stream().map(this::message).toList());
    List<Duration> times = new ArrayList<>();
    samples.forEach(sample -> times.add(sample.offset()));
    expected.forEach(transition -> times.add(transition.at()));
    messages.ifPresent(all -> all.forEach(message -> times.add(message.at())));
    node.get("until").ifPresent(until -> times.add(until.duration()));
    return new RulesTest(
        node.need("name").text(),
        config,
        node.get("rules").map(Node::list).orElse(List.of()).stream()
            .map(this::rule)
            .collect(Collectors.toSet()),
        samples,
        times.stream().max(Duration::compareTo).orElseThrow(),
        expected,
        messages);
  }

  private List<Sample> recording(Node node, SampleMaker maker) {
    Path recording = file.resolveSibling(node.text());
    try {
      return new RecordingReader(maker).read(Files.readAllLines(recording));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          node.error("the file " + recording + " cannot be read: " + e.getClass().getSimpleName())
              .getMessage(),
          e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          node.error(recording + ": " + e.getMessage()).getMessage(), e);
    }
  }

  private RulesTest.Transition transition(Node node) {
    node.only("at", "rule", "change", "member", "feature", "severity");
    return new RulesTest.Transition(
        node.need("at").duration(),
        word(node.need("change"), Change.values()),
        rule(node.need("rule")),
        node.get("member").or(() -> node.get("feature")).map(Node::text).orElse(""),
        node.get("severity")
            .map(n -> RouteReader.severity(n).word().toLowerCase(Locale.ROOT))
            .orElse(""));
  }

  private RulesTest.Message message(Node node) {
    node.only("at", "channel", "kind", "rule");
    Node channel = node.need("channel");
    if (!channels.contains(channel.text())) {
      throw channel.error(
          "no route leads to a channel '%s'; there are %s"
              .formatted(channel.text(), String.join(", ", channels)));
    }
    return new RulesTest.Message(
        node.need("at").duration(),
        channel.text(),
        word(node.need("kind"), AlertMessage.Kind.values()),
        node.get("rule").map(this::rule).orElse(""));
  }

  private String rule(Node node) {
    if (!rules.contains(node.text())) {
      throw node.error(
          "there is no rule '%s'; 'etcd-monitor rules list' shows them".formatted(node.text()));
    }
    return node.text();
  }

  private static String word(Node node, Enum<?>[] allowed) {
    List<String> words =
        Arrays.stream(allowed).map(e -> e.name().toLowerCase(Locale.ROOT)).toList();
    if (!words.contains(node.text())) {
      throw node.must("be one of " + String.join(", ", words));
    }
    return node.text();
  }
}
