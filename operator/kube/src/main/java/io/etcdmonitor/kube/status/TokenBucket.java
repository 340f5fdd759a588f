package io.etcdmonitor.kube.status;

import java.util.function.LongSupplier;

/** A budget that refills steadily. Thread-safe. */
final class TokenBucket {
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final int burst;
  private final LongSupplier nanos;
  private double tokens;
  private long filledAt;

  TokenBucket(double perSecond, int burst, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.nanos = nanos;
    this.tokens = burst;
    this.filledAt = nanos.getAsLong();
  }

  /**
   * Takes one token.
   *
   * @param reserve share of the burst, 0 to 1, that must be left to others
   */
  synchronized boolean take(double reserve) {
    long now = nanos.getAsLong();
    tokens = Math.min(burst, tokens + (now - filledAt) / NANOS * perSecond);
    filledAt = now;
    if (tokens < Math.max(1, burst * reserve)) {
      return false;
    }
    tokens--;
    return true;
  }
}
