package io.etcdmonitor.toolkit.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Is a cluster fit for production.
 *
 * @param score 0 to 100, of what could be looked at; null when nothing could
 * @param verdict {@code READY}, {@code NOT_READY} or {@code UNKNOWN}
 * @param items what was looked at
 */
public record Readiness(Integer score, Verdict verdict, List<Item> items) {
  /** From here on, without anything bad. */
  private static final int READY_FROM = 80;

  /** What it comes to. */
  public enum Verdict {
    READY,
    NOT_READY,
    UNKNOWN
  }

  /** How one thing is. */
  public enum Grade {
    GOOD,
    WARNING,
    BAD,
    /** Could not be looked at: counts neither way. */
    UNKNOWN
  }

  /**
   * One thing that was looked at.
   *
   * @param weight in the score
   * @param found one clause
   * @param advice what to do; empty when there is nothing to do
   * @param source where the mark comes from
   */
  public record Item(
      String area, Grade grade, int weight, String found, String advice, String source) {}

  public Readiness {
    items = List.copyOf(items);
  }

  /** Scores what was found. */
  static Readiness of(List<Item> items) {
    List<Item> known = items.stream().filter(i -> i.grade() != Grade.UNKNOWN).toList();
    if (known.isEmpty()) {
      return new Readiness(null, Verdict.UNKNOWN, items);
    }
    double all = known.stream().mapToInt(Item::weight).sum();
    double earned =
        known.stream()
            .mapToDouble(item ->
                switch (item.grade()) {
                  case GOOD -> item.weight();
                  case WARNING -> item.weight() / 2.0;
                  default -> 0.0;
                })
            .sum();
    int score = (int) Math.round(100 * earned / all);
    boolean bad = known.stream().anyMatch(item -> item.grade() == Grade.BAD);
    return new Readiness(
        score, bad || score < READY_FROM ? Verdict.NOT_READY : Verdict.READY, items);
  }

  /** For people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Item item : items) {
      lines.add(String.format(Locale.ROOT, "%-8s %s: %s", item.grade(), item.area(), item.found()));
      if (!item.advice().isEmpty()) {
        lines.add("         " + item.advice() + " (" + item.source() + ")");
      }
    }
    long unknown = items.stream().filter(item -> item.grade() == Grade.UNKNOWN).count();
    lines.add(
        verdict.name().replace('_', ' ')
            + (score == null ? "" : ", " + score + " of 100 points")
            + (unknown == 0 ? "" : "; " + unknown + " could not be looked at and do not count"));
    return lines;
  }
}
