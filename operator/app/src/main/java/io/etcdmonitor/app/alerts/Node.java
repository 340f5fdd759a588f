package io.etcdmonitor.app.alerts;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.etcdmonitor.api.v1alpha1.Durations;
import io.etcdmonitor.app.config.Suggestions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * One value of a YAML file that knows where it stands. Whatever is not as it must be is an {@link
 * IllegalArgumentException} of one sentence with the line.
 */
final class Node {
  private final int line;
  private final String key;
  private final Object value;

  private Node(int line, String key, Object value) {
    this.line = line;
    this.key = key;
    this.value = value;
  }

  static Node parse(String text) {
    try (JsonParser parser = new YAMLFactory().createParser(text)) {
      return parser.nextToken() == null ? new Node(1, "", Map.of()) : read(parser, "");
    } catch (JsonParseException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new IllegalArgumentException(
          "line %d: is no YAML: %s"
              .formatted(line, e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static Node read(JsonParser parser, String key) throws IOException {
    int line = parser.currentTokenLocation().getLineNr();
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, Node> map = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        int at = parser.currentTokenLocation().getLineNr();
        parser.nextToken();
        if (map.put(name, read(parser, name)) != null) {
          throw new IllegalArgumentException("line %d: %s is given twice".formatted(at, name));
        }
      }
      return new Node(line, key, map);
    }
    if (token == JsonToken.START_ARRAY) {
      List<Node> list = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        list.add(read(parser, key));
      }
      return new Node(line, key, list);
    }
    return new Node(line, key, token == JsonToken.VALUE_NULL ? "" : parser.getText());
  }

  IllegalArgumentException error(String problem) {
    return new IllegalArgumentException("line %d: %s".formatted(line, problem));
  }

  /** A value that is not as it must be, by its key. */
  IllegalArgumentException must(String rule) {
    return error((key.isEmpty() ? "the file" : key) + " must " + rule);
  }

  /** Refuses keys that are not among these. */
  Node only(String... keys) {
    Set<String> known = new TreeSet<>(List.of(keys));
    map()
        .forEach((key, node) -> {
          if (!known.contains(key)) {
            throw node.error(
                "%s is not known%s; known here are %s"
                    .formatted(
                        key,
                        Suggestions.nearest(key, known)
                            .map(near -> " (did you mean " + near + "?)")
                            .orElse(""),
                        String.join(", ", known)));
          }
        });
    return this;
  }

  Map<String, Node> map() {
    Map<String, Node> map = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> given) {
      given.forEach((key, node) -> map.put((String) key, (Node) node));
      return map;
    }
    if ("".equals(value)) {
      return map;
    }
    throw must("hold keys and values");
  }

  List<Node> list() {
    List<Node> list = new ArrayList<>();
    if (value instanceof List<?> given) {
      given.forEach(node -> list.add((Node) node));
    } else if (!"".equals(value)) {
      list.add(this);
    }
    return list;
  }

  Optional<Node> get(String key) {
    return Optional.ofNullable(map().get(key));
  }

  Node need(String key) {
    return get(key).orElseThrow(() -> error(key + " is missing"));
  }

  /** Another text at the same place. */
  Node replacedBy(String text) {
    return new Node(line, key, text);
  }

  String text() {
    if (value instanceof String text) {
      return text;
    }
    throw must("be a text");
  }

  List<String> texts() {
    return list().stream().map(Node::text).toList();
  }

  Map<String, String> textMap() {
    Map<String, String> texts = new LinkedHashMap<>();
    map().forEach((key, node) -> texts.put(key, node.text()));
    return texts;
  }

  boolean flag() {
    return switch (text()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw must("be true or false, not \"" + text() + "\"");
    };
  }

  int number() {
    try {
      return Integer.parseInt(text());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          must("be a whole number, not \"" + text() + "\"").getMessage(), e);
    }
  }

  Duration duration() {
    try {
      return Durations.parse(text());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          must("be a duration such as 30s, 5m or 1h, not \"" + text() + "\"").getMessage(), e);
    }
  }

  /** As Jackson gives it: maps, lists and texts. */
  Object plain() {
    if (value instanceof Map) {
      Map<String, Object> plain = new LinkedHashMap<>();
      map().forEach((key, node) -> plain.put(key, node.plain()));
      return plain;
    }
    return value instanceof List ? list().stream().map(Node::plain).toList() : value;
  }

  /** Runs something that refuses by itself, and adds the line. */
  <T> T within(Supplier<T> work) {
    try {
      return work.get();
    } catch (IllegalArgumentException | DateTimeException e) {
      String words = String.valueOf(e.getMessage());
      throw words.startsWith("line ")
          ? e
          : new IllegalArgumentException("line %d: %s".formatted(line, words), e);
    }
  }
}
