package io.etcdmonitor.toolkit.benchmark;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * What is looked at from the end of the warm-up until the load has ended: the operations of each
 * second, what they cost this process, and the members' disks. One use.
 */
final class Measurement {
  private final Sampler sampler;
  private final DiskWindow disks;
  private final ScheduledExecutorService timer;
  private final Progress progress;
  private Optional<ClientCpu> cpu = Optional.empty();

  Measurement(
      Sampler sampler, DiskWindow disks, ScheduledExecutorService timer, Progress progress) {
    this.sampler = sampler;
    this.disks = disks;
    this.timer = timer;
    this.progress = progress;
  }

  /** What is measured. */
  @FunctionalInterface
  interface Load {
    /**
     * Returns when it has ended.
     *
     * @param start when its warm-up begins, as {@link System#nanoTime} tells it
     */
    void run(long start) throws InterruptedException;
  }

  /**
   * Runs a load and measures it.
   *
   * @param warmUp nanoseconds at its beginning that do not count
   */
  void of(Load load, long warmUp) throws InterruptedException {
    progress.phase(warmUp > 0 ? "warming up" : "measuring");
    long start = System.nanoTime();
    long from = start + warmUp;
    if (warmUp == 0) {
      begin(from);
    }
    ScheduledFuture<?> beginning = timer.schedule(() -> begin(from), warmUp, TimeUnit.NANOSECONDS);
    ScheduledFuture<?> ticks =
        timer.scheduleAtFixedRate(
            () -> sampler.tick(System.nanoTime()).ifPresent(progress::second),
            warmUp + TimeUnit.SECONDS.toNanos(1),
            TimeUnit.SECONDS.toNanos(1),
            TimeUnit.NANOSECONDS);
    try {
      load.run(start);
    } finally {
      beginning.cancel(false);
      ticks.cancel(false);
      if (cpu.isPresent()) {
        sampler.finish(System.nanoTime());
      }
    }
  }

  private synchronized void begin(long from) {
    if (cpu.isEmpty()) {
      cpu = Optional.of(ClientCpu.now());
      sampler.begin(from);
      disks.begin();
      progress.phase("measuring");
    }
  }

  /** What it cost this process. */
  Report.Client client() {
    return cpu.map(c -> c.since(sampler.count())).orElse(ClientCpu.NONE);
  }

  /** What it cost the members' disks. */
  List<Report.MemberDisk> members() {
    return disks.end();
  }
}
