package io.etcdmonitor.kube.status;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * The status that a former process wrote is left as it was found until this one has looked itself,
 * or has had the time to. Not thread-safe.
 */
public final class Settling {
  private Instant since;
  private boolean goesOn;

  /**
   * Nothing was found so far.
   *
   * @param since when looking begins
   */
  public Settling(Instant since) {
    this.since = since;
  }

  /** Looking begins now, not when it was said before. */
  public void begin(Instant now) {
    since = now;
  }

  /**
   * Takes in what was found.
   *
   * @param status whether there is one that this process has not replaced
   */
  public void found(boolean status) {
    goesOn |= status;
  }

  /** Whether a status is being left as it was found. */
  public boolean goesOn() {
    return goesOn;
  }

  /**
   * How much longer it is left so. When that is zero it is over, until another status is found.
   *
   * @param awaited whether something has not been looked at yet; asked only while this goes on
   * @param patience how long that may take
   */
  public Duration left(BooleanSupplier awaited, Instant now, Duration patience) {
    if (goesOn && awaited.getAsBoolean()) {
      Duration left = Duration.between(now, since.plus(patience));
      if (left.isPositive()) {
        return left;
      }
    }
    goesOn = false;
    return Duration.ZERO;
  }
}
