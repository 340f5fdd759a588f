package io.etcdmonitor.api.generate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Writes {@code docs/api.md} from the manifests: one table per object of each kind. */
final class ApiReference {
  private static final String INTRODUCTION =
      """
      # API reference

      <!-- Generated from crds/manifests by `make generate`; do not edit. -->

      `kubectl explain etcdcluster.spec --recursive` shows the same. Durations are whole hours,
      minutes, seconds and milliseconds in that order, such as `500ms`, `30s`, `5m` or `1h30m`.
      Sizes are bytes or a whole number of `Ki`, `Mi`, `Gi` or `Ti`. IDs are lower-case hex. Times
      are RFC 3339 in UTC. A field of a status that is absent is not known.
      """;

  private final StringBuilder page = new StringBuilder(INTRODUCTION);

  private ApiReference() {}

  /** The page for some CRDs, in the given order. */
  static String of(List<JsonNode> crds) {
    ApiReference reference = new ApiReference();
    crds.forEach(reference::kind);
    return reference.page.toString();
  }

  private void kind(JsonNode crd) {
    JsonNode names = crd.at("/spec/names");
    JsonNode version = crd.at("/spec/versions/0");
    JsonNode schema = version.at("/schema/openAPIV3Schema");
    page.append("\n## ").append(names.get("kind").asText()).append("\n\n");
    page.append(schema.get("description").asText()).append("\n\n");
    line("apiVersion", crd.at("/spec/group").asText() + "/" + version.get("name").asText());
    line("Names", names.get("plural").asText() + ", " + joined(names.get("shortNames"), ", "));
    line("Category", joined(names.get("categories"), ", "));
    page.append('\n');
    columns(version.get("additionalPrinterColumns"));
    rules(schema);
    for (String part : List.of("spec", "status")) {
      object(part, schema.get("properties").get(part));
    }
  }

  private void line(String name, String value) {
    page.append("- ").append(name).append(": `").append(value).append("`\n");
  }

  private void columns(JsonNode columns) {
    page.append("| column of `kubectl get` | shows | only with `-o wide` |\n|---|---|---|\n");
    for (JsonNode column : columns) {
      row(
          "`" + column.get("name").asText() + "`",
          "`" + column.get("jsonPath").asText() + "`",
          column.path("priority").asInt() > 0 ? "yes" : "");
    }
  }

  private void object(String path, JsonNode schema) {
    page.append("\n### ").append(path).append("\n\n");
    page.append(schema.path("description").asText(""))
        .append(schema.has("description") ? "\n\n" : "");
    page.append("| field | type | default | validation | meaning |\n|---|---|---|---|---|\n");
    List<Runnable> nested = new ArrayList<>();
    for (var field : schema.get("properties").properties()) {
      boolean required = contains(schema.path("required"), field.getKey());
      JsonNode value = field.getValue();
      row(
          "`" + field.getKey() + "`",
          type(value),
          value.has("default") && !value.get("default").isObject()
              ? "`" + value.get("default").asText() + "`"
              : "",
          validation(value, required),
          text(value.path("description").asText()));
      JsonNode inner = value.has("items") ? value.get("items") : value;
      if (inner.has("properties")) {
        String suffix = value.has("items") ? "[]" : "";
        nested.add(() -> object(path + "." + field.getKey() + suffix, inner));
      }
    }
    rules(schema);
    nested.forEach(Runnable::run);
  }

  private void rules(JsonNode schema) {
    if (schema.has("x-kubernetes-validations")) {
      page.append("\nRules:\n\n");
      for (JsonNode rule : schema.get("x-kubernetes-validations")) {
        page.append("- ").append(text(rule.get("message").asText())).append('\n');
      }
    }
  }

  private static String type(JsonNode schema) {
    return switch (schema.path("type").asText()) {
      case "array" -> "list of " + type(schema.get("items"));
      case "object" ->
          schema.has("additionalProperties")
              ? "map of " + type(schema.get("additionalProperties"))
              : "object";
      default ->
          schema.path("format").asText().equals("date-time")
              ? "time"
              : schema.path("type").asText();
    };
  }

  private static String validation(JsonNode schema, boolean required) {
    List<String> parts = new ArrayList<>();
    if (required) {
      parts.add("required");
    }
    own(schema, parts);
    if (schema.has("items") && !schema.get("items").has("properties")) {
      List<String> ofItems = new ArrayList<>();
      own(schema.get("items"), ofItems);
      ofItems.forEach(part -> parts.add("each: " + part));
    }
    return String.join("; ", parts);
  }

  private static void own(JsonNode schema, List<String> parts) {
    if (schema.has("enum")) {
      parts.add(
          "one of "
              + StreamSupport.stream(schema.get("enum").spliterator(), false)
                  .map(word -> "`" + word.asText() + "`")
                  .collect(Collectors.joining(", ")));
    }
    range(schema, "minimum", "maximum", "", parts);
    range(schema, "minItems", "maxItems", " items", parts);
    range(schema, "minProperties", "maxProperties", " entries", parts);
    range(schema, "minLength", "maxLength", " characters", parts);
    switch (schema.path("x-kubernetes-list-type").asText()) {
      case "map" -> parts.add("unique by `" + joined(listKeys(schema), "`, `") + "`");
      case "set" -> parts.add("no duplicates");
      default -> {}
    }
    JsonNode rules = schema.path("x-kubernetes-validations");
    if (rules.isEmpty() && schema.has("pattern")) {
      parts.add("pattern `" + text(schema.get("pattern").asText()) + "`");
    }
    if (!schema.has("properties")) {
      rules.forEach(rule -> parts.add(text(rule.get("message").asText())));
    }
  }

  private static JsonNode listKeys(JsonNode schema) {
    return schema.get("x-kubernetes-list-map-keys");
  }

  private static void range(
      JsonNode schema, String min, String max, String unit, List<String> parts) {
    boolean below = schema.has(min) && schema.get(min).asLong() > 0;
    boolean zero = schema.has(min) && schema.get(min).asLong() == 0;
    if (schema.has(max)) {
      String from = below || zero ? schema.get(min).asLong() + " to " : "up to ";
      parts.add(from + schema.get(max).asLong() + unit);
    } else if (below || zero) {
      parts.add("at least " + schema.get(min).asLong() + unit);
    }
  }

  private void row(String... cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static boolean contains(JsonNode list, String word) {
    return StreamSupport.stream(list.spliterator(), false)
        .anyMatch(item -> item.asText().equals(word));
  }

  private static String joined(JsonNode list, String separator) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.joining(separator));
  }

  private static String text(String value) {
    return value.replace("|", "\\|").replace("<", "&lt;");
  }
}
