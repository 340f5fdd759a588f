package io.etcdmonitor.app.cli;

import io.etcdmonitor.app.config.AppConfig;
import io.etcdmonitor.app.config.ConfigLoader;
import io.etcdmonitor.app.config.ConfigUse;
import io.etcdmonitor.app.config.LogLevel;
import io.etcdmonitor.app.config.Option;
import io.etcdmonitor.app.config.Options;
import io.etcdmonitor.app.logging.LogSetup;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Flags made from the declared options, and the configuration made from the flags. */
public final class Flags {
  static final String CONFIG = "--config";
  static final String DEBUG = "--debug";
  static final String HELP = "--help";
  static final String OUTPUT = "--output";

  private Flags() {}

  /** A command with the flags that all have. */
  public static CommandSpec command(Object command, String name, String... description) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command).name(name);
    spec.usageMessage().description(description).sortOptions(false).width(100);
    spec.addOption(
        OptionSpec.builder("-h", HELP)
            .usageHelp(true)
            .type(boolean.class)
            .description("Show this help.")
            .build());
    spec.addOption(
        OptionSpec.builder(DEBUG)
            .type(boolean.class)
            .description("Show the stack trace of an error.")
            .build());
    return spec;
  }

  /** Adds the configuration file and every option that a command takes. */
  static CommandSpec withOptions(CommandSpec spec, ConfigUse use) {
    spec.addOption(configFile());
    Options.of(use).forEach(option -> spec.addOption(flag(option)));
    return spec;
  }

  static OptionSpec configFile() {
    return OptionSpec.builder(CONFIG)
        .type(String.class)
        .paramLabel("FILE")
        .description(
            "Configuration file; else the variable " + ConfigLoader.FILE_VARIABLE + " names it.")
        .build();
  }

  /** {@code -o table|json|yaml}. */
  static OptionSpec output() {
    return OptionSpec.builder("-o", OUTPUT)
        .type(OutputFormat.class)
        .paramLabel("table|json|yaml")
        .defaultValue("table")
        .description("What is printed. Default: table.")
        .build();
  }

  static OutputFormat output(ParseResult parsed) {
    return parsed.matchedOption(OUTPUT) == null
        ? OutputFormat.TABLE
        : parsed.matchedOptionValue(OUTPUT, OutputFormat.TABLE);
  }

  /** Loads the configuration of a command. */
  static AppConfig load(ConfigUse use, ParseResult parsed, Map<String, String> environment) {
    Map<Option<?>, String> given = new LinkedHashMap<>();
    for (Option<?> option : Options.of(use)) {
      if (parsed.hasMatchedOption(option.flag())) {
        given.put(option, text(parsed.matchedOptionValue(option.flag(), "")));
      }
    }
    return ConfigLoader.load(use, file(parsed), environment, given);
  }

  /**
   * Sets logging up as configured; commands that print what they see log only trouble unless told
   * otherwise.
   */
  static void logging(AppConfig config, ConfigUse use) {
    boolean quiet = use.dials() && !config.settings().isSet(Options.LOG_LEVEL);
    LogSetup.apply(quiet ? LogLevel.WARN : config.log().level(), config.log().format());
  }

  static Optional<Path> file(ParseResult parsed) {
    return Optional.ofNullable(parsed.matchedOptionValue(CONFIG, (String) null)).map(Path::of);
  }

  private static String text(Object value) {
    if (value instanceof List<?> several) {
      return String.join(",", several.stream().map(Object::toString).toList());
    }
    return value.toString();
  }

  static OptionSpec flag(Option<?> option) {
    String fallback =
        option.defaultText().isEmpty() ? "" : " Default: " + option.defaultText() + ".";
    OptionSpec.Builder flag =
        OptionSpec.builder(option.flag())
            .paramLabel(option.type().label())
            .description((option.description() + fallback).replace("%", "%%"));
    if (option.type().list()) {
      flag.type(List.class).auxiliaryTypes(String.class).arity("1");
    } else if (option.type().allowed().equals("true or false")) {
      flag.type(String.class).arity("0..1").fallbackValue("true");
    } else {
      flag.type(String.class).arity("1");
    }
    return flag.build();
  }
}
