package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.UserException;
import io.etcdmonitor.app.cli.Command;
import io.etcdmonitor.app.cli.Terminal;
import io.etcdmonitor.app.config.ConfigLoader;
import io.etcdmonitor.etcd.BadTlsMaterialException;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import java.io.IOException;
import java.nio.file.Path;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code shell}: the ctl commands, one after another, over one connection. */
public final class ShellCommand implements Command {
  private final Terminal terminal;
  private final ConnectionFlags.Clusters clusters;

  public ShellCommand(Terminal terminal, ConnectionFlags.Clusters clusters) {
    this.terminal = terminal;
    this.clusters = clusters;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("shell");
    spec.usageMessage()
        .description(
            "The ctl commands, interactively: history (without values and passwords; file "
                + ConfigLoader.HISTORY_VARIABLE
                + ", default ~/.etcd-monitor_history), completion of commands, flags, members and"
                + " keys, txn over several lines, watch in the background (jobs, stop N), and the"
                + " state of the connection in the prompt. Ctrl-D ends it.")
        .sortOptions(false)
        .width(100);
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .type(boolean.class)
            .description("Show this help.")
            .build());
    spec.addOption(
        OptionSpec.builder("--debug")
            .type(boolean.class)
            .description("Show the stack trace of an error.")
            .build());
    return ConnectionFlags.addTo(spec);
  }

  @Override
  public int run(ParseResult parsed) {
    try {
      ConnectionSpec connection =
          ConnectionFlags.connection(parsed, terminal.environment(), clusters);
      try (org.jline.terminal.Terminal console =
              TerminalBuilder.builder().name("etcd-monitor").system(true).dumb(true).build();
          EtcdOperations operations =
              EtcdOperations.open(
                  connection, ConnectionFlags.timeouts(parsed, terminal.environment()));
          Shell shell =
              new Shell(console, operations, terminal.environment(), history(), clusters)) {
        return shell.run();
      }
    } catch (IOException e) {
      throw new UserException(
          ExitCode.UNAVAILABLE, "the terminal cannot be used: " + e.getMessage(), e);
    } catch (CtlException | BadTlsMaterialException | IllegalArgumentException e) {
      throw new UserException(ExitCode.USAGE, e.getMessage(), e);
    }
  }

  private Path history() {
    String file = terminal.environment().get(ConfigLoader.HISTORY_VARIABLE);
    return file == null
        ? Path.of(System.getProperty("user.home"), ".etcd-monitor_history")
        : Path.of(file);
  }
}
