package io.etcdmonitor.app.cli.ctl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.etcdmonitor.app.cli.Terminal;
import io.etcdmonitor.app.cli.YamlOutput;
import io.etcdmonitor.toolkit.output.Answer;
import io.etcdmonitor.toolkit.output.Encoder;
import io.etcdmonitor.toolkit.output.Go;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** {@code --write-out}. */
enum OutputChoice {
  SIMPLE,
  TABLE,
  JSON,
  FIELDS,
  YAML;

  private static final ObjectMapper JSON_MAPPER = new ObjectMapper();
  private static final ObjectMapper YAML_MAPPER = YamlOutput.mapper();

  /** Prints an answer. */
  void print(Answer answer, Terminal terminal) {
    boolean document = this == JSON && terminal.interactive();
    lines(answer)
        .forEach(line -> {
          if (document) {
            write(terminal.out(), Go.shownInJson(line));
          } else {
            line(terminal, line);
          }
        });
    answer.complaints().forEach(line -> complaint(terminal, line));
    terminal.out().flush();
  }

  /**
   * One line; a program gets bytes that are no text unchanged, a person's terminal nothing that it
   * would obey.
   */
  static void line(Terminal terminal, String text) {
    write(terminal.out(), terminal.interactive() ? Go.shown(text) : text);
  }

  /** One line for a person. */
  static void complaint(Terminal terminal, String text) {
    write(terminal.err(), Go.shown(text));
  }

  private static void write(PrintStream to, String text) {
    byte[] bytes = Encoder.line(text);
    to.write(bytes, 0, bytes.length);
  }

  private List<String> lines(Answer answer) {
    return switch (this) {
      case SIMPLE -> answer.simple();
      case JSON -> List.of(written(JSON_MAPPER, answer.document()));
      case YAML -> List.of(written(YAML_MAPPER, answer.document()).stripTrailing());
      case FIELDS -> answer.fields().orElseThrow(() -> unsupported("fields"));
      case TABLE -> table(answer.table().orElseThrow(() -> unsupported("table")));
    };
  }

  private static CtlException unsupported(String format) {
    return new CtlException(CtlException.BAD_FEATURE, format + " not supported as output format");
  }

  private static String written(ObjectMapper mapper, Object document) {
    try {
      return mapper.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a document of ours cannot be written", e);
    }
  }

  private static List<String> table(Answer.Table table) {
    List<Integer> widths = new ArrayList<>();
    for (int c = 0; c < table.headings().size(); c++) {
      int column = c;
      widths.add(
          Math.max(
              table.headings().get(c).length(),
              table.rows().stream().mapToInt(row -> row.get(column).length()).max().orElse(0)));
    }
    StringBuilder border = new StringBuilder("+");
    widths.forEach(width -> border.append("-".repeat(width + 2)).append('+'));
    List<String> lines = new ArrayList<>();
    lines.add(border.toString());
    lines.add(row(table.headings(), widths));
    lines.add(border.toString());
    table.rows().forEach(cells -> lines.add(row(cells, widths)));
    lines.add(border.toString());
    return lines;
  }

  private static String row(List<String> cells, List<Integer> widths) {
    StringBuilder line = new StringBuilder("|");
    for (int c = 0; c < cells.size(); c++) {
      line.append(' ').append(cells.get(c));
      line.append(" ".repeat(widths.get(c) - cells.get(c).length())).append(" |");
    }
    return line.toString();
  }
}
