package io.etcdmonitor.patterns;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How a {@link Session} is kept.
 *
 * @param ttl how long etcd waits for a renewal before it deletes the session's keys; whole seconds,
 *     at least one. etcd raises what is less than 1.5 election timeouts
 * @param nanoTime the clock that says whether the session may still be believed in: monotonic
 *     nanoseconds, {@link System#nanoTime} but for tests
 */
public record SessionOptions(Duration ttl, LongSupplier nanoTime) {
  /** 10 s: others wait that long after a crash. */
  public static final SessionOptions DEFAULT = ttl(Duration.ofSeconds(10));

  public SessionOptions {
    if (ttl.compareTo(Duration.ofSeconds(1)) < 0 || ttl.toNanosPart() != 0) {
      throw new IllegalArgumentException("the time to live must be whole seconds, not " + ttl);
    }
  }

  /** With another time to live. */
  public static SessionOptions ttl(Duration ttl) {
    return new SessionOptions(ttl, System::nanoTime);
  }
}
