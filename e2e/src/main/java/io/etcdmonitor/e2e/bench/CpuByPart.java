package io.etcdmonitor.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which parts of the operator used the processors, from what the kernel says of each thread. */
final class CpuByPart {
  private static final double TICKS_PER_SECOND = 100;

  /** Threads that do the same; the kernel keeps 15 characters of a thread's name. */
  enum Part {
    /** Sockets of etcd: TLS, gRPC, HTTP. */
    IO("etcd-io|etcd-dns"),
    /** Virtual threads: inspections, reading pages, and little beside them (Events, channels). */
    INSPECTIONS("ForkJoinPool-|VirtualThread-u"),
    /** When rounds start. */
    SCHEDULER("inspection-tick"),
    /** Reconciliations. */
    RECONCILERS("pool-"),
    /** Calls of the Kubernetes API, and what they answer. */
    KUBERNETES("JdkHttpClient|HttpClient-|ForkJoinPool.co|leader-election|Cached|-"),
    /** The alert engine. */
    ALERTS("alerts|alert-memo"),
    /** Who reads {@code /metrics}. */
    API("HTTP-Dispatcher|idle-timeout|metrics-page"),
    GC("VM Thread|GC Thread|G1 "),
    JIT("C1 Compiler|C2 Compiler"),
    OTHER("");

    private final Pattern names;

    Part(String begin) {
      this.names = Pattern.compile(begin);
    }

    private static Part of(String thread) {
      for (Part part : values()) {
        if (part.names.matcher(thread).lookingAt()) {
          return part;
        }
      }
      return OTHER;
    }

    /** What looking at etcd takes, without what is done about it. */
    boolean probing() {
      return this == IO || this == INSPECTIONS || this == SCHEDULER;
    }
  }

  private CpuByPart() {}

  /** CPU seconds of the threads that are alive; of those that ended nothing is known. */
  static Map<Part, Double> of(long pid) {
    Map<Part, Double> seconds = new EnumMap<>(Part.class);
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      threads.forEach(thread -> count(thread, seconds));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return seconds;
  }

  private static void count(Path thread, Map<Part, Double> seconds) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      int name = stat.lastIndexOf(')');
      String[] fields = stat.substring(name + 2).split(" ");
      double used = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
      seconds.merge(Part.of(stat.substring(stat.indexOf('(') + 1, name)), used, Double::sum);
    } catch (IOException e) {
      // It ended in between.
      return;
    }
  }
}
