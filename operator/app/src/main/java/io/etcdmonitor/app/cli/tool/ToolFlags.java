package io.etcdmonitor.app.cli.tool;

import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.UserException;
import io.etcdmonitor.app.cli.OutputFormat;
import io.etcdmonitor.app.cli.ctl.ConnectionFlags;
import io.etcdmonitor.app.cli.ctl.CtlException;
import io.etcdmonitor.app.cli.ctl.GoDurations;
import io.etcdmonitor.etcd.BadTlsMaterialException;
import io.etcdmonitor.toolkit.ops.EtcdException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Reads the flags of these commands; what is wrong with one is one sentence. */
final class ToolFlags {
  private static final String OUTPUT = "--output";

  private final ParseResult parsed;

  ToolFlags(ParseResult parsed) {
    this.parsed = parsed;
  }

  static CommandSpec output(CommandSpec spec) {
    return spec.addOption(
        OptionSpec.builder("-o", OUTPUT)
            .type(OutputFormat.class)
            .paramLabel("table|json|yaml")
            .description("What is printed. Default: table, for people.")
            .build());
  }

  static OptionSpec option(String name, String label, String description) {
    return ConnectionFlags.text(name, label, description);
  }

  static OptionSpec flag(String name, String description) {
    return ConnectionFlags.flag(name, description);
  }

  OutputFormat output() {
    return parsed.matchedOption(OUTPUT) == null
        ? OutputFormat.TABLE
        : parsed.matchedOptionValue(OUTPUT, OutputFormat.TABLE);
  }

  Optional<String> text(String name) {
    return ConnectionFlags.value(parsed, Map.of(), name);
  }

  boolean has(String name) {
    return text(name).map(Boolean::parseBoolean).orElse(false);
  }

  long number(String name, long otherwise) {
    return text(name).map(value -> wholeNumber(name, value)).orElse(otherwise);
  }

  int small(String name, int otherwise) {
    long value = number(name, otherwise);
    if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(name + ": " + value + " is too large");
    }
    return (int) value;
  }

  private static long wholeNumber(String name, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + ": '" + value + "' is no whole number", e);
    }
  }

  double decimal(String name, double otherwise) {
    return text(name)
        .map(value -> {
          try {
            return Double.parseDouble(value);
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + ": '" + value + "' is no number", e);
          }
        })
        .orElse(otherwise);
  }

  Duration duration(String name, Duration otherwise) {
    return text(name).map(value -> GoDurations.parse(name, value)).orElse(otherwise);
  }

  void whenGiven(String name, Consumer<String> then) {
    text(name).ifPresent(then);
  }

  /** Runs a command's body; what a person can put right ends as one sentence and an exit code. */
  static int run(Callable<ExitCode> body) {
    try {
      return body.call().code();
    } catch (CtlException | IllegalArgumentException e) {
      throw new UserException(ExitCode.USAGE, e.getMessage(), e);
    } catch (BadTlsMaterialException | EtcdException | java.io.IOException e) {
      throw new UserException(ExitCode.UNKNOWN, e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.UNKNOWN.code();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
