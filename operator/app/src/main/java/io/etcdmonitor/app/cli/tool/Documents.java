package io.etcdmonitor.app.cli.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.etcdmonitor.app.cli.OutputFormat;
import io.etcdmonitor.app.cli.Terminal;
import io.etcdmonitor.app.cli.YamlOutput;
import java.io.PrintStream;
import java.util.List;

/** Prints an answer as lines for people or as a document. */
final class Documents {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final ObjectMapper YAML = YamlOutput.mapper();

  private Documents() {}

  static void print(Terminal terminal, OutputFormat format, Object document, List<String> lines) {
    PrintStream out = terminal.out();
    switch (format) {
      case TABLE -> lines.forEach(out::println);
      case JSON -> out.println(written(JSON, document));
      case YAML -> out.print(written(YAML, document));
    }
    terminal.checkWritten();
  }

  private static String written(ObjectMapper mapper, Object document) {
    try {
      return mapper.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a document of ours cannot be written", e);
    }
  }
}
