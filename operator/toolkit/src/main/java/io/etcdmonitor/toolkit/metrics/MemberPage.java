package io.etcdmonitor.toolkit.metrics;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** A member's metrics page. Lines that cannot be read are skipped. Immutable. */
public final class MemberPage {
  private final String text;

  public MemberPage(String text) {
    this.text = text;
  }

  /** The value of a metric, summed over its label sets; empty when it is not there. */
  public OptionalDouble value(String name) {
    double sum = 0;
    boolean found = false;
    for (String line : text.lines().toList()) {
      if (named(line, name)) {
        Optional<Double> value = number(line);
        found |= value.isPresent();
        sum += value.orElse(0.0);
      }
    }
    return found ? OptionalDouble.of(sum) : OptionalDouble.empty();
  }

  /** A histogram, summed over its label sets; empty when it is not there. */
  public Optional<Buckets> histogram(String name) {
    Map<Double, Double> buckets = new TreeMap<>();
    for (String line : text.lines().toList()) {
      int le = named(line, name + "_bucket") ? line.indexOf("le=\"") : -1;
      if (le >= 0) {
        String bound = line.substring(le + 4, line.indexOf('"', le + 4));
        Optional<Double> count = number(line);
        bound(bound).ifPresent(b -> count.ifPresent(c -> buckets.merge(b, c, Double::sum)));
      }
    }
    return buckets.containsKey(Double.POSITIVE_INFINITY)
        ? Optional.of(new Buckets(buckets))
        : Optional.empty();
  }

  private static boolean named(String line, String name) {
    return line.startsWith(name)
        && line.length() > name.length()
        && (line.charAt(name.length()) == ' ' || line.charAt(name.length()) == '{');
  }

  private static Optional<Double> number(String line) {
    return bound(line.substring(line.lastIndexOf(' ') + 1));
  }

  private static Optional<Double> bound(String number) {
    if (number.equals("+Inf")) {
      return Optional.of(Double.POSITIVE_INFINITY);
    }
    try {
      return Optional.of(Double.parseDouble(number));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
