package io.etcdmonitor.e2e.grafana;

import java.util.List;

/**
 * A dashboard.
 *
 * @param name of its file, and the end of its uid
 * @param title in Grafana
 * @param variables besides the data source
 * @param rows from top to bottom
 */
public record Dashboard(String name, String title, List<Variable> variables, List<Row> rows) {

  /**
   * A heading and what is below it.
   *
   * @param title of the heading; empty for none
   * @param panels from left to right, as many in a line as fit
   */
  public record Row(String title, List<Panel> panels) {
    static Row of(String title, Panel... panels) {
      return new Row(title, List.of(panels));
    }
  }

  /**
   * A variable filled by label values.
   *
   * @param name as written behind {@code $}
   * @param metric whose series are looked at, with its selector
   * @param several whether more than one value can be chosen
   * @param all what matches all values
   */
  public record Variable(String name, String metric, boolean several, String all) {
    /** Without Kubernetes there is no namespace at all: only this matches it. */
    Variable(String name, String metric, boolean several) {
      this(name, metric, several, ".*");
    }
  }
}
