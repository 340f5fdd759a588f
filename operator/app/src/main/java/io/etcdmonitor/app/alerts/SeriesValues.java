package io.etcdmonitor.app.alerts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The samples of one series, written as {@code promtool test rules} has them: {@code 1 2} two
 * values, {@code 1x3} the value and three more of it, {@code 1+2x3} is 1 3 5 7, {@code _} none,
 * {@code _x3} none three times. Words, such as verdicts, may stand for numbers.
 */
final class SeriesValues {
  private static final int MOST = 1_000_000;
  private static final Pattern NUMBERS =
      Pattern.compile(
          "(-?[0-9.]+(?:e-?[0-9]+)?)(?:([+-])([0-9.]+(?:e-?[0-9]+)?))?(?:x([0-9]{1,7}))?");
  private static final Pattern WORDS = Pattern.compile("(_|[A-Za-z]+?)(?:x([0-9]{1,7}))?");

  private SeriesValues() {}

  /** One value for each sample; empty where there is none. */
  static List<Optional<String>> read(Node node) {
    List<Optional<String>> values = new ArrayList<>();
    for (String token : node.text().strip().split("\\s+")) {
      Matcher number = NUMBERS.matcher(token);
      Matcher word = WORDS.matcher(token);
      if (number.matches()) {
        numbers(node, number, values);
      } else if (word.matches()) {
        words(word, values);
      } else {
        throw node.must("hold values such as 1, 1x3, 1+2x3, passed or _, not \"" + token + "\"");
      }
      if (values.size() > MOST) {
        throw node.must("hold at most " + MOST + " values");
      }
    }
    return values;
  }

  private static void numbers(Node node, Matcher token, List<Optional<String>> values) {
    double first = node.within(() -> Double.parseDouble(token.group(1)));
    double each =
        token.group(3) == null ? 0 : node.within(() -> Double.parseDouble(token.group(3)));
    int more = token.group(4) == null ? 0 : Integer.parseInt(token.group(4));
    double step = "-".equals(token.group(2)) ? -each : each;
    for (int i = 0; i <= more; i++) {
      values.add(Optional.of(Double.toString(first + i * step)));
    }
  }

  private static void words(Matcher token, List<Optional<String>> values) {
    boolean none = token.group(1).equals("_");
    int more = token.group(2) == null ? 0 : Integer.parseInt(token.group(2));
    int count = none ? Math.max(1, more) : more + 1;
    for (int i = 0; i < count; i++) {
      values.add(none ? Optional.empty() : Optional.of(token.group(1)));
    }
  }
}
