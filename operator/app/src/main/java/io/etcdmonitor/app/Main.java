package io.etcdmonitor.app;

import io.etcdmonitor.app.cli.Terminal;
import io.etcdmonitor.app.logging.LogSetup;

/** The program. */
public final class Main {
  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    Shutdown shutdown = new Shutdown();
    shutdown.install();
    int code = Composition.commandLine(Terminal.ofProcess(), shutdown).run(args);
    LogSetup.close();
    shutdown.finished(code);
    System.exit(code);
  }
}
