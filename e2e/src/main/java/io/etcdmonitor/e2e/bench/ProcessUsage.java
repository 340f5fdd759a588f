package io.etcdmonitor.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What the kernel says a process uses (Linux).
 *
 * @param rssMiB resident memory
 * @param peakMiB the most of it there ever was
 * @param threads kernel threads
 * @param fileDescriptors open descriptors
 * @param cpu user and system time since it started
 */
record ProcessUsage(long rssMiB, long peakMiB, int threads, int fileDescriptors, Duration cpu) {
  private static final long TICKS_PER_SECOND = 100;
  private static final int STIME_FIELD = 12;

  static ProcessUsage of(long pid) {
    Path proc = Path.of("/proc", Long.toString(pid));
    try (Stream<Path> descriptors = Files.list(proc.resolve("fd"))) {
      String status = Files.readString(proc.resolve("status"));
      String stat = Files.readString(proc.resolve("stat"));
      String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks =
          Long.parseLong(afterName[STIME_FIELD - 1]) + Long.parseLong(afterName[STIME_FIELD]);
      return new ProcessUsage(
          number(status, "VmRSS:") / 1024,
          number(status, "VmHWM:") / 1024,
          (int) number(status, "Threads:"),
          (int) descriptors.count(),
          Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long number(String status, String field) {
    return status
        .lines()
        .filter(line -> line.startsWith(field))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }
}
