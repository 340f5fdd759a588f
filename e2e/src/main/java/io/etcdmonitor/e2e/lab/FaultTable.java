package io.etcdmonitor.e2e.lab;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.etcdmonitor.e2e.demo.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The table of faults.
 *
 * @param rows in the order of the report
 */
record FaultTable(List<Row> rows) {
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  FaultTable {
    Set<String> seen = new HashSet<>();
    for (Row row : rows) {
      if (!seen.add(row.row())) {
        throw new IllegalArgumentException("row " + row.row() + " is there twice");
      }
      if (row.notRun().isEmpty() && (row.expect() == null) == (row.quiet() == null)) {
        throw new IllegalArgumentException(
            "row " + row.row() + " needs either expect, quiet or notRun");
      }
    }
  }

  /** Where it is kept. */
  static Path file() {
    return Checkout.root().resolve("e2e/lab/faults.yaml");
  }

  /** Reads it. */
  static FaultTable load() {
    try {
      return YAML.readValue(file().toFile(), FaultTable.class);
    } catch (IOException e) {
      throw new UncheckedIOException(file() + " cannot be read", e);
    }
  }

  /**
   * The rows with these numbers ({@code 23} means 23a, 23b, ... too); all when none are named.
   *
   * @throws IllegalArgumentException for a number that no row has
   */
  List<Row> select(List<String> numbers) {
    if (numbers.isEmpty()) {
      return rows;
    }
    for (String number : numbers) {
      if (rows.stream().noneMatch(row -> named(row, number))) {
        throw new IllegalArgumentException("no row " + number + " in " + file());
      }
    }
    return rows.stream().filter(row -> numbers.stream().anyMatch(n -> named(row, n))).toList();
  }

  private static boolean named(Row row, String number) {
    return row.row().equalsIgnoreCase(number) || row.row().matches("\\Q" + number + "\\E[a-z]");
  }
}
