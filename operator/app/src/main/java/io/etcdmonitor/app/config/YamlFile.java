package io.etcdmonitor.app.config;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the configuration file into keys, texts and line numbers. Knows which keys there are, so
 * that a wrong one is refused where it stands; what a value may be is {@link OptionType}'s
 * business.
 */
final class YamlFile {

  /**
   * One value.
   *
   * @param option which option
   * @param text the value; a list's elements joined by commas
   * @param line where its key stands, from 1
   */
  record Entry(Option<?> option, String text, int line) {}

  private final String file;
  private final List<ConfigProblem> problems;
  private final Map<String, Option<?>> options = new HashMap<>();
  private final Set<String> sections = new LinkedHashSet<>();
  private final List<Entry> entries = new ArrayList<>();

  private YamlFile(String file, List<ConfigProblem> problems) {
    this.file = file;
    this.problems = problems;
    for (Option<?> option : Options.ALL) {
      options.put(option.key(), option);
      for (int dot = option.key().indexOf('.'); dot > 0; dot = option.key().indexOf('.', dot + 1)) {
        sections.add(option.key().substring(0, dot));
      }
    }
  }

  /**
   * Reads a file's text.
   *
   * @param file its name, for messages
   * @param problems gets what is refused
   */
  static List<Entry> read(String file, String text, List<ConfigProblem> problems) {
    YamlFile yaml = new YamlFile(file, problems);
    try (JsonParser parser = new YAMLFactory().createParser(text)) {
      yaml.document(parser);
    } catch (JsonParseException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      String words = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
      yaml.problem(line, "", "is no YAML: " + words);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
    return yaml.entries;
  }

  private void document(JsonParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null || first == JsonToken.VALUE_NULL) {
      return;
    }
    if (first != JsonToken.START_OBJECT) {
      problem(
          line(parser),
          "",
          "must hold keys and values, such as \"api:\" and below it \"  port: 8080\"");
      return;
    }
    mapping(parser, "");
    if (parser.nextToken() != null) {
      problem(line(parser), "", "holds a second document; one file is one document");
    }
  }

  private void mapping(JsonParser parser, String section) throws IOException {
    Map<String, Integer> seen = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = section.isEmpty() ? parser.currentName() : section + "." + parser.currentName();
      int line = line(parser);
      JsonToken value = parser.nextToken();
      Integer before = seen.put(key, line);
      if (before != null) {
        problem(line, key, "is given twice, first on line " + before);
        parser.skipChildren();
      } else if (sections.contains(key)) {
        section(parser, key, line, value);
      } else if (options.containsKey(key)) {
        value(parser, options.get(key), line, value);
      } else {
        unknown(section, key, line);
        parser.skipChildren();
      }
    }
  }

  private void section(JsonParser parser, String key, int line, JsonToken value)
      throws IOException {
    if (value == JsonToken.START_OBJECT) {
      mapping(parser, key);
    } else if (value != JsonToken.VALUE_NULL) {
      problem(line, key, "must hold keys: " + String.join(", ", children(key)));
      parser.skipChildren();
    }
  }

  private void value(JsonParser parser, Option<?> option, int line, JsonToken token)
      throws IOException {
    if (option.secret()) {
      problem(
          line, option.key(), "is a secret and not read from this file; use " + instead(option));
      parser.skipChildren();
    } else if (token == JsonToken.VALUE_NULL) {
      problem(line, option.key(), "has no value; it must be " + option.type().allowed());
    } else if (token.isScalarValue()) {
      entries.add(new Entry(option, parser.getText(), line));
    } else if (token == JsonToken.START_ARRAY && option.type().list()) {
      list(parser, option, line);
    } else {
      problem(line, option.key(), "must be " + option.type().allowed());
      parser.skipChildren();
    }
  }

  private void list(JsonParser parser, Option<?> option, int line) throws IOException {
    List<String> texts = new ArrayList<>();
    boolean good = true;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
        texts.add(parser.getText());
      } else {
        problem(line(parser), option.key(), "must be " + option.type().allowed());
        parser.skipChildren();
        good = false;
      }
    }
    if (good && !texts.isEmpty()) {
      entries.add(new Entry(option, String.join(",", texts), line));
    }
  }

  private void unknown(String section, String key, int line) {
    List<String> known = children(section);
    String written = section.isEmpty() ? key : key.substring(section.length() + 1);
    Optional<String> meant = Suggestions.nearest(written, known);
    problem(
        line,
        key,
        "is not known; "
            + meant
                .map(word ->
                    "did you mean " + (section.isEmpty() ? word : section + "." + word) + "?")
                .orElse("known here are " + String.join(", ", known)));
  }

  private List<String> children(String section) {
    String prefix = section.isEmpty() ? "" : section + ".";
    return Options.ALL.stream()
        .map(Option::key)
        .filter(key -> key.startsWith(prefix))
        .map(key -> key.substring(prefix.length()).replaceFirst("\\..*", ""))
        .distinct()
        .toList();
  }

  private static String instead(Option<?> secret) {
    return secret.key() + "File, or the variable " + secret.variable();
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  private void problem(int line, String key, String message) {
    problems.add(new ConfigProblem(file + ":" + line, key, message));
  }
}
