package io.etcdmonitor.engine.metricspage;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A line of a page, one after another: {@code name{label="value",...} value [timestamp]}, the
 * Prometheus text format 0.0.4 (and OpenMetrics as far as samples go).
 */
final class SampleLine {
  private static final int MOST_LABELS = 8;

  /** Of a whole number that a double holds exactly. */
  private static final int MOST_DIGITS = 15;

  private final byte[] text;
  private int end;
  private int at;

  SampleLine(byte[] text) {
    this.text = text;
  }

  /** Reads this line from now on: there are two thousand on a page, and one object serves all. */
  void move(int start, int stop) {
    at = start;
    end = stop;
    skipBlanks();
  }

  boolean isComment() {
    return at >= end || text[at] == '#';
  }

  /** Where its name begins, and blanks before it end. */
  int start() {
    return at;
  }

  /**
   * Whether this is the metric's name.
   *
   * @param where it stands on the page
   */
  boolean isNamed(String name, int where) {
    int stop = at + name.length();
    return !name.isEmpty()
        && stop < end
        && Arrays.equals(text, at, stop, text, where, where + name.length())
        && !isNameChar(text[stop]);
  }

  /** Whether the line ends with the value 0; one with a timestamp is taken as it is. */
  boolean isZero() {
    return end - at > 1 && text[end - 1] == '0' && text[end - 2] == ' ';
  }

  /** The metric's name; reading it twice gives the same. */
  String name() {
    int stop = at;
    while (stop < end && isNameChar(text[stop])) {
      stop++;
    }
    return string(at, stop);
  }

  /**
   * The sample; null when the line is none.
   *
   * @param name its name
   */
  MetricsPage.Sample parse(String name) {
    at += name.length();
    if (name.isEmpty() || at >= end) {
      return null;
    }
    Map<String, String> labels = Map.of();
    if (text[at] == '{') {
      labels = labels();
      if (labels == null) {
        return null;
      }
    }
    skipBlanks();
    int stop = at;
    while (stop < end && !Character.isWhitespace((char) text[stop])) {
      stop++;
    }
    Double value = number(at, stop);
    return value == null ? null : new MetricsPage.Sample(name, labels, value);
  }

  private Map<String, String> labels() {
    List<String> pairs = new ArrayList<>(MOST_LABELS);
    at++;
    while (at < end) {
      skipBlanks();
      if (at < end && text[at] == '}') {
        at++;
        return map(pairs);
      }
      String key = name();
      at += key.length();
      skipBlanks();
      if (key.isEmpty() || at + 1 >= end || text[at] != '=') {
        return null;
      }
      at++;
      skipBlanks();
      String value = quoted();
      if (value == null) {
        return null;
      }
      pairs.add(key);
      pairs.add(value);
      skipBlanks();
      if (at < end && text[at] == ',') {
        at++;
      }
    }
    return null;
  }

  /** Most samples have one label or two. Of one that is told twice the later value counts. */
  private static Map<String, String> map(List<String> pairs) {
    if (pairs.size() == 2) {
      return Map.of(pairs.get(0), pairs.get(1));
    }
    if (pairs.size() == 4 && !pairs.get(0).equals(pairs.get(2))) {
      return Map.of(pairs.get(0), pairs.get(1), pairs.get(2), pairs.get(3));
    }
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < pairs.size(); i += 2) {
      labels.put(pairs.get(i), pairs.get(i + 1));
    }
    return labels;
  }

  private String quoted() {
    if (at >= end || text[at] != '"') {
      return null;
    }
    at++;
    // Never beyond the line: a page of many labels would be read many times over.
    for (int i = at; i < end && text[i] != '\\'; i++) {
      if (text[i] == '"') {
        String plain = value(at, i);
        at = i + 1;
        return plain;
      }
    }
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    while (at < end) {
      byte c = text[at++];
      if (c == '"') {
        return value.toString(StandardCharsets.UTF_8);
      }
      if (c == '\\' && at < end) {
        byte escaped = text[at++];
        value.write(escaped == 'n' ? '\n' : escaped);
      } else {
        value.write(c);
      }
    }
    return null;
  }

  private void skipBlanks() {
    while (at < end && (text[at] == ' ' || text[at] == '\t')) {
      at++;
    }
  }

  private String string(int from, int to) {
    return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** Of a label's value, which alone may have other characters than ASCII. */
  private String value(int from, int to) {
    for (int i = from; i < to; i++) {
      if (text[i] < 0) {
        return new String(text, from, to - from, StandardCharsets.UTF_8);
      }
    }
    return string(from, to);
  }

  private static boolean isNameChar(byte c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_' || c == ':';
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  /** Null when it is none. Most are whole numbers without a sign: those need no String. */
  private Double number(int from, int to) {
    long whole = 0;
    int digits = 0;
    while (from + digits < to && digits < MOST_DIGITS && isDigit(text[from + digits])) {
      whole = 10 * whole + text[from + digits] - '0';
      digits++;
    }
    if (digits > 0 && from + digits == to) {
      return (double) whole;
    }
    return number(string(from, to));
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
