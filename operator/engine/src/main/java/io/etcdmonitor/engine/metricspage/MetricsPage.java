package io.etcdmonitor.engine.metricspage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * The samples of a Prometheus text page that somebody asked for. Immutable.
 *
 * <p>Lenient: a line that is no sample is skipped, for one bad line must not blind the monitor to
 * the rest of the page. Bounded: samples beyond the limit are dropped, and {@link #truncated} says
 * so.
 */
public final class MetricsPage {
  private final Map<String, List<Sample>> byName;
  private final boolean truncated;

  /**
   * One sample.
   *
   * @param name metric name, with {@code _bucket}, {@code _sum} or {@code _count} where it has one
   * @param labels its labels
   * @param value may be NaN or infinite
   */
  public record Sample(String name, Map<String, String> labels, double value) {
    public Sample {
      labels = Map.copyOf(labels);
    }

    /** A label's value; empty when it has none of that name. */
    public String label(String key) {
      return labels.getOrDefault(key, "");
    }
  }

  private MetricsPage(Map<String, List<Sample>> byName, boolean truncated) {
    this.byName = byName;
    this.truncated = truncated;
  }

  /**
   * Reads a page.
   *
   * @param wanted names to keep; everything else costs no memory
   * @param maxSamples how many samples to keep at most
   */
  public static MetricsPage parse(String text, Predicate<String> wanted, int maxSamples) {
    return parse(text, wanted, name -> false, maxSamples);
  }

  /**
   * Reads a page.
   *
   * @param wanted names to keep; everything else costs no memory
   * @param onlyCounted names whose samples are left out while they are 0: etcd lists every RPC with
   *     every code, and most of them never happened
   * @param maxSamples how many samples to keep at most
   */
  public static MetricsPage parse(
      String text, Predicate<String> wanted, Predicate<String> onlyCounted, int maxSamples) {
    Map<String, List<Sample>> byName = new HashMap<>();
    int kept = 0;
    boolean truncated = false;
    int start = 0;
    // Lines of one metric follow each other, hundreds of them: its name is looked at once.
    String name = "";
    boolean keep = false;
    boolean counted = false;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      SampleLine line = new SampleLine(text, start, end);
      start = end + 1;
      if (line.isComment()) {
        continue;
      }
      if (!line.isNamed(name)) {
        name = line.name();
        keep = wanted.test(name);
        counted = keep && onlyCounted.test(name);
      }
      if (!keep || (counted && line.isZero())) {
        continue;
      }
      Sample sample = line.parse();
      if (sample == null) {
        continue;
      }
      if (kept++ >= maxSamples) {
        truncated = true;
        break;
      }
      byName.computeIfAbsent(sample.name(), n -> new ArrayList<>()).add(sample);
    }
    return new MetricsPage(byName, truncated);
  }

  /** Whether samples were dropped. */
  public boolean truncated() {
    return truncated;
  }

  /** All samples of a name, in the page's order; empty when there are none. */
  public List<Sample> samples(String name) {
    return List.copyOf(byName.getOrDefault(name, List.of()));
  }

  /** The value of a metric; the sum over its label sets where it has several; empty when absent. */
  public OptionalDouble value(String name) {
    List<Sample> samples = byName.getOrDefault(name, List.of());
    return samples.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(samples.stream().mapToDouble(Sample::value).sum());
  }

  /** How many samples were kept. */
  public int size() {
    return byName.values().stream().mapToInt(List::size).sum();
  }

  /** Whether nothing that was wanted is on the page. */
  public boolean isEmpty() {
    return byName.isEmpty();
  }
}
