package io.etcdmonitor.patterns.discovery;

import java.util.List;

/** Chooses among instances that are up. Thread-safe; see {@link Balancers}. */
public interface Balancer {
  /**
   * One of them.
   *
   * @param candidates by ID, at least one
   */
  Instance choose(List<Instance> candidates);

  /** What was chosen is not used any more. */
  default void done(Instance instance) {}
}
