package io.etcdmonitor.engine.alert.state;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Somebody wants to hear nothing of some alerts for a while. Never deleted by people, only ended,
 * and forgotten a week later. The alerts live on.
 *
 * @param id unique
 * @param matchers all must match
 * @param start from when
 * @param end until when, exclusive; at most 30 days after the start
 * @param author who
 * @param reason why
 */
public record Silence(
    String id, List<Matcher> matchers, Instant start, Instant end, String author, String reason) {
  public static final Duration LONGEST = Duration.ofDays(30);

  /** How long one that has ended is shown; then it is forgotten. */
  public static final Duration KEPT = Duration.ofDays(7);

  /**
   * @throws IllegalArgumentException with one sentence when something is missing
   */
  public Silence {
    matchers = List.copyOf(matchers);
    if (matchers.isEmpty()) {
      throw new IllegalArgumentException("a silence needs a matcher: it would silence everything");
    }
    if (author.isBlank() || reason.isBlank()) {
      throw new IllegalArgumentException("a silence needs an author and a reason");
    }
    if (end.isBefore(start) || Duration.between(start, end).compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a silence ends after it starts, and lasts 30 days at most");
    }
  }

  /** The same, ended now; one that has not begun never begins. */
  public Silence ended(Instant now) {
    return new Silence(id, matchers, start.isAfter(now) ? now : start, now, author, reason);
  }

  /** Whether it ended so long ago that it is forgotten. */
  public boolean forgotten(Instant now) {
    return !now.isBefore(end.plus(KEPT));
  }

  /** Whether it holds. */
  public boolean active(Instant now) {
    return !now.isBefore(start) && now.isBefore(end);
  }

  /** Whether an alert with these labels is silenced by it. */
  public boolean covers(Map<String, String> labels) {
    return matchers.stream().allMatch(m -> m.matches(labels));
  }
}
