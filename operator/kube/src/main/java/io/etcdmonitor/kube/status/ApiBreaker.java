package io.etcdmonitor.kube.status;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps everyone from calling an API that is away: after a call without an answer only one attempt
 * is made per pause. Thread-safe.
 */
public final class ApiBreaker {
  /** Between attempts. */
  public static final Duration PAUSE = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger(ApiBreaker.class);

  private final LongSupplier nanos;
  private boolean open;
  private long tryAt;

  public ApiBreaker(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Whether the API is away and the next attempt is not due. */
  synchronized boolean barred() {
    return open && nanos.getAsLong() - tryAt < 0;
  }

  /** Whether a call may be made now: if the API is away, by who asks this, and by nobody else. */
  public synchronized boolean allows() {
    if (!open) {
      return true;
    }
    long now = nanos.getAsLong();
    if (now - tryAt < 0) {
      return false;
    }
    tryAt = now + PAUSE.toNanos();
    return true;
  }

  /** The API answered, whatever it said. */
  public synchronized void answered() {
    if (open) {
      open = false;
      LOG.info("The Kubernetes API answers again: statuses catch up");
    }
  }

  /** There was no answer. */
  public synchronized void silent(String why) {
    if (!open) {
      open = true;
      LOG.warn("The Kubernetes API does not answer ({}): probing goes on, statuses wait", why);
    }
    tryAt = nanos.getAsLong() + PAUSE.toNanos();
  }
}
