package io.etcdmonitor.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.UserException;
import io.etcdmonitor.app.alerts.AlertsFile;
import io.etcdmonitor.app.watch.TextTable;
import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Kind;
import io.etcdmonitor.engine.alert.channel.ChangeAnnouncer;
import io.etcdmonitor.engine.alert.channel.ChangeNotice;
import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.channel.Delivery.Outcome;
import io.etcdmonitor.notify.render.MessageFields;
import io.etcdmonitor.notify.render.Samples;
import io.etcdmonitor.notify.template.Template;
import io.etcdmonitor.notify.template.TemplateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code notify test} and {@code notify render}. */
public final class NotifyCommand implements Command {
  private static final String TEST = "test";
  private static final String RENDER = "render";
  private static final String RESOLVED = "--resolved";
  private static final String KIND = "--kind";

  private final Terminal terminal;
  private final Clock clock;

  public NotifyCommand(Terminal terminal, Clock clock) {
    this.terminal = terminal;
    this.clock = clock;
  }

  /** One message and what became of it. */
  private record Attempt(String message, Delivery delivery, Duration time) {}

  @Override
  public CommandSpec spec() {
    CommandSpec test =
        Flags.command(
            this,
            TEST,
            "Sends an alert that fires, and then that it is resolved, through a channel of the alerts"
                + " file (and a change event, where it sends these), and says what the receiver"
                + " answered. Ends with 0 when it took all, 69 when it cannot be reached now, 78 when"
                + " the channel is set up wrongly.");
    test.addPositional(AlertsFiles.word("CHANNEL", "Name of a channel in the alerts file.", true));
    AlertsFiles.addTo(test);
    test.addOption(Flags.output());
    CommandSpec render =
        Flags.command(
            this,
            RENDER,
            "Prints the message of a sample alert as a channel would send it, with its templates, or"
                + " what a template in a file makes of it. Nothing is sent.");
    render.addPositional(
        AlertsFiles.word(
            "CHANNEL|TEMPLATE", "Name of a channel in the alerts file, or a file.", true));
    AlertsFiles.addTo(render);
    render.addOption(
        OptionSpec.builder(RESOLVED)
            .type(boolean.class)
            .description("The alert is resolved; else it fires.")
            .build());
    render.addOption(
        OptionSpec.builder(KIND)
            .type(Kind.class)
            .paramLabel("KIND")
            .description("Why it is sent: ${COMPLETION-CANDIDATES}. Default: FIRING or RESOLVED.")
            .build());
    CommandSpec notify =
        Flags.command(Optional.empty(), "notify", "Tries alert channels and their templates.");
    notify.addSubcommand(TEST, test).addSubcommand(RENDER, render);
    return notify;
  }

  @Override
  public int run(ParseResult parsed) {
    return parsed.commandSpec().name().equals(TEST) ? test(parsed) : render(parsed);
  }

  private int test(ParseResult parsed) {
    String name = AlertsFiles.word(parsed).orElseThrow();
    AlertsFile.Content content = content(parsed);
    try {
      AlertChannel channel = channel(content, name).orElseThrow(() -> unknown(content, name));
      List<Attempt> attempts = attempts(channel);
      Printed.print(terminal, Flags.output(parsed), () -> table(attempts), () -> tree(attempts));
      return exit(attempts).code();
    } finally {
      content.close();
    }
  }

  private List<Attempt> attempts(AlertChannel channel) {
    String id = "test-%013x".formatted(clock.millis());
    Map<String, String> remembered = new HashMap<>();
    ChannelMemory memory =
        new ChannelMemory() {
          @Override
          public Optional<String> get(String key) {
            return Optional.ofNullable(remembered.get(key));
          }

          @Override
          public void put(String key, String value) {
            remembered.put(key, value);
          }
        };
    List<Attempt> attempts = new ArrayList<>();
    attempts.add(
        attempt("firing", channel, Samples.firing(Kind.TEST, id, clock.instant()), memory));
    // It may have arrived although the answer did not: then resolved is owed.
    attempts.add(
        attempt("resolved", channel, Samples.resolved(Kind.TEST, id, clock.instant()), memory));
    if (channel instanceof ChangeAnnouncer announcer && announcer.announces()) {
      ChangeNotice notice = Samples.change(clock.instant());
      attempts.add(attempt("change event", () -> announcer.announce(notice, channel.deadline())));
    }
    return attempts;
  }

