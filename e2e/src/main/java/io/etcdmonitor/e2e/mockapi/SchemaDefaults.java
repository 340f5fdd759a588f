package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What an API server does to a custom resource before it looks at it: unknown fields go, defaults
 * come.
 */
final class SchemaDefaults {
  private static final List<String> ALWAYS_KNOWN = List.of("apiVersion", "kind", "metadata");

  private SchemaDefaults() {}

  /** Removes fields that the schema does not know, and names them. */
  static List<String> prune(ObjectNode object, JsonNode schema) {
    List<String> unknown = new ArrayList<>();
    pruneObject(object, schema, "", unknown);
    return unknown;
  }

  private static void prune(JsonNode value, JsonNode schema, String path, List<String> unknown) {
    if (value instanceof ObjectNode object) {
      pruneObject(object, schema, path, unknown);
    } else if (value instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        prune(array.get(i), schema.path("items"), path + "[" + i + "]", unknown);
      }
    }
  }

  private static void pruneObject(
      ObjectNode object, JsonNode schema, String path, List<String> unknown) {
    JsonNode properties = schema.path("properties");
    JsonNode additional = schema.path("additionalProperties");
    boolean keepUnknown = schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    Iterator<Map.Entry<String, JsonNode>> fields = object.properties().iterator();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      String at = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
      if (path.isEmpty() && ALWAYS_KNOWN.contains(field.getKey())) {
        continue;
      }
      if (properties.has(field.getKey())) {
        prune(field.getValue(), properties.path(field.getKey()), at, unknown);
      } else if (additional.isObject()) {
        prune(field.getValue(), additional, at, unknown);
      } else if (!keepUnknown && !additional.asBoolean()) {
        unknown.add(at);
        fields.remove();
      }
    }
  }

  /** Fills in defaults, also inside what is there and inside defaults. */
  static void apply(JsonNode value, JsonNode schema) {
    if (value instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
        String name = property.getKey();
        JsonNode standard = property.getValue().get("default");
        if (standard != null && (!object.has(name) || nulled(object, name, property.getValue()))) {
          object.set(name, standard.deepCopy());
        }
        if (object.has(name)) {
          apply(object.get(name), property.getValue());
        }
      }
      JsonNode additional = schema.path("additionalProperties");
      if (additional.isObject()) {
        object.forEach(v -> apply(v, additional));
      }
    } else if (value instanceof ArrayNode array) {
      array.forEach(item -> apply(item, schema.path("items")));
    }
  }

  private static boolean nulled(ObjectNode object, String name, JsonNode schema) {
    return object.get(name).isNull() && !schema.path("nullable").asBoolean();
  }
}
