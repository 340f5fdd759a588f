package io.etcdmonitor.app.cli.tool;

import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.cli.Command;
import io.etcdmonitor.app.cli.Flags;
import io.etcdmonitor.app.cli.Terminal;
import io.etcdmonitor.toolkit.benchmark.Comparison;
import io.etcdmonitor.toolkit.benchmark.Report;
import io.etcdmonitor.toolkit.benchmark.ReportFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code benchmark compare}: two saved runs side by side. */
final class CompareCommand implements Command {
  private static final String THRESHOLD = "--threshold";
  private static final String ALPHA = "--alpha";

  private final Terminal terminal;

  CompareCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Flags.command(
            this,
            "compare",
            "Compares two saved runs: is the second worse? A difference counts when the Mann-Whitney U"
                + " test on the seconds of both runs says that it is no chance, and when it is larger"
                + " than the threshold.",
            "",
            "Ends with 0 when there is no regression, 1 when there is one, 3 when it cannot be told.",
            "");
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0..1")
            .arity("2")
            .required(true)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel("FILE")
            .description("What --save wrote: the earlier run, then the later one.")
            .build());
    Comparison.Criteria defaults = Comparison.Criteria.DEFAULT;
    spec.addOption(
        ToolFlags.option(
            THRESHOLD,
            "SHARE",
            "Smaller differences of the medians do not count. Default: "
                + defaults.threshold()
                + "."));
    spec.addOption(
        ToolFlags.option(
            ALPHA,
            "P",
            "A difference counts when chance alone makes one as large less often than this. Default: "
                + defaults.alpha()
                + "."));
    return ToolFlags.output(spec);
  }

  @Override
  public int run(ParseResult parsed) {
    return ToolFlags.run(() -> compare(parsed));
  }

  private ExitCode compare(ParseResult parsed) throws IOException {
    ToolFlags flags = new ToolFlags(parsed);
    List<String> files = parsed.matchedPositionalValue(0, List.of());
    Comparison.Criteria defaults = Comparison.Criteria.DEFAULT;
    Comparison.Criteria criteria =
        new Comparison.Criteria(
            flags.decimal(ALPHA, defaults.alpha()), flags.decimal(THRESHOLD, defaults.threshold()));
    Report first = ReportFile.read(Path.of(files.get(0)));
    Report second = ReportFile.read(Path.of(files.get(1)));
    Comparison comparison = Comparison.of(first, second, criteria);
    Documents.print(terminal, flags.output(), comparison, comparison.lines());
    return switch (comparison.verdict()) {
      case NO_REGRESSION, IMPROVEMENT -> ExitCode.OK;
      case REGRESSION -> ExitCode.WARNING;
      case CANNOT_TELL -> ExitCode.UNKNOWN;
    };
  }
}