  private Attempt attempt(
      String what, AlertChannel channel, AlertMessage message, ChannelMemory memory) {
    return attempt(what, () -> channel.deliver(message, memory, channel.deadline()));
  }

  private Attempt attempt(String what, Supplier<Delivery> call) {
    Instant begin = clock.instant();
    Delivery delivery = call.get();
    return new Attempt(what, delivery, Duration.between(begin, clock.instant()));
  }

  private static String table(List<Attempt> attempts) {
    TextTable table = new TextTable("MESSAGE", "OUTCOME", "CODE", "TIME", "ANSWER");
    for (Attempt attempt : attempts) {
      table.row(
          attempt.message(),
          word(attempt.delivery().outcome()),
          attempt.delivery().code(),
          attempt.time().toMillis() + "ms",
          attempt.delivery().detail());
    }
    StringBuilder out = new StringBuilder();
    table.print(out);
    return out.toString();
  }

  private static ArrayNode tree(List<Attempt> attempts) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Attempt attempt : attempts) {
      list.addObject()
          .put("message", attempt.message())
          .put("outcome", word(attempt.delivery().outcome()))
          .put("code", attempt.delivery().code())
          .put("milliseconds", attempt.time().toMillis())
          .put("answer", attempt.delivery().detail());
    }
    return list;
  }

  private static String word(Outcome outcome) {
    return switch (outcome) {
      case SENT -> "sent";
      case RETRY -> "passing fault";
      case REJECTED -> "refused";
      case MISCONFIGURED -> "set up wrongly";
    };
  }

  private static ExitCode exit(List<Attempt> attempts) {
    List<Outcome> outcomes = attempts.stream().map(a -> a.delivery().outcome()).toList();
    if (outcomes.contains(Outcome.MISCONFIGURED) || outcomes.contains(Outcome.REJECTED)) {
      return ExitCode.CONFIGURATION;
    }
    return outcomes.contains(Outcome.RETRY) ? ExitCode.UNAVAILABLE : ExitCode.OK;
  }

  private int render(ParseResult parsed) {
    String name = AlertsFiles.word(parsed).orElseThrow();
    AlertMessage message = sample(parsed);
    AlertsFile.Content content = content(parsed);
    try {
      String text =
          channel(content, name)
              .map(channel -> channel.render(message))
              .or(() -> template(name, message))
              .orElseThrow(() -> unknown(content, name));
      terminal.out().print(text.endsWith("\n") ? text : text + "\n");
    } finally {
      content.close();
    }
    return ExitCode.OK.code();
  }

  private AlertMessage sample(ParseResult parsed) {
    boolean resolved = parsed.hasMatchedOption(RESOLVED);
    Kind kind = parsed.matchedOptionValue(KIND, resolved ? Kind.RESOLVED : Kind.FIRING);
    String id = "sample";
    return resolved
        ? Samples.resolved(kind, id, clock.instant())
        : Samples.firing(kind, id, clock.instant());
  }

  private static Optional<String> template(String name, AlertMessage message) {
    Path file = Path.of(name);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Template.parse(Files.readString(file), MessageFields.SCHEMA).render(message));
    } catch (TemplateException e) {
      throw new UserException(ExitCode.CONFIGURATION, name + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw AlertsFiles.unreadable(file, e);
    }
  }

  private AlertsFile.Content content(ParseResult parsed) {
    return AlertsFiles.read(
        AlertsFiles.configured(parsed, terminal.environment()),
        new AlertsFile(terminal.environment())::read);
  }

  private static Optional<AlertChannel> channel(AlertsFile.Content content, String name) {
    return Optional.ofNullable(content.channels().get(name));
  }

  private static UserException unknown(AlertsFile.Content content, String name) {
    return new UserException(
        ExitCode.USAGE,
        "there is no channel '%s'; the alerts file (--alerts-file) has %s"
            .formatted(name, String.join(", ", content.channelTypes().keySet())));
  }
}
