package io.etcdmonitor.app.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** "Did you mean ...?" */
public final class Suggestions {
  private Suggestions() {}

  /** The nearest candidate, if it is near enough to be meant. */
  public static Optional<String> nearest(String written, Collection<String> candidates) {
    return nearest(written, candidates, Math.max(2, written.length() / 3));
  }

  /** One that is as good as written: what is meant to be another word is not that near. */
  public static Optional<String> misspelt(String written, Collection<String> candidates) {
    return nearest(written, candidates, 2);
  }

  private static Optional<String> nearest(
      String written, Collection<String> candidates, int atMost) {
    return candidates.stream()
        .filter(candidate -> distance(written, candidate) <= atMost)
        .min(
            Comparator.comparingInt((String candidate) -> distance(written, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
