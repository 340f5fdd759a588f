package io.etcdmonitor.app.cli.ctl;

import java.time.Instant;
import java.util.List;
import org.jline.reader.impl.history.DefaultHistory;

/** Remembers commands without what may be secret: values that are written, and passwords. */
final class DiscreetHistory extends DefaultHistory {
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
    return switch (words.get(0)) {
      case "put", "cas" -> words.size() < 2 ? words.get(0) : words.get(0) + " " + words.get(1);
      case "user" -> words.contains("add") || words.contains("passwd") ? "" : line;
      default -> line;
    };
  }
}
