package io.etcdmonitor.e2e.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreenTest {
  private static final Terminal LARGE = new Terminal(50, 200);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String printed() {
    String text = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    return text;
  }

  private static View.Look look(String line, String essence) {
    return new View.Look(List.of(line), essence, true);
  }

  @Test
  void aPipeGetsTheViewWhenItChanges() {
    Screen screen = new Screen(out, false, () -> LARGE);
    screen.show(look("Healthy 1s", "Healthy"));
    assertThat(printed()).isEqualTo("\nHealthy 1s\n");
    screen.show(look("Healthy 3s", "Healthy"));
    assertThat(printed()).isEmpty();
    screen.show(look("Warning 5s", "Warning"));
    assertThat(printed()).isEqualTo("\nWarning 5s\n");
    screen.say("m2 is stopped");
    assertThat(printed()).isEqualTo("* m2 is stopped\n");
  }

  @Test
  void aTerminalIsDrawnOverAndTheTypedLineStays() {
    Screen screen = new Screen(out, true, () -> LARGE);
    screen.show(look("Healthy 1s", "Healthy"));
    assertThat(printed()).contains("Healthy 1s").endsWith("> ");

    screen.show(look("Healthy 3s", "Healthy"));
    assertThat(printed())
        .as("three lines up, and back to where the person types")
        .startsWith("\u001b7\u001b[3A\r")
        .contains("Healthy 3s")
        .endsWith("\u001b8");

    screen.lineTyped();
    screen.say("m2 is stopped");
    screen.show(look("Warning 5s", "Warning"));
    assertThat(printed())
        .as("one line more: the one that was typed")
        .startsWith("\u001b[4A\r\u001b[J")
        .contains("m2 is stopped")
        .endsWith("> ");
  }

  @Test
  void whatDoesNotFitIsCut() {
    Screen screen = new Screen(out, true, () -> new Terminal(5, 8));
    screen.show(new View.Look(List.of("a long first", "second"), "", true));
    assertThat(printed()).isEqualTo("\u001b[Ja long f\u001b[K\n\u001b[K\n\u001b[K\n> ");
  }

  @ParameterizedTest
  @CsvSource({"'24 80\n',24,80", "'0 0\n',40,160", "'',40,160"})
  void sizes(String text, int rows, int columns) {
    assertThat(Terminal.parse(text)).isEqualTo(new Terminal(rows, columns));
  }
}
