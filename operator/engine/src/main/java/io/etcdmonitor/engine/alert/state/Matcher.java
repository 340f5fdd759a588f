package io.etcdmonitor.engine.alert.state;

import io.etcdmonitor.engine.model.Severity;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * One test of a label. A label that is missing is empty.
 *
 * @param label its name
 * @param operator {@code =}, {@code !=}, {@code =~} or {@code !~} (whole value)
 * @param value text or regular expression
 */
public record Matcher(String label, String operator, String value) {
  private static final Pattern WRITTEN =
      Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*(=~|!~|!=|=)\\s*(.*?)\\s*");

  /**
   * @throws IllegalArgumentException with one sentence when it cannot be used
   */
  public Matcher {
    if (!operator.matches("=|!=|=~|!~")) {
      throw new IllegalArgumentException("'%s' is none of =, !=, =~, !~".formatted(operator));
    }
    if (operator.endsWith("~")) {
      try {
        Pattern.compile(value);
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            "'%s' is no regular expression: %s".formatted(value, e.getDescription()), e);
      }
    }
  }

  /**
   * Reads {@code severity=critical} or {@code cluster=~"prod-.*"}.
   *
   * @throws IllegalArgumentException with one sentence when it is not of this form, or asks for a
   *     severity that there is not
   */
  public static Matcher parse(String text) {
    java.util.regex.Matcher parts = WRITTEN.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no matcher; write label=value, label!=value, label=~regex or label!~regex"
              .formatted(text));
    }
    String value = parts.group(3);
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    Matcher matcher =
        new Matcher(
            parts.group(1),
            parts.group(2),
            quoted ? value.substring(1, value.length() - 1) : value);
    if (matcher.label().equals("severity") && !matcher.namesSeverity()) {
      // Without this a route of severity=Critical would hear of nothing, and nobody would know.
      throw new IllegalArgumentException(
          "'%s' is about no alert: write info, warning or critical, in lower case".formatted(text));
    }
    return matcher;
  }

  private boolean namesSeverity() {
    Matcher positive = new Matcher(label, operator.endsWith("~") ? "=~" : "=", value);
    return Arrays.stream(Severity.values())
        .map(severity -> severity.word().toLowerCase(Locale.ROOT))
        .anyMatch(word -> positive.matches(Map.of(label, word)));
  }

  /** Whether these labels pass. */
  public boolean matches(Map<String, String> labels) {
    String actual = labels.getOrDefault(label, "");
    return switch (operator) {
      case "=" -> actual.equals(value);
      case "!=" -> !actual.equals(value);
      case "=~" -> Pattern.matches(value, actual);
      default -> !Pattern.matches(value, actual);
    };
  }

  /** As people write it. */
  @Override
  public String toString() {
    return label + operator + '"' + value + '"';
  }
}
