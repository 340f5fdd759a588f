package io.etcdmonitor.app.cli;

import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.alerts.AlertsFile;
import io.etcdmonitor.app.alerts.AlertsFileException;
import io.etcdmonitor.app.alerts.RulesTool;
import io.etcdmonitor.engine.alert.rule.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code rules check}, {@code rules list} and {@code rules test}. */
public final class RulesCommand implements Command {
  private static final String CHECK = "check";
  private static final String LIST = "list";
  private static final String TEST = "test";
  private static final String WITH_SECRETS = "--with-secrets";

  private final Terminal terminal;

  public RulesCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec check =
        Flags.command(
            this,
            CHECK,
            "Checks an alerts file: rules, routes, escalations, channels. Says each problem with its"
                + " line and what is allowed.");
    check.addPositional(AlertsFiles.word("FILE", "The alerts file.", true));
    check.addOption(
        OptionSpec.builder(WITH_SECRETS)
            .type(boolean.class)
            .description(
                "Read the channels' secrets from their files and variables, too, and check all options"
                    + " of the channels as at the start.")
            .build());
    CommandSpec list =
        Flags.command(
            this,
            LIST,
            "Prints the rules in force: the built-in ones with what the file changes and adds. As yaml"
                + " they are written as in an alerts file.");
    list.addPositional(
        AlertsFiles.word("FILE", "The alerts file; without it the built-in rules.", false));
    list.addOption(Flags.output());
    CommandSpec test =
        Flags.command(
            this,
            TEST,
            "Replays samples against the rules and routes of an alerts file, and compares what fires"
                + " when, and who is told, with what is expected. Nothing is sent. Ends with 1 when a"
                + " test fails.");
    test.addPositional(AlertsFiles.word("FILE", "A file of tests; see docs/alerts.md.", true));
    test.addOption(Flags.output());
    CommandSpec rules =
        Flags.command(Optional.empty(), "rules", "Checks, lists and tests alert rules.");
    rules.addSubcommand(CHECK, check).addSubcommand(LIST, list).addSubcommand(TEST, test);
    return rules;
  }

  @Override
  public int run(ParseResult parsed) {
    return switch (parsed.commandSpec().name()) {
      case CHECK -> check(parsed);
      case LIST -> list(parsed);
      default -> test(parsed);
    };
  }

  private int check(ParseResult parsed) {
    Optional<Path> file = AlertsFiles.word(parsed).map(Path::of);
    AlertsFile reader = new AlertsFile(terminal.environment());
    boolean whole = parsed.hasMatchedOption(WITH_SECRETS);
    AlertsFile.Content content =
        AlertsFiles.read(file, whole ? reader::read : reader::readWithoutSecrets);
    content.close();
    long enabled = content.config().rules().stream().filter(Rule::enabled).count();
    terminal
        .out()
        .printf(
            "%s: ok: %d rules (%d off), %d routes, %d channels%s%n",
            file.orElseThrow(),
            content.config().rules().size(),
            content.config().rules().size() - enabled,
            content.config().routes().size(),
            content.channelTypes().size(),
            whole ? "" : "; what the channels' options say was not checked: " + WITH_SECRETS);
    return ExitCode.OK.code();
  }

  private int list(ParseResult parsed) {
    Optional<Path> file = AlertsFiles.word(parsed).map(Path::of);
    AlertsFile reader = new AlertsFile(terminal.environment());
    List<Rule> rules = AlertsFiles.read(file, reader::readWithoutSecrets).config().rules();
    Printed.print(
        terminal, Flags.output(parsed), () -> RulesTool.table(rules), () -> RulesTool.tree(rules));
    return ExitCode.OK.code();
  }

  private int test(ParseResult parsed) {
    Path file = Path.of(AlertsFiles.word(parsed).orElseThrow());
    RulesTool.Outcome outcome;
    try {
      outcome = RulesTool.test(file);
    } catch (AlertsFileException e) {
      throw AlertsFiles.refused(file, e);
    } catch (IOException e) {
      throw AlertsFiles.unreadable(file, e);
    }
    Printed.print(terminal, Flags.output(parsed), outcome::text, outcome::tree);
    return outcome.passed() ? ExitCode.OK.code() : ExitCode.WARNING.code();
  }
}
