package io.etcdmonitor.etcd.grpc;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The waits for one cluster's answers, and how many of them were in vain through our own fault. */
final class Waits {
  private final Lateness lateness;
  private final LongAdder late = new LongAdder();

  Waits(Lateness lateness) {
    this.lateness = lateness;
  }

  /** See {@link Lateness#await}. */
  Lateness.Wait await(long nanos, Consumer<Lateness.LateException> expired) {
    return await(nanos, () -> false, expired);
  }

  /**
   * The same.
   *
   * @param unasked asked when the time is over: whether nobody was asked in it
   */
  Lateness.Wait await(
      long nanos, BooleanSupplier unasked, Consumer<Lateness.LateException> expired) {
    return lateness.await(
        nanos,
        lost -> {
          boolean ours = lost != null || unasked.getAsBoolean();
          if (ours) {
            late.increment();
          }
          expired.accept(ours && lost == null ? new Lateness.LateException(nanos) : lost);
        });
  }

  /** Measures time without what was lost. */
  Lateness.Stopwatch stopwatch() {
    return lateness.stopwatch();
  }

  /** How many waits ended without an answer because this process was late. */
  long late() {
    return late.sum();
  }
}
