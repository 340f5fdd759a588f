package io.etcdmonitor.app.cli.ctl;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jline.reader.impl.history.DefaultHistory;

/** Remembers commands without what may be secret: values that are written, and passwords. */
final class DiscreetHistory extends DefaultHistory {
  private static final Set<String> WRITES = Set.of("put", "cas");

  @Override
  public void add(Instant time, String line) {
    String kept = discreet(line);
    if (!kept.isEmpty()) {
      super.add(time, kept);
    }
  }

  /** What is remembered of a line; empty for nothing. */
  static String discreet(String line) {
    List<String> words = Words.of(line);
    if (words.isEmpty()
        || line.contains("--password")
        || line.contains("--user")
        || line.contains("--new-user-password")
        || line.contains("--expect")) {
      return "";
    }
    if (words.contains("user") && (words.contains("add") || words.contains("passwd"))) {
      return "";
    }
    // Flags may stand before the command.
    for (int i = 0; i < words.size(); i++) {
      if (WRITES.contains(words.get(i))) {
        return String.join(" ", words.subList(0, Math.min(i + 2, words.size())));
      }
    }
    return line;
  }
}
