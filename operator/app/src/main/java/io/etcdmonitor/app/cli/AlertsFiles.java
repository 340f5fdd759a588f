package io.etcdmonitor.app.cli;

import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.UserException;
import io.etcdmonitor.app.alerts.AlertsFile;
import io.etcdmonitor.app.alerts.AlertsFileException;
import io.etcdmonitor.app.config.ConfigException;
import io.etcdmonitor.app.config.ConfigLoader;
import io.etcdmonitor.app.config.ConfigProblem;
import io.etcdmonitor.app.config.ConfigUse;
import io.etcdmonitor.app.config.Option;
import io.etcdmonitor.app.config.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Alerts files, as commands are given them. */
final class AlertsFiles {
  private static final Pattern LINE = Pattern.compile("line (\\d+): (.*)", Pattern.DOTALL);

  private AlertsFiles() {}

  /** Adds {@code --alerts-file} and {@code --config}. */
  static void addTo(CommandSpec spec) {
    spec.addOption(Flags.flag(Options.ALERTS_FILE));
    spec.addOption(Flags.configFile());
  }

  /** The file of the flag, the variable or the configuration. */
  static Optional<Path> configured(ParseResult parsed, Map<String, String> environment) {
    Map<Option<?>, String> given = new LinkedHashMap<>();
    if (parsed.hasMatchedOption(Options.ALERTS_FILE.flag())) {
      given.put(Options.ALERTS_FILE, parsed.matchedOptionValue(Options.ALERTS_FILE.flag(), ""));
    }
    return ConfigLoader.load(ConfigUse.OPERATOR, Flags.file(parsed), environment, given)
        .alerts()
        .file()
        .map(Path::of);
  }

  /**
   * Reads a file; what is wrong with it is a line each.
   *
   * @param reader what to make of its text
   */
  static AlertsFile.Content read(Optional<Path> file, Function<String, AlertsFile.Content> reader) {
    try {
      return reader.apply(file.isPresent() ? Files.readString(file.get()) : "");
    } catch (IOException e) {
      throw unreadable(file.orElseThrow(), e);
    } catch (AlertsFileException e) {
      throw refused(file.orElseThrow(), e);
    }
  }

  /** Each problem with the file and the line that it is in. */
  static ConfigException refused(Path file, AlertsFileException e) {
    return new ConfigException(
        e.problems().stream()
            .map(problem -> {
              Matcher line = LINE.matcher(problem);
              return line.matches()
                  ? new ConfigProblem(file + ":" + line.group(1), "", line.group(2))
                  : new ConfigProblem(file.toString(), "", problem);
            })
            .toList());
  }

  static UserException unreadable(Path file, IOException e) {
    String why = Files.exists(file) ? e.getClass().getSimpleName() : "there is no such file";
    return new UserException(
        ExitCode.CONFIGURATION, "%s cannot be read: %s".formatted(file, why), e);
  }

  /** One word that a command is given. */
  static PositionalParamSpec word(String label, String description, boolean needed) {
    return PositionalParamSpec.builder()
        .index("0")
        .arity(needed ? "1" : "0..1")
        .required(needed)
        .type(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** The word that it was given. */
  static Optional<String> word(ParseResult parsed) {
    return parsed.matchedPositionals().stream().findFirst().map(PositionalParamSpec::getValue);
  }
}
