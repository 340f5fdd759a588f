package io.etcdmonitor.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** values.yaml, its comments and values.schema.json know the same values. */
class ChartValuesTest {
  private final JsonNode defaults =
      Manifests.one(Checkout.read(Checkout.CHART.resolve("values.yaml")));
  private final JsonNode schema =
      Manifests.one(Checkout.read(Checkout.CHART.resolve("values.schema.json")));

  @Test
  void everyValueHasAComment() {
    Set<String> documented = new TreeSet<>();
    ChartValues.documented().forEach(v -> documented.add(v.path()));
    List<String> bare = new ArrayList<>();
    defaults
        .properties()
        .forEach(top -> {
          if (!documented.contains(top.getKey())) {
            top.getValue().fieldNames().forEachRemaining(f -> bare.add(top.getKey() + "." + f));
            if (top.getValue().isValueNode() || top.getValue().isEmpty()) {
              bare.add(top.getKey());
            }
          }
        });
    bare.removeAll(documented);
    assertThat(bare).as("values without a comment above them").isEmpty();
  }

  @Test
  void theSchemaKnowsEveryValueAndNoOther() {
    Set<String> known = new TreeSet<>();
    schema.path("properties").fieldNames().forEachRemaining(known::add);
    known.remove("global");
    Set<String> valid = new TreeSet<>();
    defaults.fieldNames().forEachRemaining(valid::add);
    assertThat(known).isEqualTo(valid);
    for (var top : defaults.properties()) {
      JsonNode below = resolve(schema.at("/properties/" + top.getKey())).path("properties");
      top.getValue()
          .fieldNames()
          .forEachRemaining(
              field -> assertThat(below.has(field)).as("%s.%s", top.getKey(), field).isTrue());
    }
  }

  private JsonNode resolve(JsonNode node) {
    String ref = node.path("$ref").asText();
    return ref.isEmpty() ? node : schema.at(ref.substring(1));
  }

  @Test
  void configTakesWhatTheOperatorTakesAndTheChartDoesNotSet() {
    Set<String> free = operatorOptions();
    assertThat(free).contains("api.port", "namespaces", "status.heartbeat");
    free.removeAll(
        leaves("", ChartTemplateTest.config(Chart.render("{sharding: {enabled: true}}"))));
    // Another for each replica, from the name of its Pod.
    free.remove("sharding.shard");
    Set<String> allowed = new TreeSet<>();
    addSchemaLeaves("", schema.at("/properties/config/properties"), allowed);
    assertThat(allowed).as("values.schema.json, properties.config").isEqualTo(free);
  }

  /** From the generated documentation: each option is a heading, its table names the commands. */
  private static Set<String> operatorOptions() {
    Set<String> options = new TreeSet<>();
    String page = Checkout.read(Checkout.ROOT.resolve("docs/configuration.md"));
    for (String section : page.split("(?m)^## `")) {
      if (section.matches("(?s).*\\n\\| Flag \\|[^\\n]*`operator`.*")) {
        options.add(section.substring(0, section.indexOf('`')));
      }
    }
    return options;
  }

  private static Set<String> leaves(String path, JsonNode node) {
    Set<String> found = new TreeSet<>();
    node.properties()
        .forEach(e -> {
          if (e.getValue().isObject()) {
            found.addAll(leaves(path + e.getKey() + ".", e.getValue()));
          } else {
            found.add(path + e.getKey());
          }
        });
    return found;
  }

  private static void addSchemaLeaves(String path, JsonNode properties, Set<String> found) {
    properties
        .properties()
        .forEach(e -> {
          JsonNode below = e.getValue().path("properties");
          if (below.isMissingNode()) {
            found.add(path + e.getKey());
          } else {
            addSchemaLeaves(path + e.getKey() + ".", below, found);
          }
        });
  }

  @Test
  void everyObjectOfOursIsClosed() {
    Set<String> open = new TreeSet<>();
    schema
        .path("properties")
        .properties()
        .forEach(p -> {
          JsonNode type = resolve(p.getValue());
          if (type.path("type").asText().equals("object")
              && type.path("additionalProperties").isMissingNode()) {
            open.add(p.getKey());
          }
        });
    assertThat(open).as("open on purpose: Helm owns global").containsExactly("global");
  }
}
