package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.toolkit.ops.Ids;
import io.etcdmonitor.toolkit.ops.Txn;
import io.etcdmonitor.toolkit.output.KeyAnswers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** txn: comparisons, then operations for each outcome, each part ended by an empty line. */
final class TxnCommand {
  private static final Pattern COMPARISON =
      Pattern.compile(
          "(\\w+)\\(\\s*(\"(?:[^\"\\\\]|\\\\.)*\")\\)\\s*(\\S+)\\s*(\"(?:[^\"\\\\]|\\\\.)*\")");

  private static final Map<String, Txn.Result> RESULTS =
      Map.of(
          "=", Txn.Result.EQUAL,
          "!=", Txn.Result.NOT_EQUAL,
          ">", Txn.Result.GREATER,
          "<", Txn.Result.LESS);

  private TxnCommand() {}

  static Leaf txn(CtlHost host) {
    return Leaf.of(
            host,
            "txn",
            "",
            "Does a transaction that is read from standard input: comparisons such as mod(\"key\") >"
                + " \"0\" (targets create, mod, version, value, lease; operators = != < >), an empty"
                + " line, operations to do when all hold (put, get, del as on the command line), an"
                + " empty line, operations to do otherwise, an empty line.",
            ctl -> run(ctl, host))
        .flag("-i", "Show what is asked for.")
        .flag("--interactive", "Show what is asked for.");
  }

  private static void run(Ctl ctl, CtlHost host) {
    boolean ask = ctl.has("-i") || ctl.has("--interactive");
    List<Txn.Compare> compares = read(ctl, ask, "compares:", TxnCommand::comparison);
    List<Txn.Op> success =
        read(ctl, ask, "success requests (get, put, del):", line -> operation(line, host));
    List<Txn.Op> failure =
        read(ctl, ask, "failure requests (get, put, del):", line -> operation(line, host));
    ctl.print(KeyAnswers.txn(ctl.ops().kv().txn(new Txn(compares, success, failure)), ctl.style()));
  }

  private static <T> List<T> read(Ctl ctl, boolean ask, String prompt, Function<String, T> parse) {
    if (ask) {
      ctl.say(prompt);
    }
    List<T> parts = new ArrayList<>();
    for (String line = ctl.line(); ; line = ctl.line()) {
      if (line == null) {
        throw new CtlException(
            CtlException.INVALID_INPUT,
            "the transaction is not complete: each of its three parts ends with an empty line");
      }
      if (line.isBlank()) {
        return parts;
      }
      parts.add(parse.apply(line.strip()));
    }
  }

  static Txn.Compare comparison(String line) {
    Matcher matcher = COMPARISON.matcher(line);
    if (!matcher.matches()) {
      throw invalid("malformed comparison: " + line);
    }
    Txn.Result result =
        Optional.ofNullable(RESULTS.get(matcher.group(3)))
            .orElseThrow(() -> invalid("unknown result op " + matcher.group(3)));
    String key = Words.unquoted(matcher.group(2));
    String value = Words.unquoted(matcher.group(4));
    Txn.Target target =
        switch (matcher.group(1)) {
          case "ver", "version" -> Txn.Target.VERSION;
          case "c", "create" -> Txn.Target.CREATE;
          case "m", "mod" -> Txn.Target.MOD;
          case "val", "value" -> Txn.Target.VALUE;
          case "lease" -> Txn.Target.LEASE;
          default ->
              throw invalid(
                  "malformed comparison: " + line + " (unknown target " + matcher.group(1) + ")");
        };
    if (target == Txn.Target.VALUE) {
      return Txn.Compare.value(key, result, value);
    }
    try {
      return Txn.Compare.number(
          key,
          target,
          result,
          target == Txn.Target.LEASE ? Ids.parse(value) : Long.parseLong(value));
    } catch (IllegalArgumentException e) {
      throw invalid("invalid txn compare request: " + line);
    }
  }

  private static CtlException invalid(String message) {
    return new CtlException(CtlException.INVALID_INPUT, message);
  }

  /** An operation, with the flags of its command. */
  static Txn.Op operation(String line, CtlHost host) {
    List<String> words = Words.of(line);
    Leaf leaf =
        switch (words.isEmpty() ? "" : words.get(0)) {
          case "get" -> KeyCommands.get(host);
          case "put" -> KeyCommands.put(host);
          case "del" -> KeyCommands.del(host);
          default -> throw invalid("invalid txn request: " + line);
        };
    CommandLine command = new CommandLine(leaf.spec());
    try (Ctl ctl =
        new Ctl(command.parseArgs(words.subList(1, words.size()).toArray(String[]::new)), host)) {
      return switch (words.get(0)) {
        case "get" -> new Txn.Op.Get(KeyCommands.keys(ctl, "get"), KeyCommands.getOptions(ctl));
        case "del" -> new Txn.Op.Delete(KeyCommands.keys(ctl, "del"), ctl.has("--prev-kv"));
        default -> {
          List<String> args = ctl.args(2, "put in a transaction needs a key and a value: " + line);
          yield Txn.Op.Put.of(args.get(0), args.get(1), KeyCommands.putOptions(ctl));
        }
      };
    } catch (CommandLine.ParameterException | CtlException e) {
      throw invalid("invalid txn request: " + line + " (" + e.getMessage() + ")");
    }
  }
}
