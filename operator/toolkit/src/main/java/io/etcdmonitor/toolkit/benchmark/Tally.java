package io.etcdmonitor.toolkit.benchmark;

import io.etcdmonitor.etcd.EtcdFailure;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * What one connection's operations took. Written by that connection's event loop, read by the
 * sampler: neither waits for the other.
 */
final class Tally {
  /** 1 us to 1 h with three digits. */
  private static final long LEAST = 1_000;

  private static final long MOST = 3_600_000_000_000L;
  private static final int DIGITS = 3;

  private final Map<Operation, Recorder> latencies = new EnumMap<>(Operation.class);
  private final Map<Operation, Histogram> recycled = new EnumMap<>(Operation.class);
  private final LongAdder errors = new LongAdder();
  private final Errors causes;

  Tally(Iterable<Operation> operations, Errors causes) {
    this.causes = causes;
    operations.forEach(operation -> latencies.put(operation, new Recorder(LEAST, MOST, DIGITS)));
  }

  static Histogram empty() {
    return new Histogram(LEAST, MOST, DIGITS);
  }

  /** Records it, if this benchmark is about such operations: writing keys first may not be. */
  void took(Operation operation, long nanos) {
    Recorder recorder = latencies.get(operation);
    if (recorder != null) {
      recorder.recordValue(Math.clamp(nanos, LEAST, MOST));
    }
  }

  void failed(EtcdFailure failure) {
    errors.increment();
    causes.add(failure.cause().name(), failure.message());
  }

  /** Adds what was recorded since the last time; for one thread only. */
  long drainInto(Map<Operation, Histogram> sums) {
    latencies.forEach((operation, recorder) -> {
      Histogram interval = recorder.getIntervalHistogram(recycled.get(operation));
      recycled.put(operation, interval);
      sums.get(operation).add(interval);
    });
    return errors.sumThenReset();
  }
}
