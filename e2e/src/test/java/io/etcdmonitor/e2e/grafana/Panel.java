package io.etcdmonitor.e2e.grafana;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One panel while it is being described: what it asks, and how it is shown. */
public final class Panel {
  /** Kinds of panel, by Grafana's names. */
  enum Type {
    GRAPH("timeseries"),
    NUMBER("stat"),
    TABLE("table"),
    STATES("state-timeline");

    final String word;

    Type(String word) {
      this.word = word;
    }
  }

  /**
   * A value that stands for a word.
   *
   * @param word what is shown
   * @param colour by Grafana's name
   */
  record Meaning(String word, String colour) {}

  final Type type;
  final String title;
  final List<Query> queries = new ArrayList<>();
  String unit = "short";
  String description = "";
  int width = 8;
  int height = 8;
  boolean stacked;
  Map<Integer, Meaning> meanings = Map.of();
  List<Double> limits = List.of();
  Map<String, String> columnUnits = Map.of();
  private String emptyWhen = "";

  private Panel(Type type, String title) {
    this.type = type;
    this.title = title;
  }

  static Panel graph(String title, String unit) {
    return new Panel(Type.GRAPH, title).unit(unit);
  }

  static Panel number(String title, String unit) {
    return new Panel(Type.NUMBER, title).unit(unit).size(4, 4);
  }

  static Panel table(String title) {
    return new Panel(Type.TABLE, title).size(24, 9);
  }

  static Panel states(String title) {
    return new Panel(Type.STATES, title).size(12, 8);
  }

  Panel query(String expression, String legend) {
    queries.add(new Query(expression, legend));
    return this;
  }

  Panel says(String words) {
    description = words;
    return this;
  }

  /** It may show nothing, and when; said in its description too. */
  Panel emptyWhen(String words) {
    emptyWhen = words;
    return this;
  }

  Panel size(int columns, int rows) {
    width = columns;
    height = rows;
    return this;
  }

  Panel stacked() {
    stacked = true;
    return this;
  }

  /** What whole numbers stand for. */
  Panel means(Map<Integer, Meaning> words) {
    meanings = words;
    return this;
  }

  /** Above the first it is a warning, above the second critical. */
  Panel limits(double warning, double critical) {
    limits = List.of(warning, critical);
    return this;
  }

  /** Units of a table's columns, by their titles. */
  Panel columns(Map<String, String> units) {
    columnUnits = units;
    return this;
  }

  /** Its title. */
  public String title() {
    return title;
  }

  /** What it asks. */
  public List<Query> queries() {
    return List.copyOf(queries);
  }

  /** When it rightly shows nothing; empty when it must always show something. */
  public Optional<String> emptyWhen() {
    return emptyWhen.isEmpty() ? Optional.empty() : Optional.of(emptyWhen);
  }

  private Panel unit(String name) {
    unit = name;
    return this;
  }
}
