package io.etcdmonitor.notify.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The header Retry-After of RFC 9110 section 10.2.3: seconds, or a date. */
final class RetryAfter {
  // A receiver's clock or a mistake must not silence a channel for ever.
  private static final Duration LONGEST = Duration.ofHours(6);

  private RetryAfter() {}

  static Optional<Duration> parse(String value, Instant now) {
    String text = value.strip();
    try {
      Duration wait =
          text.matches("\\d{1,9}(\\.\\d+)?")
              ? Duration.ofMillis((long) Math.ceil(Double.parseDouble(text) * 1000))
              : Duration.between(
                  now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      if (wait.isNegative()) {
        return Optional.of(Duration.ZERO);
      }
      return Optional.of(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
