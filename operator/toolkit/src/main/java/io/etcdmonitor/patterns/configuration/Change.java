package io.etcdmonitor.patterns.configuration;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One update: all of it was written at once.
 *
 * @param number from 1 on, without gaps
 * @param id made by who wrote it, to find its own change again after an answer was lost
 * @param at the writer's clock
 * @param author who did it, as they said
 * @param comment why, as they said
 * @param edits what was changed
 */
public record Change(
    long number, String id, Instant at, String author, String comment, List<Edit> edits) {

  public Change {
    edits = List.copyOf(edits);
  }

  /**
   * One setting of a change.
   *
   * @param before its text; empty when it was not set
   * @param after its text; empty when it was removed
   */
  public record Edit(String key, Optional<String> before, Optional<String> after) {}
}
