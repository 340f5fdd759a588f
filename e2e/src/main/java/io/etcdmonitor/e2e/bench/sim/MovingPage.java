package io.etcdmonitor.e2e.bench.sim;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * A recorded {@code /metrics} page whose counters go on counting: everything that the recorded
 * server counted in its life is counted again every ten minutes. All members of a process show the
 * same page, made once a second, with gzip as it comes from etcd. Not thread-safe.
 */
final class MovingPage {
  private static final double LIFE_SECONDS = 600;

  /** Gauges by type that count up all the same. */
  private static final Set<String> ALSO_COUNT =
      Set.of("etcd_server_proposals_committed_total", "etcd_server_proposals_applied_total");

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Part(byte[] fixed, double counted, boolean whole) {}

  private final List<Part> parts = new ArrayList<>();
  private final int size;
  private ByteBuf made = Unpooled.EMPTY_BUFFER;
  private ByteBuf compressed = Unpooled.EMPTY_BUFFER;
  private long madeAt = -1;

  /** Reads a page as a server sent it; all members show it, so it does not say whose it is. */
  MovingPage(String recorded) {
    Map<String, String> types = new HashMap<>();
    StringBuilder fixed = new StringBuilder();
    for (String line : recorded.lines().filter(l -> !l.startsWith("etcd_server_id{")).toList()) {
      if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ");
        types.put(words[2], words[3]);
      }
      int blank = line.lastIndexOf(' ');
      if (line.startsWith("#") || !counts(line, types)) {
        fixed.append(line).append('\n');
        continue;
      }
      String number = line.substring(blank + 1);
      double value = Double.parseDouble(number);
      fixed.append(line, 0, blank + 1);
      parts.add(new Part(bytes(fixed), value, value == Math.rint(value)));
      fixed.setLength(0);
      fixed.append('\n');
    }
    parts.add(new Part(bytes(fixed), 0, true));
    size = recorded.length() + parts.size() * 8;
  }

  /** The page after so many seconds; the caller releases it. */
  ByteBuf at(long seconds, boolean gzip) {
    if (seconds != madeAt) {
      // What is still being sent holds the old ones.
      made.release();
      compressed.release();
      made = make(seconds);
      compressed = compress(made.duplicate());
      madeAt = seconds;
    }
    return (gzip ? compressed : made).retainedDuplicate();
  }

  /** Whether a client that says this takes a compressed page. */
  static boolean gzip(CharSequence acceptEncoding) {
    return acceptEncoding != null && AsciiString.contains(acceptEncoding, "gzip");
  }

  private static ByteBuf compress(ByteBuf page) {
    ByteBuf compressed = Unpooled.directBuffer();
    try (GZIPOutputStream out = new GZIPOutputStream(new ByteBufOutputStream(compressed))) {
      page.readBytes(out, page.readableBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("a page could not be compressed", e);
    }
    return compressed;
  }

  private ByteBuf make(long seconds) {
    ByteBuf page = Unpooled.directBuffer(size);
    double factor = 1 + (double) seconds / LIFE_SECONDS;
    for (Part part : parts) {
      page.writeBytes(part.fixed());
      if (part.counted() > 0) {
        // Rounded down, so that a bucket never holds more than the one above it.
        double now = part.counted() * factor;
        String text = part.whole() ? Long.toString((long) now) : Double.toString(now);
        page.writeCharSequence(text, StandardCharsets.US_ASCII);
      }
    }
    return page;
  }

  private static boolean counts(String line, Map<String, String> types) {
    int end = 0;
    while (end < line.length() && line.charAt(end) != '{' && line.charAt(end) != ' ') {
      end++;
    }
    String name = line.substring(0, end);
    String family = name.replaceAll("_(bucket|sum|count)$", "");
    boolean counter =
        "counter".equals(types.get(name))
            || "histogram".equals(types.get(family))
            || ALSO_COUNT.contains(name);
    double value = Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    return counter && value > 0 && Double.isFinite(value);
  }

  private static byte[] bytes(StringBuilder text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
