package io.etcdmonitor.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CleanupsTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final List<String> closed = new ArrayList<>();
  private final Cleanups cleanups =
      new Cleanups(new PrintStream(printed, true, StandardCharsets.UTF_8), "while cleaning up");

  @Test
  void theLastIsClosedFirstAndEachOnce() {
    cleanups.keep(() -> closed.add("first"));
    cleanups.keep(() -> closed.add("second"));
    cleanups.close();
    cleanups.close();
    assertThat(closed).containsExactly("second", "first");
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void allAreClosedThoughSomeCannotBe() {
    cleanups.keep(() -> closed.add("first"));
    cleanups.keep(() -> {
      throw new IOException("in use");
    });
    cleanups.keep(() -> closed.add("third"));
    cleanups.keep(() -> {
      throw new AssertionError("still there");
    });
    cleanups.close();
    assertThat(closed).containsExactly("third", "first");
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "while cleaning up: java.lang.AssertionError: still there",
            "while cleaning up: java.io.IOException: in use");
  }
}
