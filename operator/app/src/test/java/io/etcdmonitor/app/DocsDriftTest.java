package io.etcdmonitor.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.app.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pages in docs/ say what the program says. With -Pupdate-generated they are written anew
 * instead.
 */
class DocsDriftTest {
  @ParameterizedTest
  @ValueSource(strings = {"configuration", "metrics", "commands", "features"})
  void thePageIsWhatTheProgramPrints(String page) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PrintStream print = new PrintStream(out, false, StandardCharsets.UTF_8)) {
      int code =
          Composition.commandLine(new Terminal(print, print, Map.of(), false), new Shutdown())
              .run("config", "docs", page);
      assertThat(code).isZero();
    }
    String printed = out.toString(StandardCharsets.UTF_8);
    Path file = Path.of("../../docs/" + page + ".md");
    if (Boolean.getBoolean("etcdmonitor.generate")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, printed);
    }
    assertThat(Files.readString(file))
        .as("run: make generate (or mvn -pl operator/app -am test -Pupdate-generated)")
        .isEqualTo(printed);
  }
}
