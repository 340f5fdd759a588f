package io.etcdmonitor.e2e.operator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One reading of a Prometheus page.
 *
 * @param samples all samples, in order
 */
public record Scrape(List<Sample> samples) {
  private static final Pattern LINE =
      Pattern.compile("^([a-zA-Z_:][\\w:]*)(?:\\{(.*)})?\\s+(\\S+)(?:\\s+\\d+)?$");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /**
   * One series' value.
   *
   * @param name of the metric
   * @param labels of the series
   * @param value as printed
   */
  public record Sample(String name, Map<String, String> labels, double value) {}

  /** Parses the text format; comments are left out. */
  public static Scrape parse(String page) {
    return new Scrape(
        page.lines()
            .filter(line -> !line.startsWith("#") && !line.isBlank())
            .map(LINE::matcher)
            .filter(Matcher::matches)
            .map(m -> new Sample(m.group(1), labels(m.group(2)), number(m.group(3))))
            .toList());
  }

  /**
   * The series with this name whose labels contain these pairs ({@code name, value, name,
   * value...}).
   */
  public List<Sample> find(String name, String... pairs) {
    return samples.stream()
        .filter(s -> s.name().equals(name))
        .filter(s -> {
          for (int i = 0; i < pairs.length; i += 2) {
            if (!pairs[i + 1].equals(s.labels().get(pairs[i]))) {
              return false;
            }
          }
          return true;
        })
        .toList();
  }

  /** The value of the one series that matches; empty when there is none. */
  public OptionalDouble value(String name, String... pairs) {
    List<Sample> found = find(name, pairs);
    if (found.size() > 1) {
      throw new IllegalStateException("more than one series: " + found);
    }
    return found.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(found.get(0).value());
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new LinkedHashMap<>();
    if (text != null) {
      Matcher m = LABEL.matcher(text);
      while (m.find()) {
        labels.put(m.group(1), m.group(2).replace("\\\"", "\"").replace("\\\\", "\\"));
      }
    }
    return labels;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
