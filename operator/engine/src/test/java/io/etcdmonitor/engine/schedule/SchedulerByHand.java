package io.etcdmonitor.engine.schedule;

import io.etcdmonitor.engine.EngineConfig;
import io.etcdmonitor.engine.testing.ManualClock;
import io.etcdmonitor.etcd.Punctuality;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executor;

/** For tests of other packages: a scheduler that waits in the test's own time. */
public final class SchedulerByHand {
  private SchedulerByHand() {}

  /** One that ticks when it is told to. */
  public static RoundScheduler of(
      ManualClock clock, Executor executor, Random random, RunSink sink) {
    EngineConfig config =
        new EngineConfig(8, Duration.ofSeconds(10), Duration.ofMillis(1500), Duration.ofSeconds(2));
    return new RoundScheduler(
        clock, executor, random, config, sink, new Machine(clock::advance, Punctuality.PERFECT));
  }
}
