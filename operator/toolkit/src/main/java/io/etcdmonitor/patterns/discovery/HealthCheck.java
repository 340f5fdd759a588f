package io.etcdmonitor.patterns.discovery;

import java.util.Optional;

/** Says how an instance is. */
@FunctionalInterface
public interface HealthCheck {
  /** Nothing: what the instance was registered with, or said later, stands. */
  HealthCheck NONE = Optional::empty;

  /**
   * How it is; empty for no opinion. May block: what takes longer than the time to live, or throws,
   * counts as {@link Health#DOWN}. Interrupted when it takes too long.
   */
  Optional<Health> check() throws Exception;
}
