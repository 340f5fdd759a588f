package io.etcdmonitor.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table as an API server answers it ({@code meta.k8s.io/v1 Table}), printed as kubectl prints it.
 *
 * @param header titles of the columns
 * @param rows cells
 * @param steady which columns do not change by the passing of time alone
 */
record TextTable(List<String> header, List<List<String>> rows, List<Boolean> steady) {
  private static final int LEAST_WIDTH = 6;
  private static final int GAP = 3;
  private static final List<String> AGES = List.of("AGE", "LAST-RUN", "LAST SEEN", "NEXT-RUN");

  /**
   * Reads the columns that kubectl shows without {@code -o wide}.
   *
   * @param prefix before each name, such as {@code etcdcluster.etcdmonitor.io/}; empty for none
   */
  static TextTable read(JsonNode table, String prefix) {
    List<Integer> shown = new ArrayList<>();
    List<String> header = new ArrayList<>();
    JsonNode definitions = table.path("columnDefinitions");
    for (int i = 0; i < definitions.size(); i++) {
      if (definitions.get(i).path("priority").asInt() == 0) {
        shown.add(i);
        header.add(definitions.get(i).path("name").asText().toUpperCase(java.util.Locale.ROOT));
      }
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode row : table.path("rows")) {
      List<String> cells = new ArrayList<>();
      for (int column : shown) {
        String text = cell(row.path("cells").path(column));
        cells.add(cells.isEmpty() ? prefix + text : text);
      }
      rows.add(cells);
    }
    return new TextTable(header, rows, header.stream().map(h -> !AGES.contains(h)).toList());
  }

  private static String cell(JsonNode value) {
    return value.isNull() || value.isMissingNode() ? "" : value.asText().split("\n", 2)[0];
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The lines, the header first. */
  List<String> lines() {
    List<Integer> widths = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      int column = i;
      int widest = rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
      widths.add(Math.max(LEAST_WIDTH, Math.max(widest, header.get(i).length()) + GAP));
    }
    List<String> lines = new ArrayList<>();
    lines.add(line(header, widths));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private static String line(List<String> cells, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size() - 1; i++) {
      line.append(cells.get(i)).append(" ".repeat(widths.get(i) - cells.get(i).length()));
    }
    return line.append(cells.get(cells.size() - 1)).toString().stripTrailing();
  }

  /** What it says apart from ages and order: equal when nothing happened. */
  String essence() {
    return rows.stream()
        .map(row -> {
          StringBuilder kept = new StringBuilder();
          for (int i = 0; i < row.size(); i++) {
            kept.append(steady.get(i) ? row.get(i) : "").append('|');
          }
          return kept.toString();
        })
        .sorted()
        .collect(Collectors.joining("\n"));
  }
}
