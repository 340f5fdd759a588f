package io.etcdmonitor.e2e.prometheus;

import io.etcdmonitor.e2e.process.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs promtool. */
final class Promtool {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Promtool() {}

  /**
   * What became of a run.
   *
   * @param code its exit code
   * @param output what it printed
   */
  record Run(int code, String output) {}

  static Run run(List<String> arguments) {
    return run(arguments, Redirect.from(Path.of("/dev/null").toFile()));
  }

  static Run run(List<String> arguments, Redirect input) {
    List<String> line = new ArrayList<>(List.of(PrometheusTools.promtool().toString()));
    line.addAll(arguments);
    try {
      Path output = Files.createTempFile("promtool", ".txt");
      try {
        Process process =
            new ProcessBuilder(line)
                .redirectInput(input)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!Await.ended(process, PATIENCE)) {
          process.destroyForcibly();
          throw new AssertionError(line + " did not end: " + Files.readString(output));
        }
        return new Run(process.exitValue(), Files.readString(output));
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
