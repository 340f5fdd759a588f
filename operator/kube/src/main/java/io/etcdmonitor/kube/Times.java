package io.etcdmonitor.kube;

import java.time.Duration;

/** What {@link Duration} lacks. Pure functions. */
public final class Times {
  private Times() {}

  /** The shorter one. */
  public static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /** The longer one. */
  public static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
