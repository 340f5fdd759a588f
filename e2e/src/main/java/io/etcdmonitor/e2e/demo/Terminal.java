package io.etcdmonitor.e2e.demo;

import io.etcdmonitor.e2e.process.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The size of a terminal, in characters.
 *
 * @param rows at least 1
 * @param columns at least 1
 */
record Terminal(int rows, int columns) {
  private static final Terminal USUAL = new Terminal(40, 160);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Whether a file descriptor of this process (0 or 1) is a terminal. */
  static boolean is(int descriptor) {
    try {
      Process test = new ProcessBuilder("sh", "-c", "test -t " + descriptor).inheritIO().start();
      return Await.ended(test, PATIENCE) && test.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** The size of the terminal at standard input now, or a usual one where it does not say. */
  static Terminal size() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return parse(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return USUAL;
    }
  }

  /** Reads {@code rows columns}; pseudo-terminals that nobody sized say {@code 0 0}. */
  static Terminal parse(String text) {
    if (!text.strip().matches("[1-9]\\d{0,4} [1-9]\\d{0,4}")) {
      return USUAL;
    }
    String[] numbers = text.strip().split(" ");
    return new Terminal(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
  }

  /** A line that fits. */
  String cut(String line) {
    return line.length() <= columns ? line : line.substring(0, columns);
  }
}
