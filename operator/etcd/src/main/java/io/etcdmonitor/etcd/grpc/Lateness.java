package io.etcdmonitor.etcd.grpc;

import io.etcdmonitor.etcd.Punctuality;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Knows how late the event loop runs: while somebody waits for an answer the loop has to come round
 * every {@link #BEAT}, and what it comes later is lost time. Waiting does not count lost time, up
 * to a limit.
 */
@SuppressWarnings("FutureReturnValueIgnored") // beats are not waited for
final class Lateness implements Punctuality {
  static final long BEAT = TimeUnit.MILLISECONDS.toNanos(25);

  /** A loop at work comes round a little late. */
  private static final long NOISE = TimeUnit.MILLISECONDS.toNanos(8);

  private static final long STRAINED = TimeUnit.MILLISECONDS.toNanos(40);
  private static final double NEWEST = 0.2;

  private static final long LEAST_PATIENCE = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long MOST_PATIENCE = TimeUnit.SECONDS.toNanos(2);

  /** With more than this share of the time lost, silence is ours. */
  private static final int SHARE = 4;

  private static final long ASLEEP = Long.MIN_VALUE;

  private final EventExecutor loop;
  private final LongSupplier nanoTime;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile State state = new State(0, ASLEEP, 0);

  Lateness(EventExecutor loop) {
    this(loop, System::nanoTime);
  }

  Lateness(EventExecutor loop, LongSupplier nanoTime) {
    this.loop = loop;
    this.nanoTime = nanoTime;
  }

  /**
   * What is known; changed by the loop only.
   *
   * @param lost nanoseconds until the last beat
   * @param next when the next beat is due
   * @param usual how late beats are, smoothed
   */
  private record State(long lost, long next, double usual) {}

  /** No answer came in the time given, most of which this process was not there to read one. */
  static final class LateException extends Exception {
    private static final long serialVersionUID = 1L;
    private final long lostMillis;

    LateException(long lostNanos) {
      super(null, null, false, false);
      lostMillis = TimeUnit.NANOSECONDS.toMillis(lostNanos);
    }

    long lostMillis() {
      return lostMillis;
    }
  }

  @Override
  public Duration lost() {
    return Duration.ofNanos(lostNanos());
  }

  @Override
  public boolean strained() {
    State now = state;
    return now.next() != ASLEEP
        && (now.usual() > STRAINED || nanoTime.getAsLong() - now.next() > STRAINED);
  }

  /** By how much longer than asked for a wait may take at most. */
  static long most(long nanos) {
    return Math.min(MOST_PATIENCE, Math.max(LEAST_PATIENCE, nanos));
  }

  /** Measures time without what was lost. */
  Stopwatch stopwatch() {
    return new Stopwatch(nanoTime.getAsLong(), lostNanos());
  }

  /** Time since its creation. */
  final class Stopwatch {
    private final long start;
    private final long lostBefore;

    private Stopwatch(long start, long lostBefore) {
      this.start = start;
      this.lostBefore = lostBefore;
    }

    Duration elapsed() {
      long passed = nanoTime.getAsLong() - start;
      return Duration.ofNanos(Math.max(1, passed - (lostNanos() - lostBefore)));
    }
  }

  /**
   * Waits; ends by {@link Wait#cancel}, or by itself after so much time in which the loop ran.
   *
   * @param expired told on the loop; with an exception when too much of the time was lost, else
   *     with null
   */
  Wait await(long nanos, Consumer<LateException> expired) {
    if (waiting.getAndIncrement() == 0) {
      loop.execute(this::begin);
    }
    Wait wait = new Wait(nanos, expired);
    wait.arm(nanos);
    return wait;
  }

  /** One who waits. */
  final class Wait {
    private final long nanos;
    private final Consumer<LateException> expired;
    private final long lostBefore = lostNanos();
    private final AtomicBoolean over = new AtomicBoolean();
    private long granted;
    private volatile Future<?> timer;

    private Wait(long nanos, Consumer<LateException> expired) {
      this.nanos = nanos;
      this.expired = expired;
    }

    private void arm(long delay) {
      timer = loop.schedule(this::ring, Math.max(1, delay), TimeUnit.NANOSECONDS);
      if (over.get()) {
        timer.cancel(false);
      }
    }

    private void ring() {
      long more = Math.min(lost(), most(nanos)) - granted;
      if (more > NOISE) {
        granted += more;
        arm(more);
      } else if (end()) {
        expired.accept(late());
      }
    }

    /** Why an answer that has not come by now says nothing; null when it does. */
    LateException late() {
      long lost = lost();
      return lost > nanos / SHARE ? new LateException(lost) : null;
    }

    private long lost() {
      return lostNanos() - lostBefore;
    }

    private boolean end() {
      boolean mine = over.compareAndSet(false, true);
      if (mine) {
        waiting.decrementAndGet();
      }
      return mine;
    }

    void cancel() {
      if (end()) {
        Future<?> armed = timer;
        if (armed != null) {
          armed.cancel(false);
        }
      }
    }
  }

  private long lostNanos() {
    State now = state;
    long late = now.next() == ASLEEP ? 0 : nanoTime.getAsLong() - now.next();
    return now.lost() + (late > NOISE ? late : 0);
  }

  private void begin() {
    if (state.next() == ASLEEP) {
      schedule(state.lost(), state.usual());
    }
  }

  private void beat() {
    long late = Math.max(0, nanoTime.getAsLong() - state.next());
    long lost = lostNanos();
    double usual = state.usual() * (1 - NEWEST) + late * NEWEST;
    if (waiting.get() > 0) {
      schedule(lost, usual);
    } else {
      // Whoever comes next is the first, and has it begin again.
      state = new State(lost, ASLEEP, 0);
    }
  }

  private void schedule(long lost, double usual) {
    state = new State(lost, nanoTime.getAsLong() + BEAT, usual);
    loop.schedule(this::beat, BEAT, TimeUnit.NANOSECONDS);
  }
}
