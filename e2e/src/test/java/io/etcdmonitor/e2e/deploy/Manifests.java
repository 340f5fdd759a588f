package io.etcdmonitor.e2e.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Kubernetes objects as they stand in YAML, without losing a field that a typed model does not
 * know.
 */
record Manifests(List<JsonNode> objects) {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  static Manifests parse(String text) {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
      return new Manifests(
          documents.readAll().stream().filter(n -> n.isObject() && !n.isEmpty()).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode one(String text) {
    return parse(text).objects().getFirst();
  }

  Stream<JsonNode> ofKind(String kind) {
    return objects.stream().filter(o -> o.path("kind").asText().equals(kind));
  }

  /** The only object of this kind. */
  JsonNode only(String kind) {
    List<JsonNode> found = ofKind(kind).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " objects of kind " + kind + ", not one: " + names());
    }
    return found.getFirst();
  }

  /** {@code Kind namespace/name} or {@code Kind name} of each object. */
  List<String> names() {
    return objects.stream().map(Manifests::name).toList();
  }

  static String name(JsonNode object) {
    String namespace = object.at("/metadata/namespace").asText();
    return object.path("kind").asText()
        + " "
        + (namespace.isEmpty() ? "" : namespace + "/")
        + object.at("/metadata/name").asText();
  }
}
