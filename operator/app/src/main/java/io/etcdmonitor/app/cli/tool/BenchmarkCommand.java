package io.etcdmonitor.app.cli.tool;

import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.Shutdown;
import io.etcdmonitor.app.cli.Command;
import io.etcdmonitor.app.cli.Flags;
import io.etcdmonitor.app.cli.OutputFormat;
import io.etcdmonitor.app.cli.Terminal;
import io.etcdmonitor.app.cli.ctl.ConnectionFlags;
import io.etcdmonitor.toolkit.benchmark.Benchmark;
import io.etcdmonitor.toolkit.benchmark.BenchmarkKind;
import io.etcdmonitor.toolkit.benchmark.HtmlReport;
import io.etcdmonitor.toolkit.benchmark.Patience;
import io.etcdmonitor.toolkit.benchmark.Progress;
import io.etcdmonitor.toolkit.benchmark.Report;
import io.etcdmonitor.toolkit.benchmark.ReportFile;
import io.etcdmonitor.toolkit.benchmark.TextReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code benchmark}: loads a cluster and says how it bore it. */
public final class BenchmarkCommand implements Command {
  private static final String SAVE = "--save";
  private static final String HTML = "--html";
  private static final String COMPACT = "--compact";

  private final Terminal terminal;
  private final ConnectionFlags.Clusters clusters;
  private final Shutdown shutdown;
  private final Clock clock;

  /**
   * @param clusters finds what {@code --cluster namespace/name} means
   * @param shutdown ends a run early, which still cleans up and reports
   */
  public BenchmarkCommand(
      Terminal terminal, ConnectionFlags.Clusters clusters, Shutdown shutdown, Clock clock) {
    this.terminal = terminal;
    this.clusters = clusters;
    this.shutdown = shutdown;
    this.clock = clock;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Flags.command(
            this,
            "benchmark",
            "Loads a cluster and measures throughput and latency. KIND is one of "
                + BenchmarkKind.words()
                + ". It writes keys under a prefix of its own and deletes them afterwards, after"
                + " Ctrl-C too. Do not run it against a cluster that others need.",
            "",
            "Ends with 0 when the SLO is met, 1 when it is missed, 3 when it could not be measured or"
                + " was stopped early.",
            "");
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .arity("0..1")
            .type(String.class)
            .paramLabel("KIND")
            .description("What is done: " + BenchmarkKind.words() + ".")
            .build());
    BenchmarkFlags.addTo(spec);
    spec.addOption(
        ToolFlags.flag(COMPACT, "Compact the cluster when the keys are deleted. Default: no."));
    spec.addOption(
        ToolFlags.option(SAVE, "FILE", "Keep the report as JSON, for 'benchmark compare'."));
    spec.addOption(ToolFlags.option(HTML, "FILE", "Write the report as one page with plots."));
    ToolFlags.output(spec);
    ConnectionFlags.addTo(spec, "30s for those of the load, 10s for others", "5s");
    CompareCommand compare = new CompareCommand(terminal);
    CommandSpec sub = compare.spec();
    return spec.addSubcommand(sub.name(), sub);
  }

  @Override
  public int run(ParseResult parsed) {
    return ToolFlags.run(() -> measure(parsed));
  }

  private ExitCode measure(ParseResult parsed) throws InterruptedException, IOException {
    ToolFlags flags = new ToolFlags(parsed);
    String kind = parsed.matchedPositionalValue(0, "");
    if (kind.isEmpty()) {
      throw new IllegalArgumentException(
          "benchmark: say what to measure: one of " + BenchmarkKind.words());
    }
    Optional<Path> save = flags.text(SAVE).map(Path::of);
    Optional<Path> html = flags.text(HTML).map(Path::of);
    for (Path file : Stream.concat(save.stream(), html.stream()).toList()) {
      ReportFile.check(file);
    }
    Benchmark benchmark =
        new Benchmark(
                ConnectionFlags.connection(parsed, terminal.environment(), clusters),
                BenchmarkFlags.options(kind, flags),
                clock,
                terminal.interactive() ? new Watched(terminal.err()) : Progress.NONE)
            .waiting(patience(parsed));
    if (flags.has(COMPACT)) {
      benchmark.compacting();
    }
    shutdown.listen();
    Thread stopper =
        Thread.ofVirtual()
            .start(() -> {
              shutdown.await();
              if (shutdown.isRequested()) {
                benchmark.stop();
              }
            });
    Report report;
    try {
      report = benchmark.run();
    } finally {
      stopper.interrupt();
    }
    try {
      print(report, flags.output());
    } finally {
      if (save.isPresent()) {
        ReportFile.write(save.get(), ReportFile.json(report));
      }
      if (html.isPresent()) {
        ReportFile.write(html.get(), HtmlReport.of(report));
      }
    }
    return code(report);
  }

  private Patience patience(ParseResult parsed) {
    Optional<Duration> command = ConnectionFlags.commandTimeout(parsed, terminal.environment());
    return new Patience(
        ConnectionFlags.dialTimeout(parsed, terminal.environment()).orElse(Patience.DEFAULT.dial()),
        command.orElse(Patience.DEFAULT.request()),
        command.orElse(Patience.DEFAULT.load()));
  }

  private void print(Report report, OutputFormat format) {
    Documents.print(
        terminal, format, report, format == OutputFormat.TABLE ? TextReport.of(report) : List.of());
  }

  static ExitCode code(Report report) {
    if (report.measured().stoppedEarly() || report.measured().operations() == 0) {
      return ExitCode.UNKNOWN;
    }
    return report.slo().verdict().equals("MISSED") ? ExitCode.WARNING : ExitCode.OK;
  }

  /** A line that is written over again and again, for a person who watches. */
  private record Watched(PrintStream err) implements Progress {
    @Override
    public void phase(String what) {
      err.print("\r\u001b[K" + what);
      err.flush();
    }

    @Override
    public void second(Report.Second second) {
      err.print(
          String.format(
              Locale.ROOT,
              "\r\u001b[K%.0f s  %.0f/s  p99 %s  errors %d",
              second.at() + second.seconds(),
              second.perSecond(),
              second.latency() == null
                  ? "none"
                  : String.format(Locale.ROOT, "%.2f ms", second.latency().p99()),
              second.errors()));
      err.flush();
    }
  }
}
