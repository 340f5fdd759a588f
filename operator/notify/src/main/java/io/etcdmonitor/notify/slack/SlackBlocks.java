package io.etcdmonitor.notify.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.notify.render.HtmlRenderer;
import io.etcdmonitor.notify.render.Layout;
import io.etcdmonitor.notify.render.Overrides;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes messages as Block Kit within its limits: 50 blocks, a header of 150 characters, 3,000 in a
 * section, 10 fields of 2,000; and about 13,000 in all, which is not documented but refused with
 * {@code msg_blocks_too_long}.
 */
final class SlackBlocks {
  private static final int HEADER = 150;
  private static final int SECTION = 3000;
  private static final int FIELD = 2000;
  private static final int FIELDS = 10;
  private static final int FALLBACK = 3000;
  private static final int LINKS = 10;

  /** Room for the header, the lead, what was left out, and the links. */
  private static final int MOST_ITEMS = 44;

  private static final int MOST_CHARACTERS = 11_000;

  private final Overrides overrides;

  SlackBlocks(Overrides overrides) {
    this.overrides = overrides;
  }

  /** {@code text} and {@code blocks}; who sends it adds where to. */
  ObjectNode message(AlertMessage message) {
    Layout layout = overrides.layoutOf(message);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    // What notifications and screen readers show.
    body.put("text", SlackText.clip(SlackText.escape(fallback(layout)), FALLBACK));
    body.put("unfurl_links", false);
    body.put("unfurl_media", false);
    ArrayNode blocks = body.putArray("blocks");
    header(blocks, layout);
    Optional<String> own = overrides.textOf(message, SlackText::escape);
    if (own.isPresent()) {
      ownText(blocks, own.get());
    } else {
      builtIn(blocks, layout);
    }
    return body;
  }

  /** One line for a thread: what changed. */
  ObjectNode reply(AlertMessage message) {
    Layout layout = overrides.layoutOf(message);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    StringBuilder text = new StringBuilder(mark(Layout.mark(message))).append(" *");
    text.append(SlackText.escape(layout.title())).append("*");
    for (Layout.Item item : layout.items()) {
      text.append('\n').append(mark(item.mark())).append(' ');
      text.append(SlackText.escape(item.state() + ": " + item.summary()));
      item.facts().stream()
          .filter(fact -> fact.name().equals("Since") || fact.name().equals("Taken by"))
          .forEach(fact -> text.append(SlackText.escape(", " + fact.name() + " " + fact.value())));
    }
    body.put("text", SlackText.clip(text.toString(), FALLBACK));
    return body;
  }

  private static String fallback(Layout layout) {
    String items =
        layout.items().stream()
            .map(item -> item.state() + ": " + item.summary())
            .collect(Collectors.joining("; "));
    return layout.title() + ": " + items;
  }

  private static void header(ArrayNode blocks, Layout layout) {
    ObjectNode header = blocks.addObject().put("type", "header");
    header
        .putObject("text")
        .put("type", "plain_text")
        .put("text", SlackText.clip(SlackText.quiet(layout.title()), HEADER))
        .put("emoji", false);
  }

  private static void ownText(ArrayNode blocks, String text) {
    String rest = text.strip();
    int room = MOST_CHARACTERS;
    while (rest.length() > SECTION && room > SECTION) {
      String part = SlackText.clip(rest, SECTION);
      // Without the ellipsis: the text goes on in the next section.
      String kept = part.substring(0, part.length() - 1);
      section(blocks, kept);
      rest = rest.substring(kept.length());
      room -= kept.length();
    }
    if (!rest.isEmpty()) {
      section(blocks, SlackText.clip(rest, SECTION));
    }
  }

  private static void builtIn(ArrayNode blocks, Layout layout) {
    context(blocks, SlackText.clip(SlackText.escape(layout.lead()), FIELD));
    int room = MOST_CHARACTERS;
    int written = 0;
    for (Layout.Item item : layout.items()) {
      ObjectNode block = item(item);
      int length = block.toString().length();
      if (written == MOST_ITEMS || (length > room && written > 0)) {
        break;
      }
      blocks.add(block);
      room -= length;
      written++;
    }
    int left = layout.items().size() - written;
    String more = (left > 0 ? left + " of the alerts do not fit here. " : "") + layout.more();
    if (!more.isBlank()) {
      context(blocks, SlackText.escape(more.strip()));
    }
    links(blocks, layout);
  }

  private static ObjectNode item(Layout.Item item) {
    StringBuilder text = new StringBuilder(mark(item.mark()));
    text.append(" *").append(SlackText.escape(item.state())).append(":* ");
    text.append(SlackText.escape(item.summary()));
    if (!item.description().isEmpty()) {
      text.append('\n').append(SlackText.clip(SlackText.escape(item.description()), 1500));
    }
    if (!item.remedy().isEmpty()) {
      text.append("\n*To do:* ").append(SlackText.clip(SlackText.escape(item.remedy()), 800));
    }
    String runbook =
        HtmlRenderer.linkable(item.runbook()) && item.runbook().length() < 500
            ? "\n" + SlackText.link("Runbook", item.runbook())
            : "";
    ObjectNode block = JsonNodeFactory.instance.objectNode().put("type", "section");
    block.set(
        "text", markdown(SlackText.clip(text.toString(), SECTION - runbook.length()) + runbook));
    ArrayNode fields = block.putArray("fields");
    item.facts().stream()
        .limit(FIELDS)
        .forEach(fact ->
            fields.add(
                markdown(
                    SlackText.clip(
                        "*" + fact.name() + ":* " + SlackText.escape(fact.value()), FIELD / 4))));
    return block;
  }

  private static void links(ArrayNode blocks, Layout layout) {
    List<String> links =
        layout.links().stream()
            .filter(link -> HtmlRenderer.linkable(link.url()) && link.url().length() < 500)
            .limit(LINKS)
            .map(link -> SlackText.link(link.text(), link.url()))
            .toList();
    if (!links.isEmpty()) {
      ObjectNode context = blocks.addObject().put("type", "context");
      ArrayNode elements = context.putArray("elements");
      links.forEach(link -> elements.add(markdown(link)));
    }
  }

  private static void section(ArrayNode blocks, String text) {
    blocks.addObject().put("type", "section").set("text", markdown(text));
  }

  private static void context(ArrayNode blocks, String text) {
    blocks.addObject().put("type", "context").putArray("elements").add(markdown(text));
  }

  private static ObjectNode markdown(String text) {
    return JsonNodeFactory.instance.objectNode().put("type", "mrkdwn").put("text", text);
  }

  private static String mark(Layout.Mark mark) {
    return switch (mark) {
      case CRITICAL -> ":red_circle:";
      case WARNING -> ":large_orange_circle:";
      case NOTE -> ":white_circle:";
      case RESOLVED -> ":large_green_circle:";
    };
  }
}
