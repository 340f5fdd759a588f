package io.etcdmonitor.engine.features.version;

import io.etcdmonitor.engine.features.version.Advisory.Kind;
import io.etcdmonitor.engine.features.version.Advisory.Range;
import io.etcdmonitor.engine.model.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads {@code advisories.txt}; its head says how it is written. */
final class Advisories {
  static final String FILE = "advisories.txt";

  private Advisories() {}

  /** Those that come with the program. */
  static List<Advisory> builtIn() {
    try (InputStream in = Advisories.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing: the program is not built whole");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + FILE, e);
    }
  }

  /**
   * Reads entries.
   *
   * @throws IllegalArgumentException naming the entry and what is wrong with it
   */
  static List<Advisory> parse(String text) {
    List<Advisory> all = new ArrayList<>();
    Map<String, String> entry = new LinkedHashMap<>();
    for (String line : (text + "\n\n").split("\n", -1)) {
      String content = line.strip();
      if (content.startsWith("#")) {
        continue;
      }
      if (!content.isEmpty()) {
        int colon = content.indexOf(':');
        if (colon < 1) {
          throw new IllegalArgumentException("'" + content + "' is not 'name: value'");
        }
        entry.put(content.substring(0, colon), content.substring(colon + 1).strip());
      } else if (!entry.isEmpty()) {
        all.add(advisory(entry));
        entry.clear();
      }
    }
    return List.copyOf(all);
  }

  private static Advisory advisory(Map<String, String> entry) {
    String id = entry.getOrDefault("id", "(without id)");
    try {
      Kind kind = Kind.valueOf(word(entry, "kind"));
      return new Advisory(
          need(entry, "id"),
          kind,
          list(need(entry, "versions")).stream().map(Advisories::range).toList(),
          kind == Kind.UPGRADE ? need(entry, "to") : "",
          list(need(entry, "fixed")).stream().map(Advisories::release).toList(),
          Severity.valueOf(word(entry, "severity")),
          need(entry, "text"),
          need(entry, "source"));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("entry " + id + ": " + e.getMessage(), e);
    }
  }

  private static String word(Map<String, String> entry, String name) {
    return need(entry, name).toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static String need(Map<String, String> entry, String name) {
    String value = entry.getOrDefault(name, "");
    if (value.isEmpty()) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
  }

  private static Range range(String text) {
    String[] ends = text.split(" - ", -1);
    if (ends.length != 2) {
      throw new IllegalArgumentException("'" + text + "' is not 'first - last'");
    }
    Range range = new Range(release(ends[0]), release(ends[1]));
    if (range.first().compareTo(range.last()) > 0) {
      throw new IllegalArgumentException("'" + text + "' ends before it begins");
    }
    return range;
  }

  private static Release release(String text) {
    return Release.of(text)
        .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no release"));
  }
}
