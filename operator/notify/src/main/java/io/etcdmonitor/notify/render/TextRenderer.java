package io.etcdmonitor.notify.render;

import java.util.stream.Collectors;

/** Plain text, readable in a terminal and in the text part of an e-mail. */
public final class TextRenderer {
  private TextRenderer() {}

  /** The title, an empty line and the body. */
  public static String render(Layout layout) {
    return layout.title() + "\n\n" + body(layout);
  }

  /** All but the title. */
  public static String body(Layout layout) {
    StringBuilder out = new StringBuilder(layout.lead()).append('\n');
    for (Layout.Item item : layout.items()) {
      out.append("\n* ").append(item.state()).append(": ").append(item.summary()).append('\n');
      indented(out, item.description());
      indented(
          out,
          item.facts().stream()
              .map(fact -> fact.name() + ": " + fact.value())
              .collect(Collectors.joining("\n")));
      indented(out, item.remedy().isEmpty() ? "" : "To do: " + item.remedy());
      indented(out, item.runbook().isEmpty() ? "" : "Runbook: " + item.runbook());
    }
    if (!layout.more().isEmpty()) {
      out.append('\n').append(layout.more()).append('\n');
    }
    if (!layout.links().isEmpty()) {
      out.append('\n');
      layout
          .links()
          .forEach(link -> out.append(link.text()).append(": ").append(link.url()).append('\n'));
    }
    return out.toString();
  }

  private static void indented(StringBuilder out, String text) {
    if (!text.isEmpty()) {
      text.lines().forEach(line -> out.append("  ").append(line).append('\n'));
    }
  }
}
