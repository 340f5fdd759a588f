package io.etcdmonitor.app.cli;

import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.config.AppConfig;
import io.etcdmonitor.app.config.ConfigDocs;
import io.etcdmonitor.app.config.ConfigLoader;
import io.etcdmonitor.app.config.ConfigUse;
import io.etcdmonitor.app.config.Option;
import io.etcdmonitor.app.config.Options;
import io.etcdmonitor.app.config.Settings;
import io.etcdmonitor.app.metrics.MetricDocs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code config check}, {@code config show} and {@code config docs}. */
public final class ConfigCommand implements Command {
  private static final String CHECK = "check";
  private static final String SHOW = "show";
  private static final String DOCS = "docs";

  private final Terminal terminal;
  private final Supplier<CommandSpec> root;

  /**
   * Makes the command.
   *
   * @param terminal where to print
   * @param root all commands, for their documentation
   */
  public ConfigCommand(Terminal terminal, Supplier<CommandSpec> root) {
    this.terminal = terminal;
    this.root = root;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec check =
        Flags.command(
            this,
            CHECK,
            "Checks a configuration file, and the variables, without starting anything.");
    check.addPositional(
        file("FILE", "The file; else the variable " + ConfigLoader.FILE_VARIABLE + " names it."));
    CommandSpec show =
        Flags.command(
            this,
            SHOW,
            "Prints every option that has a value, and where it came from; secrets are hidden.");
    show.addOption(Flags.configFile());
    CommandSpec docs =
        Flags.command(
            this,
            DOCS,
            "Prints a page of the documentation: configuration, metrics, commands or features.");
    docs.addPositional(file("PAGE", "configuration (the default), metrics, commands or features."));
    CommandSpec config =
        Flags.command(Optional.empty(), "config", "Checks, shows and documents the configuration.");
    config.addSubcommand(CHECK, check).addSubcommand(SHOW, show).addSubcommand(DOCS, docs);
    return config;
  }

  @Override
  public int run(ParseResult parsed) {
    return switch (parsed.commandSpec().name()) {
      case CHECK -> check(parsed);
      case SHOW -> show(parsed);
      default -> docs(parsed);
    };
  }

  private int check(ParseResult parsed) {
    Optional<Path> file = Optional.ofNullable(positional(parsed)).map(Path::of);
    ConfigLoader.load(ConfigUse.OPERATOR, file, terminal.environment(), Map.of());
    String what =
        file.map(Path::toString)
            .or(() -> Optional.ofNullable(terminal.environment().get(ConfigLoader.FILE_VARIABLE)))
            .orElse("environment");
    terminal.out().println(what + ": ok");
    return ExitCode.OK.code();
  }

  private int show(ParseResult parsed) {
    AppConfig config =
        ConfigLoader.load(ConfigUse.MONITOR, Flags.file(parsed), terminal.environment(), Map.of());
    Settings settings = config.settings();
    for (Option<?> option : Options.ALL) {
      if (settings.find(option).isPresent()) {
        terminal
            .out()
            .printf("%s: %s  # %s%n", option.key(), settings.text(option), settings.origin(option));
      }
    }
    return ExitCode.OK.code();
  }

  private int docs(ParseResult parsed) {
    String page = Optional.ofNullable(positional(parsed)).orElse("configuration");
    String text =
        switch (page) {
          case "configuration" -> ConfigDocs.page();
          case "metrics" -> MetricDocs.page();
          case "commands" -> CommandDocs.page(new CommandLine(root.get()));
          case "features" -> FeatureDocs.page();
          default ->
              throw new ParameterException(
                  parsed.commandSpec().commandLine(),
                  "no page is called '"
                      + page
                      + "'; there are configuration, metrics, commands and features");
        };
    terminal.out().print(text);
    return ExitCode.OK.code();
  }

  private static PositionalParamSpec file(String label, String description) {
    return PositionalParamSpec.builder()
        .index("0")
        .arity("0..1")
        .type(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  private static String positional(ParseResult parsed) {
    List<PositionalParamSpec> given = parsed.matchedPositionals();
    return given.isEmpty() ? null : given.get(0).getValue();
  }
}
