package io.etcdmonitor.app.config;

import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.UserException;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration is refused. Holds every problem found, in the order of the sources. */
public final class ConfigException extends UserException {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  public ConfigException(List<ConfigProblem> problems) {
    super(
        problems.stream().allMatch(p -> p.where().startsWith("--"))
            ? ExitCode.USAGE
            : ExitCode.CONFIGURATION,
        problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** The problems. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}
