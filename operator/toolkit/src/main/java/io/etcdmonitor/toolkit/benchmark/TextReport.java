package io.etcdmonitor.toolkit.benchmark;

import com.google.errorprone.annotations.FormatMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report for people. */
public final class TextReport {
  private static final int BAR = 40;

  private final List<String> lines = new ArrayList<>();

  private TextReport() {}

  /** The whole report, one line each. */
  public static List<String> of(Report report) {
    TextReport text = new TextReport();
    text.head(report);
    report.operations().forEach(text::operation);
    text.errors(report);
    text.disks(report);
    text.verdict(report);
    return text.lines;
  }

  @FormatMethod
  private void line(String format, Object... arguments) {
    lines.add(String.format(Locale.ROOT, format, arguments));
  }

  private void head(Report report) {
    Report.Parameters asked = report.parameters();
    Report.Target target = report.target();
    line("benchmark %s, run %s, %s", asked.kind(), report.id(), report.started());
    line(
        "  cluster   %s, etcd %s, %s",
        target.clusterId(),
        String.join(" and ", target.versions()),
        (asked.targetLeader() ? "the leader " : "") + String.join(", ", target.endpoints()));
    line(
        "  load      %d clients on %d connections, %s",
        asked.clients(),
        Math.min(asked.connections(), asked.clients()),
        asked.rate() > 0
            ? "open loop at " + number(asked.rate()) + "/s"
            : "closed loop (the next call when the last is answered)");
    line(
        "  data      keys of %d bytes, values of %d bytes, %d keys, %s, seed %d%s",
        asked.keySize(),
        asked.valueSize(),
        asked.keySpace(),
        asked.sequential() ? "one after the other" : "at random",
        asked.seed(),
        asked.serializable() ? ", serializable reads" : "");
    if (report.warmUp().populated() > 0) {
      line("  before    %d keys written", report.warmUp().populated());
    }
    line(
        "  warm-up   %s s, %d operations and %d errors in it are not counted",
        number(report.warmUp().seconds()), report.warmUp().operations(), report.warmUp().errors());
    Report.Measured measured = report.measured();
    line(
        "  measured  %d operations in %s s: %s per second",
        measured.operations(), number(measured.seconds()), number(measured.perSecond()));
    if (measured.missed() > 0) {
      line("  missed    %d operations were due and could not be begun", measured.missed());
    }
  }

  private void operation(Report.OperationResult result) {
    line("");
    Report.Latency latency = result.latency();
    if (latency == null) {
      line("%s: not one succeeded", result.operation());
      return;
    }
    line(
        "%s: %d operations, %s per second; latency in ms",
        result.operation(), result.count(), number(result.perSecond()));
    line(
        "  min %s  mean %s  max %s  stddev %s",
        number(latency.min()),
        number(latency.mean()),
        number(latency.max()),
        number(latency.stddev()));
    line(
        "  p50 %s  p90 %s  p95 %s  p99 %s  p99.9 %s",
        number(latency.p50()),
        number(latency.p90()),
        number(latency.p95()),
        number(latency.p99()),
        number(latency.p999()));
    long most = result.histogram().stream().mapToLong(Report.Bar::count).max().orElse(1);
    for (Report.Bar bar : result.histogram()) {
      line(
          "  %10s ms %9d |%s",
          number(bar.upToMillis()),
          bar.count(),
          "#".repeat((int) (bar.count() * BAR / Math.max(1, most))));
    }
  }

  private void errors(Report report) {
    if (!report.errors().isEmpty()) {
      line("");
      line("errors");
      report
          .errors()
          .forEach(error -> line("  %d x %s: %s", error.count(), error.type(), error.example()));
    }
  }

  private void disks(Report report) {
    line("");
    line("disks of the members meanwhile, as they measure them");
    for (Report.MemberDisk disk : report.members()) {
      if (disk.fsync() == null || disk.commit() == null) {
        line("  %s  not known: %s", disk.endpoint(), disk.problem());
      } else {
        line(
            "  %s  WAL fsync %s  backend commit %s%s",
            disk.endpoint(),
            timing(disk.fsync()),
            timing(disk.commit()),
            disk.cpuSeconds() == null ? "" : "  CPU " + number(disk.cpuSeconds()) + " s");
      }
    }
    Report.Client client = report.client();
    if (client != null && client.cpuPer100k() != null) {
      line(
          "this program used %s CPU seconds, %s per 100,000 operations",
          number(client.cpuSeconds()), number(client.cpuPer100k()));
    }
  }

  private static String timing(Report.Timing timing) {
    if (timing.p99Millis() == null) {
      return "none";
    }
    return timing.count()
        + " (p50 "
        + number(timing.p50Millis())
        + " ms, p99 "
        + (timing.beyond() ? "over " : "")
        + number(timing.p99Millis())
        + " ms)";
  }

  private void verdict(Report report) {
    line("");
    report.notes().forEach(note -> line("note: %s", note));
    line("clean-up: %s", report.cleanUp().message());
    for (Report.Mark mark : report.slo().marks()) {
      line(
          "%s  %s: %s%s (mark: %s%s)",
          mark.met() ? "met   " : "MISSED",
          mark.name(),
          number(mark.actual()),
          unit(mark),
          number(mark.target()),
          unit(mark));
    }
    line(
        "SLO %s%s",
        report.slo().verdict().toLowerCase(Locale.ROOT).replace('_', ' '),
        report.slo().reason().isEmpty() ? "" : ": " + report.slo().reason());
  }

  private static String unit(Report.Mark mark) {
    return mark.unit().startsWith("/") || mark.unit().isEmpty() ? mark.unit() : " " + mark.unit();
  }

  /** Three digits that tell, without an exponent. */
  static String number(double value) {
    double size = Math.abs(value);
    int decimals =
        size >= 100 || value == Math.rint(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
