package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.engine.assess.ConfigurationProblem;

/** Resolving a cluster stops here: its owner has to put something right. */
final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ConfigurationProblem problem;

  ProblemException(String reason, String message) {
    super(message);
    this.problem = new ConfigurationProblem(reason, message, true);
  }

  ConfigurationProblem problem() {
    return problem;
  }
}
