package io.etcdmonitor.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.UserException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code alerts}: looks at, takes and silences the alerts of a running operator or monitor. */
public final class AlertsCommand implements Command {
  private static final String LIST = "list";
  private static final String HISTORY = "history";
  private static final String ACK = "ack";
  private static final String UNACK = "unack";
  private static final String SILENCES = "silences";
  private static final String SILENCE = "silence";
  private static final String UNSILENCE = "unsilence";

  private static final String ADDRESS = "--address";
  private static final String TOKEN_FILE = "--token-file";
  private static final String CLUSTER = "--cluster";
  private static final String LIMIT = "--limit";
  private static final String BY = "--by";
  private static final String COMMENT = "--comment";
  private static final String FOR = "--for";
  private static final String START = "--start";
  private static final String REASON = "--reason";
  private static final String DEFAULT_ADDRESS = "http://127.0.0.1:8080";

  private final Terminal terminal;

  public AlertsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec alerts =
        Flags.command(
            Optional.empty(),
            "alerts",
            "Shows, takes and silences the alerts of a running operator or monitor. In Kubernetes: kubectl"
                + " exec into the pod that leads, or kubectl port-forward to it.");
    add(
        alerts,
        LIST,
        "Prints open alerts, worst first.",
        option(CLUSTER, "NAMESPACE/NAME", "Only of this cluster."));
    add(
        alerts,
        HISTORY,
        "Prints what happened, newest first: every transition, delivery, failure, and why something was"
            + " not sent.",
        option(CLUSTER, "NAMESPACE/NAME", "Only of this cluster."),
        option(LIMIT, "N", "So many entries. Default: 100."));
    add(
            alerts,
            ACK,
            "Takes an alert: it is not repeated and not escalated until it is over or let go.",
            by(),
            option(COMMENT, "TEXT", "What others should know."),
            option(FOR, "DURATION", "Until it is let go by itself, 24h at most. Default: 4h."))
        .addPositional(fingerprint());
    add(alerts, UNACK, "Lets an alert go again.", by()).addPositional(fingerprint());
    add(alerts, SILENCES, "Prints silences, those that ended within a week too.");
    add(
            alerts,
            SILENCE,
            "Holds back messages about alerts with these labels. Who was told that one fires is told that"
                + " it is over all the same.",
            by(),
            option(FOR, "DURATION", "How long, 720h at most.", true),
            option(REASON, "TEXT", "Why.", true),
            option(START, "TIME", "From when on, such as 2026-11-21T03:00:00Z. Default: now."))
        .addPositional(
            PositionalParamSpec.builder()
                .index("0..*")
                .arity("1..*")
                .required(true)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel("MATCHER")
                .description(
                    "Label=value, label!=value, label=~regex or label!~regex; all must match. Labels"
                        + " are rule, severity, namespace, cluster, member and your own.")
                .build());
    add(alerts, UNSILENCE, "Ends a silence.", by())
        .addPositional(AlertsFiles.word("ID", "As 'silences' shows it.", true));
    return alerts;
  }

  private CommandSpec add(CommandSpec parent, String name, String about, OptionSpec... options) {
    CommandSpec spec = Flags.command(this, name, about);
    for (OptionSpec option : options) {
      spec.addOption(option);
    }
    spec.addOption(
        option(ADDRESS, "URL", "Where it serves HTTP. Default: " + DEFAULT_ADDRESS + "."));
    spec.addOption(
        option(TOKEN_FILE, "FILE", "File with the token that its --api-token-file holds."));
    spec.addOption(Flags.output());
    parent.addSubcommand(name, spec);
    return spec;
  }

  private static PositionalParamSpec fingerprint() {
    return AlertsFiles.word(
        "FINGERPRINT", "As 'list' shows it; its first letters are enough, six at least.", true);
  }

  private static OptionSpec by() {
    return option(BY, "NAME", "Who does it. Default: the variable USER.");
  }

  private static OptionSpec option(String name, String label, String description) {
    return option(name, label, description, false);
  }

  private static OptionSpec option(
      String name, String label, String description, boolean required) {
    return OptionSpec.builder(name)
        .type(String.class)
        .paramLabel(label)
        .required(required)
        .description(description)
        .build();
  }

  @Override
  public int run(ParseResult parsed) {
    AlertsClient client =
        new AlertsClient(
            parsed.matchedOptionValue(ADDRESS, DEFAULT_ADDRESS),
            given(parsed, TOKEN_FILE).map(Path::of));
    switch (parsed.commandSpec().name()) {
      case LIST -> list(parsed, client);
      case HISTORY -> history(parsed, client);
      case ACK, UNACK -> acknowledge(parsed, client);
      case SILENCES -> silences(parsed, client.send("GET", "/silences", Optional.empty()));
      case SILENCE -> silence(parsed, client);
      default -> unsilence(parsed, client);
    }
    return ExitCode.OK.code();
  }

  private void list(ParseResult parsed, AlertsClient client) {
    JsonNode answer = client.send("GET", "/alerts", Optional.empty());
    Optional<String> cluster = given(parsed, CLUSTER);
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    ArrayNode alerts = shown.putArray("alerts");
    answer
        .path("alerts")
        .forEach(alert -> {
          if (cluster.isEmpty() || cluster.get().equals(alert.path("cluster").asText())) {
            alerts.add(alert);
          }
        });
    alerts(parsed, shown);
  }

  private void alerts(ParseResult parsed, JsonNode answer) {
    Printed.print(terminal, Flags.output(parsed), () -> AlertTables.alerts(answer), () -> answer);
  }

  private void history(ParseResult parsed, AlertsClient client) {
    Map<String, String> query = new HashMap<>();
    given(parsed, CLUSTER).ifPresent(cluster -> query.put("cluster", cluster));
    given(parsed, LIMIT).ifPresent(limit -> query.put("limit", limit));
    JsonNode answer =
        client.send("GET", AlertsClient.path("/alerts/history", query), Optional.empty());
    Printed.print(terminal, Flags.output(parsed), () -> AlertTables.history(answer), () -> answer);
  }

  private void acknowledge(ParseResult parsed, AlertsClient client) {
    String path =
        "/alerts/%s/acknowledgement"
            .formatted(AlertsClient.encoded(AlertsFiles.word(parsed).orElseThrow()));
    JsonNode answer;
    if (parsed.commandSpec().name().equals(ACK)) {
      ObjectNode body = JsonNodeFactory.instance.objectNode().put("by", who(parsed));
      given(parsed, COMMENT).ifPresent(comment -> body.put("comment", comment));
      given(parsed, FOR).ifPresent(time -> body.put("for", time));
      answer = client.send("PUT", path, Optional.of(body));
    } else {
      answer =
          client.send(
              "DELETE", AlertsClient.path(path, Map.of("by", who(parsed))), Optional.empty());
    }
    alerts(parsed, answer);
  }

  private void silence(ParseResult parsed, AlertsClient client) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode matchers = body.putArray("matchers");
    parsed.matchedPositionalValue(0, List.<String>of()).forEach(matchers::add);
    body.put("author", who(parsed));
    given(parsed, REASON).ifPresent(reason -> body.put("reason", reason));
    given(parsed, FOR).ifPresent(time -> body.put("for", time));
    given(parsed, START).ifPresent(start -> body.put("start", start));
    silences(parsed, only(client.send("POST", "/silences", Optional.of(body))));
  }

  private void unsilence(ParseResult parsed, AlertsClient client) {
    String path = "/silences/" + AlertsClient.encoded(AlertsFiles.word(parsed).orElseThrow());
    silences(
        parsed,
        only(
            client.send(
                "DELETE", AlertsClient.path(path, Map.of("by", who(parsed))), Optional.empty())));
  }

  private static JsonNode only(JsonNode silence) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.putArray("silences").add(silence);
    return answer;
  }

  private void silences(ParseResult parsed, JsonNode answer) {
    Printed.print(terminal, Flags.output(parsed), () -> AlertTables.silences(answer), () -> answer);
  }

  private String who(ParseResult parsed) {
    return given(parsed, BY)
        .or(() -> Optional.ofNullable(terminal.environment().get("USER")))
        .filter(name -> !name.isBlank())
        .orElseThrow(() ->
            new UserException(
                ExitCode.USAGE, "say who does it with --by: the variable USER is empty"));
  }

  private static Optional<String> given(ParseResult parsed, String option) {
    return Optional.ofNullable(parsed.matchedOption(option)).map(OptionSpec::<String>getValue);
  }
}
