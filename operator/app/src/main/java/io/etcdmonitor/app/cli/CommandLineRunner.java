package io.etcdmonitor.app.cli;

import io.etcdmonitor.app.BuildInfo;
import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.UserException;
import io.etcdmonitor.app.config.ConfigException;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Understands the command line, runs a command and turns what goes wrong into one sentence and an
 * exit code.
 */
public final class CommandLineRunner {
  /** The program's name. */
  public static final String NAME = "etcd-monitor";

  private final Terminal terminal;
  private final List<Command> commands;

  public CommandLineRunner(Terminal terminal, List<Command> commands) {
    this.terminal = terminal;
    this.commands = List.copyOf(commands);
  }

  /** Runs it; never throws. The answer is what the process ends with. */
  public int run(String... args) {
    boolean debug = Arrays.asList(args).contains(Flags.DEBUG);
    try {
      return execute(args);
    } catch (ParameterException e) {
      terminal.err().println(usageError(e));
      return usageExitCode(e.getCommandLine().getCommandSpec());
    } catch (ConfigException e) {
      e.problems().forEach(problem -> terminal.err().println(NAME + ": " + problem));
      return e.exitCode().code();
    } catch (UserException e) {
      terminal.err().println(NAME + ": " + e.getMessage());
      trace(e, debug);
      return e.exitCode().code();
    } catch (RuntimeException | Error e) {
      // The JVM would end with 1, which says that inspect found a Warning.
      terminal
          .err()
          .println(
              NAME
                  + ": a defect of this program ("
                  + e
                  + ")"
                  + (debug ? "" : "; run again with --debug and report what it prints"));
      trace(e, debug);
      return ExitCode.INTERNAL.code();
    }
  }

  /** The whole command line, for help and documentation. */
  public CommandSpec root() {
    CommandSpec root =
        Flags.command(this, NAME, "Watches etcd clusters and tells the truth about them.");
    root.addOption(
        OptionSpec.builder("-V", "--version")
            .type(boolean.class)
            .versionHelp(true)
            .description("Show the version.")
            .build());
    for (Command command : commands) {
      CommandSpec spec = command.spec();
      root.addSubcommand(spec.name(), spec);
    }
    root.addSubcommand("help", new CommandLine(new CommandLine.HelpCommand()));
    root.usageMessage().synopsisSubcommandLabel("COMMAND");
    return root;
  }

  private int execute(String... args) {
    CommandLine line = new CommandLine(root());
    line.setCaseInsensitiveEnumValuesAllowed(true).setOut(writer()).setErr(writer());
    ParseResult parsed = line.parseArgs(args);
    ParseResult leaf = parsed;
    while (leaf.hasSubcommand()) {
      if (leaf.isUsageHelpRequested()) {
        break;
      }
      leaf = leaf.subcommand();
    }
    CommandLine at = leaf.commandSpec().commandLine();
    if (parsed.isVersionHelpRequested()) {
      terminal.out().println(BuildInfo.read());
      return ExitCode.OK.code();
    }
    if (leaf.isUsageHelpRequested()) {
      at.usage(terminal.out());
      return ExitCode.OK.code();
    }
    if (at.getCommandName().equals("help")) {
      return help(line, leaf);
    }
    if (!parsed.hasSubcommand()) {
      line.usage(terminal.err());
      return ExitCode.USAGE.code();
    }
    if (leaf.commandSpec().userObject() instanceof Command command) {
      return command.run(leaf);
    }
    at.usage(terminal.err());
    return ExitCode.USAGE.code();
  }

  private int help(CommandLine line, ParseResult help) {
    CommandLine about = line;
    for (String word :
        help.originalArgs().stream().dropWhile(w -> !w.equals("help")).skip(1).toList()) {
      CommandLine next = about.getSubcommands().get(word);
      if (next == null) {
        throw new ParameterException(about, "no command is called '" + word + "'");
      }
      about = next;
    }
    about.usage(terminal.out());
    return ExitCode.OK.code();
  }

  private java.io.PrintWriter writer() {
    return new java.io.PrintWriter(terminal.err(), true, java.nio.charset.StandardCharsets.UTF_8);
  }

  private static String usageError(ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName(" ");
    String message =
        e.getMessage().lines().findFirst().orElse("the command line is not understood");
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      message += "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
    }
    return command + ": " + message + " ('" + command + " --help' shows what is allowed)";
  }

  /** As the command below the root says, which the mistake was made in. */
  private int usageExitCode(CommandSpec at) {
    CommandSpec top = at;
    while (top.parent() != null && top.parent().parent() != null) {
      top = top.parent();
    }
    String name = top.name();
    return commands.stream()
        .filter(command -> command.spec().name().equals(name))
        .findFirst()
        .map(Command::usageExitCode)
        .orElse(ExitCode.USAGE.code());
  }

  private void trace(Throwable thrown, boolean debug) {
    if (debug) {
      thrown.printStackTrace(terminal.err());
    }
  }
}
