package io.etcdmonitor.e2e.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values of the chart as values.yaml documents them. */
final class ChartValues {
  /**
   * @param path dotted
   * @param fallback the default, as one line of JSON
   * @param comment what stands above it
   */
  record Value(String path, String fallback, String comment) {}

  private static final Pattern KEY = Pattern.compile("^( *)([A-Za-z]+):.*");
  private static final String BEGIN = "<!-- values: generated from values.yaml -->\n";
  private static final String END = "<!-- end of values -->";

  private ChartValues() {}

  /** Every documented value, in the order of the file. */
  static List<Value> documented() {
    String text = Checkout.read(Checkout.CHART.resolve("values.yaml"));
    JsonNode defaults = Manifests.one(text);
    List<Value> values = new ArrayList<>();
    List<String> comment = new ArrayList<>();
    Map<Integer, String> path = new TreeMap<>();
    for (String line : text.lines().toList()) {
      Matcher key = KEY.matcher(line);
      if (line.strip().startsWith("#")) {
        comment.add(line.strip().substring(1).strip());
        continue;
      }
      if (key.matches()) {
        int depth = key.group(1).length() / 2;
        path.keySet().removeIf(d -> d >= depth);
        path.put(depth, key.group(2));
        if (!comment.isEmpty()) {
          JsonNode fallback = defaults.at("/" + String.join("/", path.values()));
          values.add(
              new Value(
                  String.join(".", path.values()), fallback.toString(), String.join(" ", comment)));
        }
      }
      comment.clear();
    }
    return values;
  }

  /** The README with its table of values as it must be. */
  static String documentedIn(String readme) {
    int begin = readme.indexOf(BEGIN);
    int end = readme.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new AssertionError("README.md of the chart lost the marks around its table of values");
    }
    StringBuilder table = new StringBuilder("| value | default | meaning |\n|---|---|---|\n");
    for (Value value : documented()) {
      table.append(
          "| `%s` | `%s` | %s |\n"
              .formatted(value.path(), value.fallback(), value.comment().replace("|", "\\|")));
    }
    return readme.substring(0, begin + BEGIN.length()) + table + readme.substring(end);
  }
}
