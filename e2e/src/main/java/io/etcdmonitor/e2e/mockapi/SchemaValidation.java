package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.e2e.mockapi.ApiError.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Checks a custom resource against its schema: types, required fields, enums, patterns, lengths and
 * ranges, in the words of an API server. CEL rules ({@code x-kubernetes-validations}) are not
 * evaluated.
 */
final class SchemaValidation {
  private static final List<String> NOT_OURS = List.of("apiVersion", "kind", "metadata");

  private final List<Cause> causes = new ArrayList<>();

  private SchemaValidation() {}

  /** What is wrong; empty when nothing is. */
  static List<Cause> check(ObjectNode object, JsonNode schema) {
    SchemaValidation validation = new SchemaValidation();
    ObjectNode ours = object.deepCopy();
    ours.remove(NOT_OURS);
    validation.value(ours, schema, "");
    return validation.causes;
  }

  private void value(JsonNode value, JsonNode schema, String path) {
    if (value.isNull() && schema.path("nullable").asBoolean()) {
      return;
    }
    if (!type(value, schema, path)) {
      return;
    }
    enumeration(value, schema, path);
    if (value.isTextual()) {
      text(value.asText(), schema, path);
    } else if (value.isNumber()) {
      number(value, schema, path);
    } else if (value.isArray()) {
      array(value, schema, path);
    } else if (value.isObject()) {
      object(value, schema, path);
    }
  }

  private boolean type(JsonNode value, JsonNode schema, String path) {
    String type = schema.path("type").asText();
    boolean fits =
        schema.path("x-kubernetes-int-or-string").asBoolean()
            ? value.isTextual() || value.isIntegralNumber()
            : switch (type) {
              case "string" -> value.isTextual();
              case "integer" -> value.isIntegralNumber();
              case "number" -> value.isNumber();
              case "boolean" -> value.isBoolean();
              case "array" -> value.isArray();
              case "object" -> value.isObject();
              default -> true;
            };
    if (!fits) {
      String found = word(value);
      invalid(path, '"' + found + '"', "must be of type %s: \"%s\"".formatted(type, found));
    }
    return fits;
  }

  private static String word(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "string";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      case BOOLEAN -> "boolean";
      case ARRAY -> "array";
      case NULL -> "null";
      default -> "object";
    };
  }

  private void enumeration(JsonNode value, JsonNode schema, String path) {
    JsonNode allowed = schema.path("enum");
    if (allowed.isArray()
        && StreamSupport.stream(allowed.spliterator(), false).noneMatch(value::equals)) {
      String supported =
          StreamSupport.stream(allowed.spliterator(), false)
              .map(JsonNode::toString)
              .collect(Collectors.joining(", "));
      causes.add(
          new Cause(
              path,
              "FieldValueNotSupported",
              "Unsupported value: %s: supported values: %s".formatted(value, supported)));
    }
  }

  private void text(String text, JsonNode schema, String path) {
    JsonNode pattern = schema.path("pattern");
    if (pattern.isTextual() && !Pattern.compile(pattern.asText()).matcher(text).find()) {
      invalid(path, '"' + text + '"', "should match '" + pattern.asText() + "'");
    }
    if (schema.has("minLength") && text.length() < schema.path("minLength").asInt()) {
      int least = schema.path("minLength").asInt();
      invalid(path, '"' + text + '"', "should be at least " + least + " chars long");
    }
    if (schema.has("maxLength") && text.length() > schema.path("maxLength").asInt()) {
      int most = schema.path("maxLength").asInt();
      causes.add(
          new Cause(
              path, "FieldValueTooLong", "Too long: may not be more than " + most + " bytes"));
    }
  }

  private void number(JsonNode value, JsonNode schema, String path) {
    JsonNode least = schema.path("minimum");
    JsonNode most = schema.path("maximum");
    if (least.isNumber() && value.asDouble() < least.asDouble()) {
      invalid(path, value.toString(), "should be greater than or equal to " + least.asLong());
    }
    if (most.isNumber() && value.asDouble() > most.asDouble()) {
      invalid(path, value.toString(), "should be less than or equal to " + most.asLong());
    }
  }

  private void array(JsonNode value, JsonNode schema, String path) {
    if (schema.has("minItems") && value.size() < schema.path("minItems").asInt()) {
      int least = schema.path("minItems").asInt();
      invalid(path, Integer.toString(value.size()), "should have at least " + least + " items");
    }
    if (schema.has("maxItems") && value.size() > schema.path("maxItems").asInt()) {
      int most = schema.path("maxItems").asInt();
      causes.add(
          new Cause(
              path,
              "FieldValueTooMany",
              "Too many: %d: must have at most %d items".formatted(value.size(), most)));
    }
    for (int i = 0; i < value.size(); i++) {
      value(value.get(i), schema.path("items"), path + "[" + i + "]");
    }
  }

  private void object(JsonNode value, JsonNode schema, String path) {
    for (JsonNode required : schema.path("required")) {
      if (!value.has(required.asText()) && !NOT_OURS.contains(required.asText())) {
        causes.add(new Cause(dot(path, required.asText()), "FieldValueRequired", "Required value"));
      }
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      JsonNode known = schema.path("properties").path(field.getKey());
      JsonNode of = known.isMissingNode() ? schema.path("additionalProperties") : known;
      if (of.isObject()) {
        value(field.getValue(), of, dot(path, field.getKey()));
      }
    }
  }

  private void invalid(String path, String value, String why) {
    causes.add(
        new Cause(
            path,
            "FieldValueInvalid",
            "Invalid value: %s: %s in body %s".formatted(value, path, why)));
  }

  private static String dot(String path, String field) {
    return path.isEmpty() ? field : path + "." + field;
  }
}
