package io.etcdmonitor.app;

import io.etcdmonitor.app.cli.Command;
import io.etcdmonitor.app.cli.CommandLineRunner;
import io.etcdmonitor.app.cli.ConfigCommand;
import io.etcdmonitor.app.cli.Terminal;
import io.etcdmonitor.app.cli.VersionCommand;
import java.util.ArrayList;
import java.util.List;

/** Puts the program together: the one place that knows everyone. */
public final class Composition {
  private Composition() {}

  /** The command line with all commands. */
  public static CommandLineRunner commandLine(Terminal terminal, Shutdown shutdown) {
    List<Command> commands = new ArrayList<>();
    commands.add(
        new ConfigCommand(terminal, () -> new CommandLineRunner(terminal, commands).root()));
    commands.add(new VersionCommand(terminal));
    return new CommandLineRunner(terminal, commands);
  }
}
