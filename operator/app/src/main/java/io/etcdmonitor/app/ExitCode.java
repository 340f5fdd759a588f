package io.etcdmonitor.app;

/**
 * What the process ends with. 0 to 3 are the verdicts of {@code inspect}; trouble of our own starts
 * at 64, as in BSD's {@code sysexits.h}, so that a script never takes one for the other.
 */
public enum ExitCode {
  OK(0, "done; for inspect: everything passed"),
  WARNING(
      1,
      "inspect: the worst verdict is Warning; rules test: a test failed; benchmark: the SLO is"
          + " missed; benchmark compare: a regression; disk-check: not fit"),
  CRITICAL(2, "inspect: the worst verdict is Critical"),
  UNKNOWN(
      3,
      "inspect: something could not be looked at, and nothing seen was worse than Passed; benchmark: it"
          + " could not be measured or compared, or was stopped early; disk-check: cannot be told"),
  USAGE(64, "the command line cannot be understood"),
  UNAVAILABLE(
      69,
      "something this program needs is not to be had, such as a free port, a receiver of alerts, or room"
          + " for what is printed"),
  INTERNAL(70, "a defect of this program; run again with --debug and report it"),
  CONFIGURATION(
      78, "the configuration file or the environment holds a key or a value that is refused");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** The number. */
  public int code() {
    return code;
  }

  /** One line for the documentation. */
  public String meaning() {
    return meaning;
  }
}
