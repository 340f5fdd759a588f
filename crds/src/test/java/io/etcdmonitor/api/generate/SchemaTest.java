package io.etcdmonitor.api.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for every field of the committed schemas. */
class SchemaTest {
  private final List<Node> nodes = new ArrayList<>();

  /** A schema, where it stands, and whether it is a named field (not list items or map values). */
  private record Node(String path, JsonNode schema, boolean field) {
    boolean is(String type) {
      return schema.path("type").asText().equals(type);
    }

    String description() {
      return schema.path("description").asText();
    }

    boolean isIn(String part) {
      return path.contains("." + part);
    }
  }

  @BeforeEach
  void readTheManifests() throws IOException {
    Path manifests = Path.of(System.getProperty("basedir", ".")).resolve("manifests");
    try (Stream<Path> files = Files.list(manifests)) {
      for (Path file : files.sorted().toList()) {
        JsonNode crd = Manifests.parse(Files.readString(file));
        String kind = crd.at("/spec/names/kind").asText();
        collect(kind, crd.at("/spec/versions/0/schema/openAPIV3Schema"), false);
      }
    }
    assertThat(nodes).hasSizeGreaterThan(150);
  }

  @Test
  void everyFieldIsDescribed() {
    assertThat(without(Node::field, "description")).isEmpty();
    assertThat(nodes.stream().filter(Node::field).map(Node::description))
        .allMatch(text -> text.matches("(?s)[A-Za-z0-9].*[.]"));
  }

  @Test
  void everyListAndMapIsBounded() {
    assertThat(without(node -> node.is("array"), "maxItems")).isEmpty();
    assertThat(without(node -> node.is("array"), "x-kubernetes-list-type")).isEmpty();
    assertThat(without(node -> node.schema().has("additionalProperties"), "maxProperties"))
        .isEmpty();
  }

  @Test
  void everyTextIsBounded() {
    assertThat(without(node -> node.is("string") && !node.schema().has("enum"), "maxLength"))
        .isEmpty();
  }

  @Test
  void everyNumberOfASpecHasARange() {
    assertThat(without(node -> node.is("integer") && node.isIn("spec"), "minimum")).isEmpty();
    assertThat(without(node -> node.is("integer") && node.isIn("spec"), "maximum")).isEmpty();
  }

  @Test
  void everyRuleSaysWhatToDo() {
    assertThat(nodes)
        .allSatisfy(node ->
            node.schema()
                .path("x-kubernetes-validations")
                .forEach(rule ->
                    assertThat(rule.path("message").asText()).as(node.path()).isNotBlank()));
  }

  @Test
  void listsThatPeopleAndWritersMergeAreMergedByKey() {
    assertThat(
            nodes.stream()
                .filter(node -> node.schema().path("x-kubernetes-list-type").asText().equals("map"))
                .map(node ->
                    node.path()
                        + " by "
                        + node.schema().at("/x-kubernetes-list-map-keys/0").asText()))
        .containsExactlyInAnyOrder(
            "EtcdCluster.spec.alerts.rules by name",
            "EtcdCluster.spec.endpointMap by advertised",
            "EtcdCluster.spec.features by name",
            "EtcdCluster.status.conditions by type",
            "EtcdCluster.status.features by name",
            "EtcdCluster.status.members by id",
            "EtcdInspection.status.conditions by type",
            "EtcdInspection.status.findings by id");
  }

  @Test
  void pagesNameOnlyFieldsThatThereAre() throws IOException {
    Path docs = Path.of(System.getProperty("basedir", ".")).resolve("../docs");
    Pattern named = Pattern.compile("`(?:spec\\.)?(thresholds(?:\\.[A-Za-z]+)+)`");
    Set<String> fields = nodes.stream().map(Node::path).collect(Collectors.toSet());
    Set<String> unknown = new TreeSet<>();
    int seen = 0;
    try (Stream<Path> pages = Files.walk(docs)) {
      for (Path page : pages.filter(file -> file.toString().endsWith(".md")).sorted().toList()) {
        List<String> names =
            named.matcher(Files.readString(page)).results().map(hit -> hit.group(1)).toList();
        seen += names.size();
        names.stream()
            .filter(name -> !fields.contains("EtcdCluster.spec." + name))
            .forEach(name -> unknown.add(docs.relativize(page) + ": " + name));
      }
    }
    assertThat(seen).isPositive();
    assertThat(unknown).isEmpty();
  }

  private List<String> without(Predicate<Node> which, String key) {
    return nodes.stream()
        .filter(which)
        .filter(node -> !node.schema().has(key))
        .map(Node::path)
        .toList();
  }

  private void collect(String path, JsonNode schema, boolean field) {
    nodes.add(new Node(path, schema, field));
    schema
        .path("properties")
        .properties()
        .forEach(property -> collect(path + "." + property.getKey(), property.getValue(), true));
    if (schema.has("items")) {
      collect(path + "[]", schema.get("items"), false);
    }
    if (schema.has("additionalProperties")) {
      collect(path + "{}", schema.get("additionalProperties"), false);
    }
  }
}
