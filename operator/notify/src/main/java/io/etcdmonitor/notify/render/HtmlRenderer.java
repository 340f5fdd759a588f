package io.etcdmonitor.notify.render;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/** HTML for mail readers: inline styles, no images, no scripts, nothing loaded from elsewhere. */
public final class HtmlRenderer {
  private static final Set<String> LINKABLE = Set.of("http", "https");

  private HtmlRenderer() {}

  /** A whole page. */
  public static String render(Layout layout, Layout.Mark mark) {
    StringBuilder out = new StringBuilder();
    out.append("<p style=\"margin:0 0 12px\">").append(escape(layout.lead())).append("</p>\n");
    layout.items().forEach(item -> item(out, item));
    if (!layout.more().isEmpty()) {
      out.append("<p>").append(escape(layout.more())).append("</p>\n");
    }
    if (!layout.links().isEmpty()) {
      out.append("<p>");
      layout.links().forEach(link -> out.append(link(link.text(), link.url())).append(" &nbsp; "));
      out.append("</p>\n");
    }
    return page(layout.title(), mark, out.toString());
  }

  /** A page around a text that a template wrote. */
  public static String pageOfText(String title, Layout.Mark mark, String text) {
    return page(title, mark, "<div style=\"white-space:pre-wrap\">" + escape(text) + "</div>\n");
  }

  private static String page(String title, Layout.Mark mark, String content) {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head><meta charset="utf-8"><title>%1$s</title></head>
    <body style="margin:0;padding:16px;font:14px/1.5 Helvetica,Arial,sans-serif;color:#1c1e21">
    <h1 style="margin:0 0 12px;padding:0 0 0 10px;border-left:6px solid %2$s;font-size:18px">%1$s</h1>
    %3$s</body>
    </html>
    """
        .formatted(escape(title), colour(mark), content);
  }

  private static void item(StringBuilder out, Layout.Item item) {
    out.append("<div style=\"margin:0 0 16px;padding:0 0 0 10px;border-left:3px solid ")
        .append(colour(item.mark()))
        .append("\">\n<p style=\"margin:0\"><strong>")
        .append(escape(item.state()))
        .append(":</strong> ")
        .append(escape(item.summary()))
        .append("</p>\n");
    if (!item.description().isEmpty()) {
      out.append("<p style=\"margin:4px 0;white-space:pre-wrap\">")
          .append(escape(item.description()))
          .append("</p>\n");
    }
    out.append("<table style=\"border-collapse:collapse\">\n");
    item.facts()
        .forEach(fact ->
            out.append("<tr><th style=\"padding:0 12px 0 0;text-align:left;font-weight:normal\">")
                .append(escape(fact.name()))
                .append("</th><td>")
                .append(escape(fact.value()))
                .append("</td></tr>\n"));
    out.append("</table>\n");
    if (!item.remedy().isEmpty()) {
      out.append("<p style=\"margin:4px 0\"><strong>To do:</strong> ")
          .append(escape(item.remedy()))
          .append("</p>\n");
    }
    if (!item.runbook().isEmpty()) {
      out.append("<p style=\"margin:4px 0\">")
          .append(link("Runbook", item.runbook()))
          .append("</p>\n");
    }
    out.append("</div>\n");
  }

  /** A link, or plain text when the address is not one of the web. */
  private static String link(String text, String url) {
    return linkable(url)
        ? "<a href=\"" + escape(url) + "\">" + escape(text) + "</a>"
        : escape(text) + ": " + escape(url);
  }

  /** Whether an address is one of the web: others (such as javascript:) never become links. */
  public static boolean linkable(String url) {
    try {
      String scheme = URI.create(url).getScheme();
      return scheme != null && LINKABLE.contains(scheme.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Text as HTML. */
  public static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  private static String colour(Layout.Mark mark) {
    return switch (mark) {
      case CRITICAL -> "#c62828";
      case WARNING -> "#e08a00";
      case NOTE -> "#5f6b7a";
      case RESOLVED -> "#2e7d32";
    };
  }
}
