package io.etcdmonitor.app.alerts;

import java.util.List;

/** A file that cannot be used. Each problem is one sentence that begins with its line. */
public final class AlertsFileException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  AlertsFileException(List<String> problems) {
    super(
        problems.size() == 1
            ? problems.get(0)
            : "%s (and %d more)".formatted(problems.get(0), problems.size() - 1));
    this.problems = List.copyOf(problems);
  }

  /** At least one, in the order of the file. */
  public List<String> problems() {
    return problems;
  }
}
