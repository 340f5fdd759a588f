package io.etcdmonitor.engine.alert.state;

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
   * @throws IllegalArgumentException with one sentence when it is not of this form
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
    return new Matcher(
        parts.group(1), parts.group(2), quoted ? value.substring(1, value.length() - 1) : value);
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
