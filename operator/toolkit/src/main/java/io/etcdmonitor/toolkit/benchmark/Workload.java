package io.etcdmonitor.toolkit.benchmark;

import java.util.SplittableRandom;

/** Thinks up the next call. Thread-safe. */
@FunctionalInterface
interface Workload {
  /**
   * The next call.
   *
   * @param random of the client that makes it
   * @param number of the operation within its phase, from 0
   */
  Request<?, ?> next(SplittableRandom random, long number);
}
