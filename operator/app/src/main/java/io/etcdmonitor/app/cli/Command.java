package io.etcdmonitor.app.cli;

import io.etcdmonitor.app.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One command. Declared in code, not by annotations: nothing is looked up by reflection. */
public interface Command {

  /** Its name, options and help. Made anew at every call. */
  CommandSpec spec();

  /**
   * Does it.
   *
   * @param parsed what was written
   * @return what the process ends with
   * @throws io.etcdmonitor.app.UserException for what a person can put right
   */
  int run(ParseResult parsed);

  /** What the process ends with when flags or words below it are not understood. */
  default int usageExitCode() {
    return ExitCode.USAGE.code();
  }
}
