package io.etcdmonitor.notify.option;

import java.time.Duration;

/** Reads how long an attempt of a channel may take. */
public final class Timeout {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private Timeout() {}

  /** From the option. */
  public static Duration of(OptionValues options) {
    Duration timeout = options.duration(CommonOptions.TIMEOUT);
    if (timeout.toMillis() < 1 || timeout.compareTo(LONGEST) > 0) {
      throw options.error("the option timeout is from 1ms to 5m");
    }
    return timeout;
  }
}
