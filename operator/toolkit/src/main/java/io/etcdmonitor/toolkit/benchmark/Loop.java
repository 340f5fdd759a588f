package io.etcdmonitor.toolkit.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Gives every client one call after the other, closed (the next when the last is answered) or open
 * (at a rate, whatever the answers do). One use.
 */
final class Loop implements LoadClient.Driver {
  /** A client whose call failed waits so long: a sick cluster is not hammered. */
  private static final long PAUSE_MILLIS = 20;

  /** The person does not wait for calls that hang. */
  private static final long PATIENCE_AFTER_STOP = TimeUnit.SECONDS.toNanos(1);

  /**
   * How long and how much.
   *
   * @param total operations to measure at most
   * @param rate operations per second; 0 is a closed loop
   */
  record Plan(long warmUpNanos, long durationNanos, long total, double rate) {}

  private final List<? extends LoadClient> clients;
  private final Plan plan;
  private final long noAnswer;
  private final ScheduledExecutorService timer;
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong tickets = new AtomicLong();
  private final LongAdder warm = new LongAdder();
  private final LongAdder warmErrors = new LongAdder();
  private final CountDownLatch ended;
  private final BlockingQueue<LoadClient> free = new LinkedBlockingQueue<>();
  private volatile boolean stopped;
  private long began;
  private long measureFrom;
  private long end;
  private long missed;

  /**
   * @param noAnswer how long a call is waited for
   */
  Loop(
      List<? extends LoadClient> clients,
      Plan plan,
      Duration noAnswer,
      ScheduledExecutorService timer) {
    this.clients = clients;
    this.plan = plan;
    this.noAnswer = noAnswer.toNanos();
    this.timer = timer;
    this.ended = new CountDownLatch(clients.size());
  }

  /** Operations that were not measured. */
  long warm() {
    return warm.sum();
  }

  /** Errors among them. */
  long warmErrors() {
    return warmErrors.sum();
  }

  /** Operations of an open loop that could not be begun. */
  long missed() {
    return missed;
  }

  boolean stopped() {
    return stopped;
  }

  /** Begins nothing more. */
  void stop() {
    stopped = true;
  }

  /** Runs it; returns when every call has ended. */
  void run(long start) throws InterruptedException {
    began = start;
    measureFrom = start + plan.warmUpNanos();
    end = measureFrom + plan.durationNanos();
    clients.forEach(client -> client.drivenBy(this));
    ScheduledFuture<?> watch =
        timer.scheduleAtFixedRate(this::watch, 250, 250, TimeUnit.MILLISECONDS);
    try {
      if (plan.rate() > 0) {
        pace();
      } else {
        clients.forEach(this::next);
        ended.await();
      }
    } finally {
      watch.cancel(false);
    }
  }

  private void watch() {
    long now = System.nanoTime();
    if (stopped) {
      clients.forEach(LoadClient::abandon);
    }
    long patience = stopped ? Math.min(PATIENCE_AFTER_STOP, noAnswer) : noAnswer;
    clients.forEach(client -> client.cancelWhenOlder(now, patience));
  }

  @Override
  public void ended(LoadClient client, boolean measured, boolean good) {
    if (!measured) {
      (good ? warm : warmErrors).increment();
    }
    if (plan.rate() > 0) {
      free.add(client);
    } else if (good) {
      next(client);
    } else {
      var unused = timer.schedule(() -> next(client), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void next(LoadClient client) {
    long now = System.nanoTime();
    boolean measured = now - measureFrom >= 0;
    if (stopped || now - end >= 0 || (measured && tickets.getAndIncrement() >= plan.total())) {
      ended.countDown();
      return;
    }
    client.begin(now, numbers.getAndIncrement(), measured);
  }

  /** The open loop: what cannot begin in time begins late, and its latency counts from its time. */
  private void pace() throws InterruptedException {
    free.addAll(clients);
    double interval = 1e9 / plan.rate();
    long measured = 0;
    for (long i = 0; !stopped; i++) {
      long due = began + (long) (i * interval);
      boolean counts = due - measureFrom >= 0;
      if (due - end >= 0 || (counts && measured >= plan.total())) {
        break;
      }
      LoadClient client =
          await(due) ? free.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS) : null;
      if (stopped) {
        if (client != null) {
          free.add(client);
        }
        break;
      }
      if (client == null) {
        long rest = (long) Math.ceil((end - Math.max(due, measureFrom)) / interval);
        missed = Math.min(rest, plan.total() - measured);
        break;
      }
      measured += counts ? 1 : 0;
      client.begin(due, i, counts);
    }
    for (int i = 0; i < clients.size(); i++) {
      free.take();
    }
  }

  /** False when the end came first. */
  private boolean await(long due) throws InterruptedException {
    for (long now = System.nanoTime(); due - now > 0; now = System.nanoTime()) {
      if (stopped) {
        return false;
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LockSupport.parkNanos(due - now);
    }
    return end - System.nanoTime() > 0;
  }
}
