package io.etcdmonitor.e2e.lab;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was seen of each row when it ran last, in a file that is kept, so that a run of a few rows
 * leaves the others as they were.
 */
final class Results {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES));

  private final Path file;
  private final Map<String, RowResult> rows;

  private Results(Path file, Map<String, RowResult> rows) {
    this.file = file;
    this.rows = rows;
  }

  /** Those of a file; none when it is not there. */
  static Results load(Path file) {
    try {
      return new Results(
          file,
          Files.exists(file)
              ? YAML.readValue(file.toFile(), new TypeReference<TreeMap<String, RowResult>>() {})
              : new TreeMap<>());
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  /** Nothing either when the row has run, but something else was expected of it then. */
  Optional<RowResult> of(Row row) {
    return Optional.ofNullable(rows.get(row.row())).filter(result -> result.answers(row));
  }

  /** Keeps one, at once. */
  synchronized void put(Row row, RowResult result) {
    rows.put(row.row(), result);
    try {
      Files.writeString(file, YAML.writeValueAsString(rows));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
  }
}
