package io.etcdmonitor.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * One node of a CRD schema, with the changes that the customizers make to it. Changes the schema in
 * place; single-threaded, as the generator is.
 */
final class SchemaNode {
  private final JSONSchemaProps schema;

  SchemaNode(JSONSchemaProps schema) {
    this.schema = schema;
  }

  /**
   * The node at a path such as {@code spec.features[].settings{}}: {@code []} are the items of a
   * list, {@code {}} the values of a map.
   *
   * @throws IllegalArgumentException if there is no such node, so that a renamed field breaks the
   *     build and not the API
   */
  SchemaNode at(String path) {
    JSONSchemaProps node = schema;
    for (String step : path.split("\\.")) {
      String name = step.replaceAll("[\\[\\]{}]", "");
      JSONSchemaProps next = node.getProperties() == null ? null : node.getProperties().get(name);
      if (next == null) {
        throw new IllegalArgumentException("the schema has no field " + name + " of " + path);
      }
      node = next;
      if (step.endsWith("[]")) {
        node = node.getItems().getSchema();
      } else if (step.endsWith("{}")) {
        node = node.getAdditionalProperties().getSchema();
      }
    }
    return new SchemaNode(node);
  }

  SchemaNode describe(String description) {
    schema.setDescription(description);
    return this;
  }

  /** A list whose items are told apart by one of their fields, and merged by it. */
  SchemaNode mapList(String key) {
    schema.setXKubernetesListType("map");
    schema.setXKubernetesListMapKeys(List.of(key));
    return this;
  }

  /** A list without duplicates. */
  SchemaNode set() {
    schema.setXKubernetesListType("set");
    return this;
  }

  /** A list that is replaced as a whole. */
  SchemaNode atomic() {
    schema.setXKubernetesListType("atomic");
    return this;
  }

  SchemaNode maxItems(long items) {
    schema.setMaxItems(items);
    return this;
  }

  SchemaNode maxProperties(long properties) {
    schema.setMaxProperties(properties);
    return this;
  }

  SchemaNode length(long min, long max) {
    schema.setMinLength(min == 0 ? null : min);
    schema.setMaxLength(max);
    return this;
  }

  SchemaNode pattern(String pattern) {
    schema.setPattern(pattern);
    return this;
  }

  SchemaNode format(String format) {
    schema.setFormat(format);
    return this;
  }

  SchemaNode minimum(double minimum) {
    schema.setMinimum(minimum);
    return this;
  }

  SchemaNode oneOf(List<JsonNode> words) {
    schema.setEnum(words);
    return this;
  }

  SchemaNode require(String... fields) {
    schema.setRequired(List.of(fields));
    return this;
  }

  /** A CEL rule; a violation is reported at this node. */
  SchemaNode rule(String cel, String message) {
    return rule(cel, message, null);
  }

  /** A CEL rule; a violation is reported at {@code fieldPath} below this node. */
  SchemaNode rule(String cel, String message, String fieldPath) {
    List<ValidationRule> rules = new ArrayList<>(schema.getXKubernetesValidations());
    rules.add(
        new ValidationRuleBuilder()
            .withRule(cel)
            .withMessage(message)
            .withFieldPath(fieldPath)
            .build());
    schema.setXKubernetesValidations(rules);
    return this;
  }

  /** Sets the defaults of the fields below this node, at every depth, as the given object says. */
  SchemaNode defaults(JsonNode values) {
    for (Map.Entry<String, JsonNode> value : values.properties()) {
      JSONSchemaProps field = schema.getProperties().get(value.getKey());
      field.setDefault(value.getValue());
      if (value.getValue().isObject()) {
        new SchemaNode(field).defaults(value.getValue());
      }
    }
    return this;
  }

  /** Visits every field below this node, at every depth; list items and map values too. */
  void walk(BiConsumer<String, JSONSchemaProps> visitor) {
    if (schema.getProperties() != null) {
      schema
          .getProperties()
          .forEach((name, field) -> {
            visitor.accept(name, field);
            new SchemaNode(field).walk(visitor);
          });
    }
    if (schema.getItems() != null) {
      visitor.accept("", schema.getItems().getSchema());
      new SchemaNode(schema.getItems().getSchema()).walk(visitor);
    }
    if (schema.getAdditionalProperties() != null) {
      visitor.accept("", schema.getAdditionalProperties().getSchema());
    }
  }
}
