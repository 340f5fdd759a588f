package io.etcdmonitor.toolkit.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a disk did. Latencies are milliseconds of one fdatasync.
 *
 * @param tool what measured: {@code fio-3.33} or {@code java}
 * @param fileSystem its type
 * @param syncs how many were measured
 * @param syncsPerSecond appends with their fdatasync
 * @param verdict {@code PASS}, {@code FAIL} or {@code NOT_JUDGED}
 * @param message one sentence
 * @param notes what else one must know
 */
public record DiskResult(
    String tool,
    String directory,
    String fileSystem,
    long syncs,
    int blockSize,
    double syncsPerSecond,
    Latency latency,
    double passMarkMillis,
    Verdict verdict,
    String message,
    List<String> notes) {

  /** Whether it will do. */
  public enum Verdict {
    PASS,
    FAIL,
    /** Not a disk that etcd should be judged by. */
    NOT_JUDGED
  }

  /** Milliseconds. */
  public record Latency(double mean, double p50, double p99, double p999, double max) {}

  /** For people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("disk check of %s (%s), measured by %s".formatted(directory, fileSystem, tool));
    lines.add(
        String.format(
            Locale.ROOT,
            "  %d appends of %d bytes, each with fdatasync: %.0f per second",
            syncs,
            blockSize,
            syncsPerSecond));
    lines.add(
        String.format(
            Locale.ROOT,
            "  fdatasync in ms: mean %.2f  p50 %.2f  p99 %.2f  p99.9 %.2f  max %.2f",
            latency.mean(),
            latency.p50(),
            latency.p99(),
            latency.p999(),
            latency.max()));
    notes.forEach(note -> lines.add("note: " + note));
    lines.add(verdict.name().replace('_', ' ') + ": " + message);
    return lines;
  }
}
