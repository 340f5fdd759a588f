package io.etcdmonitor.e2e.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command that ends by itself, and what it printed. */
final class Command {
  private static final long TIMEOUT_SECONDS = 120;

  private Command() {}

  /** Standard output; the test fails, with standard error, when the command does. */
  static String run(List<String> line) {
    return run(line, Map.of());
  }

  static String run(List<String> line, Map<String, String> environment) {
    try {
      Path out = Files.createTempFile("etcd-monitor-out", ".txt");
      Path err = Files.createTempFile("etcd-monitor-err", ".txt");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        await(line, builder.start(), err);
        return Files.readString(out);
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(List<String> line, Process process, Path err) throws IOException {
    try {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(line + " did not end: " + Files.readString(err));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new AssertionError(line + " was interrupted", e);
    }
    if (process.exitValue() != 0) {
      throw new AssertionError(
          "%s ended with %d: %s".formatted(line, process.exitValue(), Files.readString(err)));
    }
  }
}
