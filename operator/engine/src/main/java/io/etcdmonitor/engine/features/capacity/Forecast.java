package io.etcdmonitor.engine.features.capacity;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a database grows.
 *
 * @param confidence how far this can be relied on
 * @param bytesPerSecond its growth; empty when too little was seen to tell
 * @param fullAt when it reaches its quota if it goes on like this; empty when it does not, or when
 *     nobody can tell
 * @param seen the time that this was learned from
 */
record Forecast(
    Confidence confidence, OptionalDouble bytesPerSecond, Optional<Instant> fullAt, Duration seen) {

  /** How far a forecast can be relied on. */
  enum Confidence {
    /** Too little was seen. */
    NONE,
    /** It grows by fits and starts. */
    LOW,
    /** Most of the time it grows like this. */
    MEDIUM,
    /** It has grown like this all along, for long enough. */
    HIGH;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Forecast none(Duration seen) {
    return new Forecast(Confidence.NONE, OptionalDouble.empty(), Optional.empty(), seen);
  }
}
