package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The paths of the fields that an applied configuration sets: what its manager owns. A step is a
 * field's name, or the keys of a list item; lists without keys are one field.
 */
final class FieldSet {
  /** One step of a path. */
  sealed interface Step {
    record Field(String name) implements Step {}

    /** An item of a list of type map, by its keys. */
    record Item(Map<String, JsonNode> keys) implements Step {
      boolean is(JsonNode item) {
        return keys.entrySet().stream()
            .allMatch(k -> Objects.equals(item.get(k.getKey()), k.getValue()));
      }
    }
  }

  private FieldSet() {}

  /** All paths of a configuration. */
  static Set<List<Step>> of(JsonNode config, JsonNode schema) {
    Set<List<Step>> paths = new LinkedHashSet<>();
    collect(config, schema, List.of(), paths);
    return paths;
  }

  private static void collect(
      JsonNode value, JsonNode schema, List<Step> at, Set<List<Step>> paths) {
    if (value instanceof ObjectNode object && !isAtomic(schema) && !object.isEmpty()) {
      object
          .properties()
          .forEach(f ->
              collect(
                  f.getValue(),
                  child(schema, f.getKey()),
                  then(at, new Step.Field(f.getKey())),
                  paths));
    } else if (value instanceof ArrayNode array && isMap(schema)) {
      for (JsonNode item : array) {
        List<Step> itemPath = then(at, item(item, schema));
        paths.add(itemPath);
        collect(item, schema.path("items"), itemPath, paths);
      }
    } else {
      paths.add(at);
    }
  }

  static boolean isMap(JsonNode schema) {
    return schema.path("x-kubernetes-list-type").asText().equals("map");
  }

  private static boolean isAtomic(JsonNode schema) {
    return schema.path("x-kubernetes-map-type").asText().equals("atomic");
  }

  /** The schema of a field of an object. */
  static JsonNode child(JsonNode schema, String field) {
    JsonNode property = schema.path("properties").path(field);
    return property.isMissingNode() ? schema.path("additionalProperties") : property;
  }

  /** The step to an item of a list of type map. */
  static Step.Item item(JsonNode item, JsonNode listSchema) {
    Map<String, JsonNode> keys = new java.util.TreeMap<>();
    for (JsonNode key : listSchema.path("x-kubernetes-list-map-keys")) {
      keys.put(key.asText(), item.path(key.asText()));
    }
    return new Step.Item(keys);
  }

  private static List<Step> then(List<Step> path, Step step) {
    List<Step> longer = new ArrayList<>(path);
    longer.add(step);
    return List.copyOf(longer);
  }

  /** The value at a path, or null. */
  static JsonNode find(JsonNode root, List<Step> path) {
    JsonNode node = root;
    for (Step step : path) {
      node =
          switch (step) {
            case Step.Field(String name) -> node == null ? null : node.get(name);
            case Step.Item item -> find(node, item);
          };
    }
    return node;
  }

  private static JsonNode find(JsonNode list, Step.Item item) {
    if (list != null) {
      for (JsonNode candidate : list) {
        if (item.is(candidate)) {
          return candidate;
        }
      }
    }
    return null;
  }

  /** Removes the value at a path, and what is empty after that. */
  static void remove(JsonNode root, List<Step> path) {
    JsonNode parent = find(root, path.subList(0, path.size() - 1));
    Step last = path.get(path.size() - 1);
    if (parent instanceof ObjectNode object && last instanceof Step.Field field) {
      object.remove(field.name());
    } else if (parent instanceof ArrayNode array && last instanceof Step.Item item) {
      for (int i = array.size() - 1; i >= 0; i--) {
        if (item.is(array.get(i))) {
          array.remove(i);
        }
      }
    }
    if (path.size() > 1 && parent != null && parent.isEmpty()) {
      remove(root, path.subList(0, path.size() - 1));
    }
  }

  /** A path as messages show it. */
  static String text(List<Step> path) {
    StringBuilder text = new StringBuilder();
    for (Step step : path) {
      switch (step) {
        case Step.Field(String name) -> text.append('.').append(name);
        case Step.Item(Map<String, JsonNode> keys) -> text.append(keys);
      }
    }
    return text.toString();
  }
}
