package io.etcdmonitor.e2e.lab;

import io.etcdmonitor.e2e.lab.Checks.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the report says of one row: each thing that was expected, and all that was told. */
final class Details {
  private final Row row;
  private final Optional<RowResult> found;
  private final StringBuilder text = new StringBuilder();

  Details(Row row, Optional<RowResult> found) {
    this.row = row;
    this.found = found;
  }

  String text() {
    text.append("\n### ").append(row.row()).append(": ").append(row.fault()).append("\n\n");
    if (!row.how().isEmpty()) {
      text.append(row.how()).append("\n\n");
    }
    if (found.isEmpty()) {
      text.append(row.notRun().isEmpty() ? "Not run yet." : "Not run: " + row.notRun() + ".")
          .append('\n');
      return text.toString();
    }
    RowResult result = found.get();
    text.append(
        "Ran %s, etcd %s%s: %s.\n"
            .formatted(
                result.ran(),
                String.join(" and ", result.etcd()),
                result.machine().isEmpty() ? "" : ", " + result.machine(),
                Report.outcome(row, result)));
    if (!result.hurt().isEmpty()) {
      text.append("\n`$it` was `").append(result.hurt()).append("`.\n");
    }
    if (row.expect() != null) {
      text.append("\n| expected | seen after |\n|---|---|\n");
      for (Check check : Checks.of(row)) {
        double seconds = result.seen(check);
        text.append(
            "| %s `%s` | %s |\n"
                .formatted(
                    check.kind(),
                    check.text().substring(check.kind().length() + 1),
                    seconds == -2 ? "was there before" : words(seconds)));
      }
      result
          .clear()
          .forEach((what, seconds) ->
              text.append("| %s as before, once mended | %s |\n".formatted(what, words(seconds))));
    }
    if (!row.awaitsClear() && row.quiet() == null) {
      text.append("\nWell again is not awaited: ").append(row.clears()).append(".\n");
    }
    told(result);
    return text.toString();
  }

  private void told(RowResult result) {
    List<String> lines = new ArrayList<>();
    for (String kind : List.of("messages", "findings", "events", "warnings", "alerts")) {
      List<String> what = result.also().getOrDefault(kind, List.of());
      if (!what.isEmpty()) {
        lines.add(
            "- "
                + kind
                + ": "
                + what.stream()
                    .limit(12)
                    .map(w -> "`" + w.replace("|", "\\|") + "`")
                    .collect(Collectors.joining(", ")));
      }
    }
    List<String> rules =
        result.rules().entrySet().stream()
            .filter(e -> Report.compared(row, result) || !e.getKey().startsWith("mixin "))
            .map(e -> "`" + e.getKey() + "` " + e.getValue())
            .toList();
    if (!rules.isEmpty()) {
      lines.add("- conditions of rules that were met: " + String.join("; ", rules));
    }
    if (!lines.isEmpty()) {
      text.append("\nAll that was told:\n\n").append(String.join("\n", lines)).append('\n');
    }
  }

  private static String words(double seconds) {
    if (seconds == RowResult.BEFORE) {
      return "**was there before**";
    }
    if (seconds == RowResult.NOT_LOOKED) {
      return "not looked: no Prometheus";
    }
    return seconds < 0 ? "**not seen**" : Report.seconds(seconds);
  }
}
