package io.etcdmonitor.e2e.prometheus;

import io.etcdmonitor.e2e.demo.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The metrics that there are: ours as declared, etcd's as recorded. */
public final class KnownMetrics {
  /** {@code docs/metrics.md} is printed from the declarations and tested against them. */
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\| (gauge|counter|histogram) \\| (.*?) \\|");

  private static final Pattern LABEL = Pattern.compile("`(\\w+)`");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-zA-Z_:][\\w:]*)[ {]");

  private KnownMetrics() {}

  /** Ours, with their labels; a histogram's series each. */
  public static Map<String, Set<String>> ours() {
    Map<String, Set<String>> known = new TreeMap<>();
    Matcher row = ROW.matcher(Checkout.read(Checkout.root().resolve("docs/metrics.md")));
    while (row.find()) {
      Set<String> labels = new TreeSet<>();
      Matcher label = LABEL.matcher(row.group(3));
      while (label.find()) {
        labels.add(label.group(1));
      }
      if (row.group(2).equals("histogram")) {
        for (String part : new String[] {"_bucket", "_sum", "_count"}) {
          known.put(row.group(1) + part, labels);
        }
      } else {
        known.put(row.group(1), labels);
      }
    }
    return known;
  }

  /** The recorded pages of etcd by name, such as {@code 3.5-full}, and the metrics of each. */
  static Map<String, Set<String>> etcds() {
    Path pages = Checkout.root().resolve("operator/engine/src/test/resources/metrics");
    Map<String, Set<String>> known = new TreeMap<>();
    try (Stream<Path> files = Files.list(pages)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".txt")).toList()) {
        Set<String> names = new TreeSet<>();
        Matcher sample = SAMPLE.matcher(Checkout.read(file));
        while (sample.find()) {
          names.add(sample.group(1));
        }
        known.put(file.getFileName().toString().replace(".txt", ""), names);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return known;
  }
}
