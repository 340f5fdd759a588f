package io.etcdmonitor.notify.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.notify.template.Schema.Field;
import io.etcdmonitor.notify.template.Schema.Kind;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Writes objects that have a schema as JSON, and the schema as a JSON Schema. */
public final class SchemaJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private SchemaJson() {}

  /** Every field of an object. */
  public static ObjectNode object(Object subject, Schema<?> schema) {
    ObjectNode node = JSON.objectNode();
    for (Field<?> field : schema.fields()) {
      Object value = schema.read(subject, field.name());
      node.set(field.name(), json(value, field.kind(), field.of().orElse(null)));
    }
    return node;
  }

  static JsonNode json(Object value, Kind kind, Schema<?> of) {
    return switch (kind) {
      case OBJECT -> object(value, of);
      case LIST -> {
        ArrayNode list = JSON.arrayNode();
        ((Collection<?>) value).forEach(element -> list.add(object(element, of)));
        yield list;
      }
      default -> plain(value);
    };
  }

  static JsonNode plain(Object value) {
    return switch (value) {
      case Number number -> number(number);
      case Boolean flag -> JSON.booleanNode(flag);
      case Instant time -> JSON.textNode(time.toString());
      case Map<?, ?> map -> {
        ObjectNode node = JSON.objectNode();
        new TreeMap<>(map)
            .forEach((key, text) -> node.put(String.valueOf(key), String.valueOf(text)));
        yield node;
      }
      default -> JSON.textNode(String.valueOf(value));
    };
  }

  static JsonNode number(Number number) {
    return switch (number) {
      case Integer whole -> JSON.numberNode(whole.intValue());
      case Long whole -> JSON.numberNode(whole.longValue());
      default -> JSON.numberNode(number.doubleValue());
    };
  }

  /** A JSON Schema of what {@link #object} writes. */
  public static ObjectNode jsonSchema(Schema<?> schema) {
    ObjectNode node = JSON.objectNode();
    node.put("type", "object");
    ArrayNode required = node.putArray("required");
    ObjectNode properties = node.putObject("properties");
    for (Field<?> field : schema.fields()) {
      required.add(field.name());
      ObjectNode property = properties.putObject(field.name());
      property.put("description", field.description());
      describe(field, property);
    }
    return node;
  }

  private static void describe(Field<?> field, ObjectNode property) {
    switch (field.kind()) {
      case TEXT -> property.put("type", "string");
      case TIME -> property.put("type", "string").put("format", "date-time");
      case NUMBER -> property.put("type", "integer");
      case FLAG -> property.put("type", "boolean");
      case MAP ->
          property.put("type", "object").putObject("additionalProperties").put("type", "string");
      case LIST -> property.put("type", "array").set("items", jsonSchema(field.of().orElseThrow()));
      case OBJECT -> property.setAll(jsonSchema(field.of().orElseThrow()));
    }
  }
}
