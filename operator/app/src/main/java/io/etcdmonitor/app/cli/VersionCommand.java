package io.etcdmonitor.app.cli;

import io.etcdmonitor.app.BuildInfo;
import io.etcdmonitor.app.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code version}. */
public final class VersionCommand implements Command {
  private final Terminal terminal;

  public VersionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public CommandSpec spec() {
    return Flags.command(this, "version", "Prints the version.");
  }

  @Override
  public int run(ParseResult parsed) {
    terminal.out().println(BuildInfo.read());
    return ExitCode.OK.code();
  }
}
