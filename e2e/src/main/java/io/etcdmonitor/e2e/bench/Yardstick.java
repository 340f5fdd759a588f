package io.etcdmonitor.e2e.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;

/**
 * How fast this machine is at the moment: CPU time of a fixed piece of work of the kind that the
 * operator does, so that runs on other machines, or with other neighbours, can be compared. The
 * work is zlib's, native code, so no compiler has to warm up.
 */
final class Yardstick {
  private static final int PAGES = 250;
  private static final int TIMES = 9;

  private final byte[] compressed;
  private final byte[] page;

  /**
   * @param recorded a page of metrics
   */
  Yardstick(Path recorded) {
    try {
      page = Files.readAllBytes(recorded);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, new Deflater())) {
        out.write(page);
      }
      compressed = bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("the page that measures the machine cannot be read", e);
    }
  }

  /** Microseconds of CPU for expanding one page; the median of a few tries, half a second. */
  long micros() {
    return LongStream.range(0, TIMES).map(i -> once()).sorted().toArray()[TIMES / 2];
  }

  private long once() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < PAGES; i++) {
      expand();
    }
    return TimeUnit.NANOSECONDS.toMicros(threads.getCurrentThreadCpuTime() - before) / PAGES;
  }

  private void expand() {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(compressed);
      if (inflater.inflate(page) != page.length) {
        throw new IllegalStateException("the page is not what it was");
      }
    } catch (DataFormatException e) {
      throw new IllegalStateException("what was compressed here cannot be expanded", e);
    } finally {
      inflater.end();
    }
  }
}
