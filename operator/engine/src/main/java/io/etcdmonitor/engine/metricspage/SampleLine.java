package io.etcdmonitor.engine.metricspage;

import java.util.HashMap;
import java.util.Map;

/**
 * One line of a page: {@code name{label="value",...} value [timestamp]}, the Prometheus text format
 * 0.0.4 (and OpenMetrics as far as samples go).
 */
final class SampleLine {
  private final String text;
  private final int end;
  private int at;

  SampleLine(String text, int start, int end) {
    this.text = text;
    this.at = start;
    this.end = end;
    skipBlanks();
  }

  boolean isComment() {
    return at >= end || text.charAt(at) == '#';
  }

  /** Whether this is the metric's name. */
  boolean isNamed(String name) {
    int stop = at + name.length();
    return !name.isEmpty()
        && stop < end
        && text.startsWith(name, at)
        && !isNameChar(text.charAt(stop));
  }

  /** Whether the line ends with the value 0; one with a timestamp is taken as it is. */
  boolean isZero() {
    return end - at > 1 && text.charAt(end - 1) == '0' && text.charAt(end - 2) == ' ';
  }

  /** The metric's name; reading it twice gives the same. */
  String name() {
    int stop = at;
    while (stop < end && isNameChar(text.charAt(stop))) {
      stop++;
    }
    return text.substring(at, stop);
  }

  /** The sample; null when the line is none. */
  MetricsPage.Sample parse() {
    String name = name();
    at += name.length();
    if (name.isEmpty() || at >= end) {
      return null;
    }
    Map<String, String> labels = Map.of();
    if (text.charAt(at) == '{') {
      labels = labels();
      if (labels == null) {
        return null;
      }
    }
    skipBlanks();
    int stop = at;
    while (stop < end && !Character.isWhitespace(text.charAt(stop))) {
      stop++;
    }
    Double value = number(text.substring(at, stop));
    return value == null ? null : new MetricsPage.Sample(name, labels, value);
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new HashMap<>();
    at++;
    while (at < end) {
      skipBlanks();
      if (at < end && text.charAt(at) == '}') {
        at++;
        return labels;
      }
      String key = name();
      at += key.length();
      skipBlanks();
      if (key.isEmpty() || at + 1 >= end || text.charAt(at) != '=') {
        return null;
      }
      at++;
      skipBlanks();
      String value = quoted();
      if (value == null) {
        return null;
      }
      labels.put(key, value);
      skipBlanks();
      if (at < end && text.charAt(at) == ',') {
        at++;
      }
    }
    return null;
  }

  private String quoted() {
    if (at >= end || text.charAt(at) != '"') {
      return null;
    }
    at++;
    // Never beyond the line: a page of many labels would be read many times over.
    for (int i = at; i < end && text.charAt(i) != '\\'; i++) {
      if (text.charAt(i) == '"') {
        String plain = text.substring(at, i);
        at = i + 1;
        return plain;
      }
    }
    StringBuilder value = new StringBuilder();
    while (at < end) {
      char c = text.charAt(at++);
      if (c == '"') {
        return value.toString();
      }
      if (c == '\\' && at < end) {
        char escaped = text.charAt(at++);
        value.append(escaped == 'n' ? '\n' : escaped);
      } else {
        value.append(c);
      }
    }
    return null;
  }

  private void skipBlanks() {
    while (at < end && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  private static boolean isNameChar(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == ':';
  }

  private static Double number(String text) {
    try {
      return switch (text) {
        case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
        case "-Inf" -> Double.NEGATIVE_INFINITY;
        default -> Double.valueOf(text);
      };
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
