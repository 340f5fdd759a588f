package io.etcdmonitor.app.cli.tool;

import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.cli.Command;
import io.etcdmonitor.app.cli.Flags;
import io.etcdmonitor.app.cli.Terminal;
import io.etcdmonitor.app.cli.ctl.ConnectionFlags;
import io.etcdmonitor.toolkit.disk.DiskCheck;
import io.etcdmonitor.toolkit.disk.DiskOptions;
import io.etcdmonitor.toolkit.disk.DiskResult;
import io.etcdmonitor.toolkit.disk.ProductionCheck;
import io.etcdmonitor.toolkit.disk.Readiness;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code disk-check}: is this disk, and with {@code --production-check} a cluster, fit for etcd.
 */
public final class DiskCheckCommand implements Command {
  private static final String DIRECTORY = "--directory";
  private static final String SIZE = "--size";
  private static final String BLOCK = "--block-size";
  private static final String PASS_MARK = "--pass-mark";
  private static final String TOOL = "--tool";
  private static final String PRODUCTION = "--production-check";

  private final Terminal terminal;
  private final ConnectionFlags.Clusters clusters;
  private final Clock clock;

  public DiskCheckCommand(Terminal terminal, ConnectionFlags.Clusters clusters, Clock clock) {
    this.terminal = terminal;
    this.clusters = clusters;
    this.clock = clock;
  }

  /** Everything that was looked at; null parts were not asked for. */
  private record Document(DiskResult disk, Readiness readiness) {}

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Flags.command(
            this,
            "disk-check",
            "Is this disk fast enough for etcd: appends blocks of 2,300 bytes, each with fdatasync, as"
                + " etcd's write-ahead log does; with fio where it is installed. With"
                + " --production-check also: is this cluster fit for production.",
            "",
            "Ends with 0 when it is fit, 1 when it is not, 3 when that cannot be told.",
            "");
    spec.addOption(
        ToolFlags.option(
            DIRECTORY,
            "DIRECTORY",
            "On the disk in question. Default: the current one; with --production-check no disk of"
                + " this machine is measured unless one is given."));
    spec.addOption(
        ToolFlags.option(SIZE, "BYTES", "How much is written. Default: 23068672 (22 MiB)."));
    spec.addOption(ToolFlags.option(BLOCK, "BYTES", "Per append. Default: 2300."));
    spec.addOption(
        ToolFlags.option(
            PASS_MARK, "DURATION", "The p99 of fdatasync must be below. Default: 10ms."));
    spec.addOption(
        ToolFlags.option(
            TOOL, "auto|fio|java", "What measures. Default: auto, fio where it is installed."));
    spec.addOption(
        ToolFlags.flag(
            PRODUCTION,
            "Look at the cluster too: disks, network, clocks, size, health, quota, compaction,"
                + " versions, TLS, file limits."));
    ToolFlags.output(spec);
    return ConnectionFlags.addTo(spec);
  }

  @Override
  public int run(ParseResult parsed) {
    return ToolFlags.run(() -> check(parsed));
  }

  private ExitCode check(ParseResult parsed) throws IOException, InterruptedException {
    ToolFlags flags = new ToolFlags(parsed);
    boolean production = flags.has(PRODUCTION);
    Optional<DiskResult> disk = Optional.empty();
    if (!production || flags.text(DIRECTORY).isPresent()) {
      disk = Optional.of(disk(flags));
    }
    Optional<Readiness> readiness = Optional.empty();
    if (production) {
      try (EtcdOperations operations =
          EtcdOperations.open(
              ConnectionFlags.connection(parsed, terminal.environment(), clusters),
              ConnectionFlags.timeouts(parsed, terminal.environment()))) {
        readiness = Optional.of(new ProductionCheck(operations, clock).look(disk));
      }
    }
    List<String> lines = new ArrayList<>();
    disk.ifPresent(result -> lines.addAll(result.lines()));
    readiness.ifPresent(result -> lines.addAll(result.lines()));
    Documents.print(
        terminal, flags.output(), new Document(disk.orElse(null), readiness.orElse(null)), lines);
    return readiness.isPresent() ? code(readiness.get()) : code(disk.orElseThrow());
  }

  private DiskResult disk(ToolFlags flags) throws IOException, InterruptedException {
    return DiskCheck.run(options(flags));
  }

  private static DiskOptions options(ToolFlags flags) {
    String tool = flags.text(TOOL).orElse("auto");
    if (!List.of("auto", "fio", "java").contains(tool)) {
      throw new IllegalArgumentException(TOOL + ": auto, fio or java");
    }
    return new DiskOptions(
        Path.of(flags.text(DIRECTORY).orElse(".")).normalize(),
        flags.number(SIZE, DiskOptions.RECIPE_BYTES),
        flags.small(BLOCK, DiskOptions.RECIPE_BLOCK),
        flags.duration(PASS_MARK, DiskOptions.RECIPE_PASS),
        DiskOptions.Tool.valueOf(tool.toUpperCase(Locale.ROOT)));
  }

  private static ExitCode code(DiskResult result) {
    return switch (result.verdict()) {
      case PASS -> ExitCode.OK;
      case FAIL -> ExitCode.WARNING;
      case NOT_JUDGED -> ExitCode.UNKNOWN;
    };
  }

  private static ExitCode code(Readiness readiness) {
    return switch (readiness.verdict()) {
      case READY -> ExitCode.OK;
      case NOT_READY -> ExitCode.WARNING;
      case UNKNOWN -> ExitCode.UNKNOWN;
    };
  }
}
