package io.etcdmonitor.e2e.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command that ends by itself, and what it printed. */
final class Kubectl {
  private static final long TIMEOUT_SECONDS = 120;

  private Kubectl() {}

  static String run(Path command, List<String> arguments) {
    List<String> line = new ArrayList<>(List.of(command.toString()));
    line.addAll(arguments);
    try {
      Path out = Files.createTempFile("etcd-monitor-out", ".txt");
      Path err = Files.createTempFile("etcd-monitor-err", ".txt");
      try {
        Process process =
            new ProcessBuilder(line)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError(line + " did not end");
        }
        if (process.exitValue() != 0) {
          throw new AssertionError(
              line + " failed: " + Files.readString(err, StandardCharsets.UTF_8));
        }
        return Files.readString(out, StandardCharsets.UTF_8);
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(line + " was interrupted", e);
    }
  }
}
