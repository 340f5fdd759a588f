package io.etcdmonitor.notify.docs;

import io.etcdmonitor.engine.alert.channel.AlertChannelProvider;
import io.etcdmonitor.engine.alert.channel.ChannelOption;
import io.etcdmonitor.notify.option.ChannelType;
import io.etcdmonitor.notify.render.MessageFields;
import io.etcdmonitor.notify.template.Schema;
import io.etcdmonitor.notify.template.SchemaJson;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;

/** Writes {@code docs/channels.md} from what the channels declare. */
public final class ChannelDocs {
  private ChannelDocs() {}

  /** The whole page. */
  public static String page() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    channels().forEach(channel -> section(page, channel));
    page.append(TEMPLATES);
    fields(page, MessageFields.SCHEMA, "Fields of a message");
    page.append(
        """
        ## The webhook's default body

        It holds every field above. `version` changes when a field changes its meaning or goes away; fields may be added.

        ```json
        """);
    page.append(SchemaJson.jsonSchema(MessageFields.SCHEMA).toPrettyString()).append("\n```\n");
    return page.toString();
  }

  private static List<ChannelType> channels() {
    return ServiceLoader.load(AlertChannelProvider.class, ChannelDocs.class.getClassLoader())
        .stream()
        .map(ServiceLoader.Provider::get)
        .filter(ChannelType.class::isInstance)
        .map(ChannelType.class::cast)
        .sorted(Comparator.comparing(ChannelType::type))
        .toList();
  }

  private static void section(StringBuilder page, ChannelType channel) {
    page.append("## `").append(channel.type()).append("`\n\n").append(channel.description());
    page.append("\n\n").append(channel.notes()).append("\n\n```yaml\n");
    page.append(channel.sample()).append("```\n\n");
    page.append("| Option | Type | Default | Meaning |\n|---|---|---|---|\n");
    for (ChannelOption option : channel.options()) {
      page.append("| `").append(option.name()).append("` | ");
      page.append(option.type().name().toLowerCase(Locale.ROOT));
      page.append(option.secret() ? ", secret" : "").append(" | ");
      page.append(defaultOf(option)).append(" | ").append(cell(option.description()));
      page.append(" |\n");
    }
    page.append('\n');
  }

  private static String defaultOf(ChannelOption option) {
    if (option.required()) {
      return "**required**";
    }
    return option.defaultValue().isEmpty() ? "" : "`" + option.defaultValue() + "`";
  }

  private static void fields(StringBuilder page, Schema<?> schema, String title) {
    page.append("### ").append(title).append("\n\n| Field | Type | Meaning |\n|---|---|---|\n");
    for (Schema.Field<?> field : schema.fields()) {
      page.append("| `").append(field.name()).append("` | ");
      page.append(field.kind().name().toLowerCase(Locale.ROOT)).append(" | ");
      page.append(cell(field.description())).append(" |\n");
    }
    page.append('\n');
    schema
        .fields()
        .forEach(field ->
            field.of().ifPresent(of -> fields(page, of, "Fields of `" + field.name() + "`")));
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  private static final String INTRODUCTION =
      """
      # Alert channels

      <!-- Generated from the channels' own declarations: make generate. Do not edit. -->

      A channel is one way to tell people. Each sample below is the entry of one channel: `type`, and the options of that type.
      Unknown options, missing ones and templates that name a field that does not exist are refused when the configuration is
      loaded, with the channel's name and what is allowed.

      - **Secrets** are given as `<option>File` (a file, such as a mounted Secret) or `<option>Env` (the name of an
        environment variable) in place of `<option>`. They are in no log, no message, no error and no rendering. A file that
        changes counts within five seconds, as `caFile` does; a variable, at the next start.
      - **Every attempt ends** within `timeout`, whatever the receiver does; a dead channel delays no other.
      - **Faults** are told apart: the network, timeouts, 408, 425, 429 and 5xx are passing and tried again (`Retry-After` is obeyed,
        15 minutes of it each time);
        401, 403, 404, 407, 410, a redirect and a certificate that is not trusted mean that the channel is set up wrongly;
        any other 4xx means that this one message will never be taken.
      - **TLS** is always verified, host names too; `caFile` trusts authorities of your own.

      A jar with an `AlertChannelProvider` on the class path adds a type.

      """;

  private static final String TEMPLATES =
      """
      ## Templates

      The options `title`, `text` and `html`, and every text in a webhook's `body`, are templates. A template can read the fields
      below and do nothing else. It is checked when it is loaded: a field that does not exist is an error with line and column.

      | Written | Does |
      |---|---|
      | `{{ title }}`, `{{ cluster.name }}` | writes a field; values are escaped for where they go (HTML, Slack's mrkdwn, JSON) |
      | `{{ labels.team }}` | writes one label, or nothing when there is none of that name |
      | `{{ severity \\| upper }}` | writes it in capitals; `lower` is the other one |
      | `{{ if e.member }}` ... `{{ else }}` ... `{{ end }}` | when it is neither empty, 0 nor false; `if not e.stale` is the opposite |
      | `{{ if status == "firing" }}` ... `{{ end }}` | compares with a text; `!=`, too |
      | `{{ for e in episodes }}` ... `{{ end }}` | once for each; in a loop over `labels`, `l.key` and `l.value` |

      A tag that steers and is alone on its line leaves no empty line behind. At most 256 KiB are written.

      ```
      {{ state }}: {{ title }}
      {{ for e in episodes }}
      - {{ e.summary }}{{ if e.member }} ({{ e.member }}){{ end }}, for {{ e.duration }}
      {{ end }}
      ```

      """;
}
