package io.etcdmonitor.toolkit.ops;

import java.time.Duration;

/**
 * How long operations may take.
 *
 * @param commandTimeout for one request and its answer; streams and long jobs (defragment,
 *     snapshot) say their own
 * @param dialTimeout for one connection to be made
 */
public record OperationOptions(Duration commandTimeout, Duration dialTimeout) {
  /** As etcdctl: 5 s and 2 s. */
  public static final OperationOptions DEFAULT =
      new OperationOptions(Duration.ofSeconds(5), Duration.ofSeconds(2));

  public OperationOptions {
    if (!commandTimeout.isPositive() || !dialTimeout.isPositive()) {
      throw new IllegalArgumentException("command timeout and dial timeout must be positive");
    }
  }
}
