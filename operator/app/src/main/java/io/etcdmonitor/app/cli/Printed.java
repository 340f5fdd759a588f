package io.etcdmonitor.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.function.Supplier;

/** Prints the same thing for people or for programs. */
final class Printed {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final YAMLMapper YAML = new YAMLMapper();

  private Printed() {}

  /** As a table, or as one document. */
  static void print(
      Terminal terminal, OutputFormat format, Supplier<String> table, Supplier<JsonNode> tree) {
    try {
      terminal
          .out()
          .print(
              switch (format) {
                case TABLE -> table.get();
                case JSON -> JSON.writeValueAsString(tree.get()) + "\n";
                case YAML -> YAML.writeValueAsString(tree.get());
              });
      terminal.checkWritten();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts and numbers was refused", e);
    }
  }
}
