package io.etcdmonitor.app.cli;

import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.UserException;
import java.io.PrintStream;
import java.util.Map;

/**
 * Where a command reads and prints.
 *
 * @param out what was asked for
 * @param err everything else
 * @param environment variables of the process
 * @param interactive whether a person watches standard output
 */
public record Terminal(
    PrintStream out, PrintStream err, Map<String, String> environment, boolean interactive) {

  /** Set by the launcher, which can ask the shell. */
  public static final String INTERACTIVE_PROPERTY = "etcdmonitor.terminal";

  /**
   * Asked when all is printed: a script must not take nothing for an answer.
   *
   * @throws UserException when it is lost
   */
  public void checkWritten() {
    if (out.checkError()) {
      throw new UserException(
          ExitCode.UNAVAILABLE,
          "standard output is closed, or its disk is full: what was to be printed is lost");
    }
  }

  /** The process's own. */
  public static Terminal ofProcess() {
    return new Terminal(
        System.out, System.err, System.getenv(), Boolean.getBoolean(INTERACTIVE_PROPERTY));
  }
}
