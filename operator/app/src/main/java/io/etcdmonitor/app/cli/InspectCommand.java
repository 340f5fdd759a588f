package io.etcdmonitor.app.cli;

import io.etcdmonitor.api.v1alpha1.Durations;
import io.etcdmonitor.app.EngineFactory;
import io.etcdmonitor.app.EngineHandle;
import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.config.AppConfig;
import io.etcdmonitor.app.config.ConfigUse;
import io.etcdmonitor.app.watch.Documents;
import io.etcdmonitor.app.watch.Feed;
import io.etcdmonitor.app.watch.Snapshot;
import io.etcdmonitor.app.watch.Target;
import io.etcdmonitor.app.watch.TextReport;
import io.etcdmonitor.engine.Engine;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.ResultChange;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code inspect}: runs the features once and prints what they found. */
public final class InspectCommand implements Command {
  private static final String TIMEOUT = "--timeout";
  private static final String DEFAULT_TIMEOUT = "60s";

  private final Terminal terminal;
  private final EngineFactory engines;
  private final Clock clock;

  public InspectCommand(Terminal terminal, EngineFactory engines, Clock clock) {
    this.terminal = terminal;
    this.engines = engines;
    this.clock = clock;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Flags.command(
            this,
            "inspect",
            "Runs the features once against one cluster and prints the verdicts, what was found and what"
                + " to do about it. Needs no Kubernetes and writes nothing to the cluster.",
            "",
            "Ends with 0, 1, 2 or 3 when the worst verdict is Passed, Warning, Critical or Unknown.",
            "");
    spec.addOption(Flags.output());
    spec.addOption(
        OptionSpec.builder(TIMEOUT)
            .type(String.class)
            .paramLabel("DURATION")
            .description(
                "What has not reported by then is Unknown. Default: " + DEFAULT_TIMEOUT + ".")
            .build());
    return Flags.withOptions(spec, ConfigUse.INSPECT);
  }

  @Override
  public int run(ParseResult parsed) {
    AppConfig config = Flags.load(ConfigUse.INSPECT, parsed, terminal.environment());
    Flags.logging(config, ConfigUse.INSPECT);
    Duration timeout = timeout(parsed);
    Target target = new Target(config);
    try (EngineHandle handle = engines.create(target.engineConfig())) {
      Engine engine = handle.engine();
      Feed feed = new Feed();
      engine.addListener(feed);
      target.watch(engine, true);
      engine.resume();
      Set<String> missing = new HashSet<>();
      target.features(engine).forEach(feature -> missing.add(feature.name()));
      await(feed, missing, timeout);
      Snapshot snapshot = Snapshot.of(engine, target.key(), clock.instant(), java.util.List.of());
      terminal.out().print(format(snapshot, Flags.output(parsed)));
      terminal.checkWritten();
      if (!missing.isEmpty()) {
        terminal
            .err()
            .println(
                Thread.currentThread().isInterrupted()
                    ? "stopped without a report from " + String.join(", ", missing)
                    : "no report within "
                        + Durations.format(timeout)
                        + " from "
                        + String.join(", ", missing)
                        + ": give more time with --timeout");
      }
      return exitCode(snapshot.verdict(), missing.isEmpty()).code();
    }
  }

  private void await(Feed feed, Set<String> missing, Duration timeout) {
    Instant end = clock.instant().plus(timeout);
    try {
      while (!missing.isEmpty() && clock.instant().isBefore(end)) {
        Optional<ResultChange> change = feed.next(Duration.between(clock.instant(), end));
        change.ifPresent(c -> missing.remove(c.current().feature()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String format(Snapshot snapshot, OutputFormat format) {
    return switch (format) {
      case TABLE -> TextReport.print(snapshot);
      case JSON -> Documents.json(snapshot);
      case YAML -> Documents.yaml(snapshot);
    };
  }

  static ExitCode exitCode(Verdict verdict, boolean complete) {
    return switch (verdict) {
      case PASSED -> complete ? ExitCode.OK : ExitCode.UNKNOWN;
      case WARNING -> ExitCode.WARNING;
      case CRITICAL -> ExitCode.CRITICAL;
      case UNKNOWN -> ExitCode.UNKNOWN;
    };
  }

  private static Duration timeout(ParseResult parsed) {
    String text = parsed.matchedOptionValue(TIMEOUT, DEFAULT_TIMEOUT);
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          parsed.commandSpec().commandLine(), TIMEOUT + ": " + e.getMessage(), e);
    }
  }
}
