package io.etcdmonitor.toolkit.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Reports as JSON documents. */
public final class ReportFile {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private ReportFile() {}

  /** The document. */
  public static String json(Report report) {
    try {
      return MAPPER.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report of ours cannot be written", e);
    }
  }

  /** Writes text so that a reader sees all of it or nothing. */
  public static void write(Path file, String text) throws IOException {
    check(file);
    Path part = part(file);
    try {
      Files.writeString(part, text);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /**
   * Whether it can be written, asked before a run that would be for nothing; makes its directory.
   *
   * @throws IOException with one sentence when it cannot
   */
  public static void check(Path file) throws IOException {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.delete(Files.writeString(part(file), ""));
    } catch (IOException e) {
      throw new IOException(file + " cannot be written: " + e, e);
    }
    if (Files.isDirectory(file)) {
      throw new IOException(file + " cannot be written: it is a directory");
    }
  }

  /** Beside it, with the rights that a new file has (a temporary one is its owner's alone). */
  private static Path part(Path file) {
    return file.resolveSibling(
        "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
  }

  /**
   * Reads what {@code --save} wrote.
   *
   * @throws IOException with one sentence when it is no report of ours
   */
  public static Report read(Path file) throws IOException {
    Report report;
    try {
      report = MAPPER.readValue(Files.readString(file), Report.class);
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is no benchmark report: " + e.getOriginalMessage(), e);
    } catch (java.nio.file.NoSuchFileException e) {
      throw new IOException(file + " does not exist", e);
    }
    if (report.format() != Report.FORMAT
        || report.parameters() == null
        || report.series() == null
        || report.operations() == null) {
      throw new IOException(
          file
              + " is no benchmark report of format "
              + Report.FORMAT
              + ", the one understood here");
    }
    return report;
  }
}
