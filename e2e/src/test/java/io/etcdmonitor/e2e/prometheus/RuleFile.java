package io.etcdmonitor.e2e.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.etcdmonitor.e2e.demo.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file of Prometheus rules in deploy/prometheus.
 *
 * @param name without its ending
 * @param alerts in order
 * @param records expression by the name of what is recorded
 */
record RuleFile(String name, List<Alert> alerts, Map<String, String> records) {
  /** Over our own metrics. */
  static final String OURS = "etcd-monitor";

  /** Over etcd's. */
  static final String ETCDS = "etcd";

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** One alerting rule. */
  record Alert(
      String name, String expression, Map<String, String> labels, Map<String, String> annotations) {
    String severity() {
      return labels.getOrDefault("severity", "");
    }

    /** Name and severity: one name may stand at more than one. */
    String id() {
      return name + "/" + severity();
    }

    @Override
    public String toString() {
      return id();
    }
  }

  static Path directory() {
    return Checkout.root().resolve("deploy/prometheus");
  }

  static Path path(String name) {
    return directory().resolve(name + ".rules.yaml");
  }

  /** What promtool tests them with: most of them, and those that take a day to show. */
  static List<Path> tests(String name) {
    Path tests = directory().resolve("tests");
    return List.of(tests.resolve(name + ".test.yaml"), tests.resolve(name + "-days.test.yaml"));
  }

  static RuleFile read(String name) {
    List<Alert> alerts = new ArrayList<>();
    Map<String, String> records = new TreeMap<>();
    for (JsonNode group : yaml(path(name)).path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        String expression = rule.path("expr").asText();
        if (rule.has("record")) {
          records.put(rule.path("record").asText(), expression);
        } else {
          alerts.add(
              new Alert(
                  rule.path("alert").asText(),
                  expression,
                  texts(rule.path("labels")),
                  texts(rule.path("annotations"))));
        }
      }
    }
    return new RuleFile(name, alerts, records);
  }

  static JsonNode yaml(Path file) {
    try {
      return YAML.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new TreeMap<>();
    object.properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText()));
    return texts;
  }
}
