package io.etcdmonitor.app.watch;

import java.util.ArrayList;
import java.util.List;

/** Columns of text, as wide as their widest cell, three blanks between; as kubectl prints them. */
public final class TextTable {
  private static final String GAP = "   ";

  private final List<List<String>> rows = new ArrayList<>();

  /** With the names of the columns. */
  public TextTable(String... head) {
    rows.add(List.of(head));
  }

  /** Adds a row with as many cells as there are columns. */
  public void row(String... cells) {
    rows.add(List.of(cells));
  }

  /** Writes it. */
  public void print(StringBuilder to) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length()).append(GAP);
      }
      to.append(line.toString().stripTrailing()).append('\n');
    }
  }
}
