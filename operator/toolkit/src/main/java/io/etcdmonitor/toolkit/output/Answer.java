package io.etcdmonitor.toolkit.output;

import java.util.List;
import java.util.Optional;

/**
 * One answer in every format.
 *
 * @param simple lines for people
 * @param table for the commands that have one
 * @param document what JSON and YAML show: maps, lists, strings, numbers, booleans
 * @param fields lines {@code "Name" : value}; empty when etcdctl has no such format for it
 * @param complaints lines for standard error
 */
public record Answer(
    List<String> simple,
    Optional<Table> table,
    Object document,
    Optional<List<String>> fields,
    List<String> complaints) {

  /** Headings and rows, all cells as text. */
  public record Table(List<String> headings, List<List<String>> rows) {
    /** Rows as etcdctl's simple format has them. */
    public List<String> joined() {
      return rows.stream().map(row -> String.join(", ", row)).toList();
    }
  }

  static Answer of(List<String> simple, Object document, List<String> fields) {
    return new Answer(simple, Optional.empty(), document, Optional.of(fields), List.of());
  }

  static Answer withoutFields(List<String> simple, Object document) {
    return new Answer(simple, Optional.empty(), document, Optional.empty(), List.of());
  }

  static Answer of(Table table, Object document, List<String> fields) {
    return new Answer(table.joined(), Optional.of(table), document, Optional.of(fields), List.of());
  }
}
