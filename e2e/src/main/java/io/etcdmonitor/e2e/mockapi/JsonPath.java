package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSONPath that printer columns use: fields, quoted fields, indexes and filters by equality,
 * such as {@code .status.conditions[?(@.type=="Ready")].status}. Gives the first match, as the API
 * server does.
 */
final class JsonPath {
  private static final Pattern STEP =
      Pattern.compile(
          "\\.((?:[^.\\[\\\\]|\\\\.)+)"
              + "|\\[(\\d+|\\*)]"
              + "|\\['([^']*)']"
              + "|\\[\\?\\(@\\.([\\w.-]+)\\s*==\\s*[\"']([^\"']*)[\"']\\)]");

  private sealed interface Step {
    record Field(String name) implements Step {}

    record Index(int index) implements Step {}

    record Filter(String field, String value) implements Step {}
  }

  private final List<Step> steps = new ArrayList<>();

  private JsonPath() {}

  /**
   * Parses a path.
   *
   * @throws ApiError when it is of a form that is not supported
   */
  static JsonPath parse(String text) {
    JsonPath path = new JsonPath();
    Matcher m = STEP.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!m.find(at) || m.start() != at) {
        throw ApiError.badRequest("unsupported JSONPath " + text);
      }
      path.steps.add(step(m));
      at = m.end();
    }
    return path;
  }

  private static Step step(Matcher m) {
    if (m.group(1) != null) {
      return new Step.Field(m.group(1).replaceAll("\\\\(.)", "$1"));
    }
    if (m.group(2) != null) {
      return new Step.Index(m.group(2).equals("*") ? 0 : Integer.parseInt(m.group(2)));
    }
    return m.group(3) != null
        ? new Step.Field(m.group(3))
        : new Step.Filter(m.group(4), m.group(5));
  }

  /** The first match, or a missing node. */
  JsonNode first(JsonNode root) {
    JsonNode node = root;
    for (Step step : steps) {
      node =
          switch (step) {
            case Step.Field(String name) -> node.path(name);
            case Step.Index(int index) -> node.path(index);
            case Step.Filter(String field, String value) -> filter(node, field, value);
          };
    }
    return node;
  }

  private static JsonNode filter(JsonNode list, String field, String value) {
    for (JsonNode item : list) {
      if (item.path(field).asText().equals(value)) {
        return item;
      }
    }
    return MissingNode.getInstance();
  }
}
