package io.etcdmonitor.engine.metricspage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LINE_ENDS = 0x0a0a_0a0a_0a0a_0a0aL;
  private static final long LOW_BITS = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  /** etcd's have some 200 bytes: a longer one is none, and its labels would be kept and shown. */
  private static final int LONGEST_LINE = 2_048;

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

  /** The same of a text. */
  public static MetricsPage parse(
      String text, Predicate<String> wanted, Predicate<String> onlyCounted, int maxSamples) {
    ByteBuffer page = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    return parse(page, wanted, onlyCounted, maxSamples);
  }

  /**
   * Reads a page.
   *
   * @param page in UTF-8; is not changed
   * @param wanted names to keep; everything else costs no memory
   * @param onlyCounted names whose samples are left out while they are 0: etcd lists every RPC with
   *     every code, and most of them never happened
   * @param maxSamples how many samples to keep at most
   */
  public static MetricsPage parse(
      ByteBuffer page, Predicate<String> wanted, Predicate<String> onlyCounted, int maxSamples) {
    ByteBuffer heap = onHeap(page);
    byte[] text = heap.array();
    int start = heap.arrayOffset() + heap.position();
    int length = heap.arrayOffset() + heap.limit();
    Map<String, List<Sample>> byName = new HashMap<>();
    SampleLine line = new SampleLine(text);
    int kept = 0;
    boolean truncated = false;
    // Lines of one metric follow each other, hundreds of them: its name is looked at once.
    String name = "";
    int named = 0;
    boolean keep = false;
    boolean counted = false;
    while (start < length) {
      int end = lineEnd(text, start, length);
      boolean endless = end - start > LONGEST_LINE;
      line.move(start, end);
      start = end + 1;
      if (endless || line.isComment()) {
        continue;
      }
      if (!line.isNamed(name, named)) {
        name = line.name();
        named = line.start();
        keep = wanted.test(name);
        counted = keep && onlyCounted.test(name);
      }
      if (!keep || (counted && line.isZero())) {
        continue;
      }
      Sample sample = line.parse(name);
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

  /** Eight bytes at a time: most lines are only looked at for where they end. */
  private static int lineEnd(byte[] text, int from, int to) {
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      long difference = (long) LONGS.get(text, at) ^ LINE_ENDS;
      long zeros = (difference - LOW_BITS) & ~difference & HIGH_BITS;
      if (zeros != 0) {
        return at + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
      }
    }
    while (at < to && text[at] != '\n') {
      at++;
    }
    return at;
  }

  private static ByteBuffer onHeap(ByteBuffer page) {
    return page.hasArray()
        ? page
        : ByteBuffer.allocate(page.remaining()).put(page.duplicate()).flip();
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
