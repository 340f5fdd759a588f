package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.app.UserException;
import io.etcdmonitor.app.cli.Terminal;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import io.etcdmonitor.toolkit.ops.Ids;
import io.etcdmonitor.toolkit.ops.Members;
import io.etcdmonitor.toolkit.ops.Plan;
import io.etcdmonitor.toolkit.output.Answer;
import io.etcdmonitor.toolkit.output.Style;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.ParseResult;

/** One command while it runs: what was written, the connection, and where to print. */
final class Ctl implements AutoCloseable {
  private final ParseResult parsed;
  private final CtlHost host;
  private EtcdOperations operations;

  Ctl(ParseResult parsed, CtlHost host) {
    this.parsed = parsed;
    this.host = host;
  }

  /** The connection; opened at the first use. */
  EtcdOperations ops() {
    if (operations == null) {
      operations =
          host.shared()
              .orElseGet(() ->
                  EtcdOperations.open(
                      connection(), ConnectionFlags.timeouts(parsed, terminal().environment())));
    }
    return operations;
  }

  ConnectionSpec connection() {
    return ConnectionFlags.connection(parsed, terminal().environment(), host.clusters());
  }

  Terminal terminal() {
    return host.terminal();
  }

  List<String> args() {
    return parsed.matchedPositionals().isEmpty()
        ? List.of()
        : parsed.matchedPositionalValue(0, List.<String>of());
  }

  /** What was written after the command's name. */
  List<String> words() {
    return parsed.originalArgs();
  }

  /** Exactly so many arguments. */
  List<String> args(int count, String complaint) {
    if (args().size() != count) {
      throw CtlException.badArgs(complaint);
    }
    return args();
  }

  boolean has(String flag) {
    return text(flag).map(Boolean::parseBoolean).orElse(false);
  }

  Optional<String> text(String flag) {
    return ConnectionFlags.value(parsed, terminal().environment(), flag);
  }

  long number(String flag, long otherwise) {
    return text(flag).map(value -> number(flag, value)).orElse(otherwise);
  }

  static long number(String what, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw CtlException.badArgs(what + ": '" + text + "' is no whole number");
    }
  }

  static long id(String what, String text) {
    try {
      return Ids.parse(text);
    } catch (IllegalArgumentException e) {
      throw CtlException.badArgs("bad " + what + " (" + e.getMessage() + ")");
    }
  }

  /** The ID of a member, written in hex or as its name, which may look like hex (a1, db2). */
  long member(String text) {
    return member(text, ops().members().list(false).members());
  }

  static long member(String text, List<Members.Member> members) {
    Optional<Long> written = hex(text);
    if (written.isPresent() && members.stream().anyMatch(m -> m.id() == written.get())) {
      return written.get();
    }
    // One that has never been started has no name: an empty variable of a script must not meet it.
    List<Members.Member> named =
        text.isEmpty() ? List.of() : members.stream().filter(m -> m.name().equals(text)).toList();
    if (named.size() > 1) {
      throw CtlException.badArgs(
          "bad member ID: several members are called '%s', say which: %s"
              .formatted(
                  text,
                  named.stream().map(m -> Ids.hex(m.id())).collect(Collectors.joining(", "))));
    }
    return named.stream()
        .findFirst()
        .map(Members.Member::id)
        .or(() -> written)
        .orElseThrow(() ->
            CtlException.badArgs("bad member ID: '" + text + "' is no ID and no member's name"));
  }

  private static Optional<Long> hex(String text) {
    try {
      return Optional.of(Ids.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The command timeout where it was given, else this. */
  Duration limit(Duration otherwise) {
    return ConnectionFlags.hasCommandTimeout(parsed, terminal().environment())
        ? ConnectionFlags.timeouts(parsed, terminal().environment()).commandTimeout()
        : otherwise;
  }

  Style style() {
    return new Style(has(CtlFlags.HEX), has("--print-value-only"));
  }

  void print(Answer answer) {
    format().print(answer, terminal());
    checkWritten();
  }

  OutputChoice format() {
    String name = text(CtlFlags.WRITE_OUT).orElse("simple");
    for (OutputChoice choice : OutputChoice.values()) {
      if (choice.name().equalsIgnoreCase(name)) {
        return choice;
      }
    }
    throw new CtlException(
        CtlException.BAD_FEATURE,
        "'" + name + "' is no output format: simple, table, json, fields and yaml are");
  }

  void say(String line) {
    OutputChoice.line(terminal(), line);
    checkWritten();
  }

  /** Ends a watch, too, of which nobody reads any more. */
  private void checkWritten() {
    try {
      terminal().checkWritten();
    } catch (UserException e) {
      throw new CtlException(CtlException.ERROR, e.getMessage());
    }
  }

  void complain(String line) {
    OutputChoice.complaint(terminal(), line);
  }

  /** Shows what will happen and asks; refuses what the plan refuses. */
  void confirm(Plan plan) {
    plan.check();
    confirm(plan.steps());
  }

  void confirm(List<String> steps) {
    if (has(CtlFlags.YES)) {
      return;
    }
    steps.forEach(step -> complain("  - " + step));
    terminal().err().print("Do it? [y/N] ");
    terminal().err().flush();
    String answer = line();
    if (answer == null || !answer.strip().toLowerCase(java.util.Locale.ROOT).matches("y|yes")) {
      throw new CtlException(CtlException.INTERRUPTED, "nothing was done: answer y, or give --yes");
    }
  }

  /** A password, not shown while it is typed. */
  String secret(String prompt) {
    return host.secrets().apply(prompt);
  }

  /** A line of standard input; null at its end. */
  String line() {
    try {
      return host.in().line();
    } catch (IOException e) {
      throw new UncheckedIOException("standard input cannot be read: " + e.getMessage(), e);
    }
  }

  /** All of standard input. */
  byte[] input() throws IOException {
    return host.in().rest();
  }

  @Override
  public void close() {
    if (operations != null && host.shared().isEmpty()) {
      operations.close();
    }
  }
}
