package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.toolkit.ops.GetOptions;
import io.etcdmonitor.toolkit.ops.Header;
import io.etcdmonitor.toolkit.ops.Keys;
import io.etcdmonitor.toolkit.ops.KvResult;
import io.etcdmonitor.toolkit.ops.PutOptions;
import io.etcdmonitor.toolkit.output.KeyAnswers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** get, put, del, compaction, cas. */
final class KeyCommands {
  private KeyCommands() {}

  static List<Leaf> all(CtlHost host) {
    return List.of(get(host), put(host), del(host), compaction(host), compareAndSwap(host));
  }

  static Leaf get(CtlHost host) {
    return Leaf.of(
            host, "get", "KEY [RANGE_END]", "Reads a key or a range of keys.", KeyCommands::get)
        .flag("--prefix", "All keys that begin so.")
        .flag("--from-key", "All keys from this one on.")
        .option("--limit", "N", "At most so many.")
        .option("--order", "ASCEND|DESCEND", "Direction.")
        .option("--sort-by", "CREATE|KEY|MODIFY|VALUE|VERSION", "What to sort by.")
        .option("--rev", "REVISION", "As of this revision.")
        .option("--consistency", "l|s", "Linearizable or serializable. Default: l.")
        .flag("--keys-only", "Without values.")
        .flag("--count-only", "Only their number.")
        .flag("--print-value-only", "Only values, in the simple format.")
        .option("--min-create-rev", "REVISION", "Created then or later.")
        .option("--max-create-rev", "REVISION", "Created then or before.")
        .option("--min-mod-rev", "REVISION", "Changed then or later.")
        .option("--max-mod-rev", "REVISION", "Changed then or before.");
  }

  private static void get(Ctl ctl) {
    if (ctl.has("--print-value-only") && ctl.format() != OutputChoice.SIMPLE) {
      throw CtlException.badArgs("print-value-only is only for `--write-out=simple`");
    }
    KvResult.Got got = ctl.ops().kv().get(keys(ctl, "get"), getOptions(ctl));
    if (ctl.has("--count-only") && ctl.format() == OutputChoice.SIMPLE) {
      ctl.say(Long.toString(got.count()));
    } else {
      ctl.print(KeyAnswers.got(got, ctl.style()));
    }
  }

  /** One key, or what the second argument, --prefix or --from-key say. */
  static Keys keys(Ctl ctl, String command) {
    List<String> args = ctl.args();
    if (args.isEmpty() || args.size() > 2) {
      throw CtlException.badArgs(
          command + " command needs one argument as key and an optional argument as range_end");
    }
    boolean prefix = ctl.has("--prefix");
    boolean fromKey = ctl.has("--from-key");
    if (prefix && fromKey) {
      throw CtlException.badArgs(
          "`--prefix` and `--from-key` cannot be set at the same time, choose one");
    }
    if (args.size() == 2) {
      if (prefix || fromKey) {
        throw CtlException.badArgs(
            "too many arguments, only accept one argument when `--prefix` or `--from-key` is set");
      }
      return Keys.range(args.get(0), args.get(1));
    }
    String key = args.get(0);
    if (!prefix && !fromKey && key.isEmpty()) {
      throw CtlException.badArgs("key is empty: name one, or give --prefix for all keys");
    }
    return prefix ? Keys.prefix(key) : fromKey ? Keys.from(key) : Keys.of(key);
  }

  static GetOptions getOptions(Ctl ctl) {
    if (ctl.has("--keys-only") && ctl.has("--count-only")) {
      throw CtlException.badArgs(
          "`--keys-only` and `--count-only` cannot be set at the same time, choose one");
    }
    GetOptions.Bounds bounds =
        new GetOptions.Bounds(
            ctl.number("--min-create-rev", 0),
            ctl.number("--max-create-rev", 0),
            ctl.number("--min-mod-rev", 0),
            ctl.number("--max-mod-rev", 0));
    return new GetOptions(
        ctl.number("--limit", 0),
        ctl.number("--rev", 0),
        order(ctl.text("--order").orElse("")),
        sortBy(ctl.text("--sort-by").orElse("")),
        serializable(ctl),
        ctl.has("--keys-only"),
        ctl.has("--count-only"),
        bounds);
  }

  /** What {@code --consistency} says. */
  static boolean serializable(Ctl ctl) {
    String consistency = ctl.text("--consistency").orElse("l");
    if (!consistency.equals("l") && !consistency.equals("s")) {
      throw new CtlException(
          CtlException.BAD_FEATURE, "unknown consistency flag '" + consistency + "': l or s");
    }
    return consistency.equals("s");
  }

  private static GetOptions.Order order(String text) {
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "" -> GetOptions.Order.NONE;
      case "ASCEND" -> GetOptions.Order.ASCEND;
      case "DESCEND" -> GetOptions.Order.DESCEND;
      default -> throw new CtlException(CtlException.BAD_FEATURE, "bad sort order " + text);
    };
  }

  private static GetOptions.SortBy sortBy(String text) {
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "", "KEY" -> GetOptions.SortBy.KEY;
      case "CREATE" -> GetOptions.SortBy.CREATE;
      case "MODIFY" -> GetOptions.SortBy.MOD;
      case "VALUE" -> GetOptions.SortBy.VALUE;
      case "VERSION" -> GetOptions.SortBy.VERSION;
      default -> throw new CtlException(CtlException.BAD_FEATURE, "bad sort target " + text);
    };
  }

  static Leaf put(CtlHost host) {
    return Leaf.of(
            host,
            "put",
            "KEY [VALUE]",
            "Writes a key; without a value it is read from standard input.",
            KeyCommands::put)
        .option("--lease", "ID", "The lease it lives by, in hex.")
        .flag("--prev-kv", "Show what it was before.")
        .flag("--ignore-value", "Keep its value.")
        .flag("--ignore-lease", "Keep its lease.");
  }

  private static void put(Ctl ctl) throws IOException {
    List<String> args = ctl.args();
    PutOptions options = putOptions(ctl);
    if (args.isEmpty()) {
      throw CtlException.badArgs(
          "put command needs 1 argument and input from stdin or 2 arguments");
    }
    byte[] value;
    if (options.ignoreValue()) {
      value = new byte[0];
    } else if (args.size() > 1) {
      value = args.get(1).getBytes(StandardCharsets.UTF_8);
    } else {
      value = input(ctl);
    }
    ctl.print(KeyAnswers.put(ctl.ops().kv().put(args.get(0), value, options), ctl.style()));
  }

  /** As etcdctl: nothing at all is rather a pipe that failed than an empty value. */
  private static byte[] input(Ctl ctl) throws IOException {
    byte[] input = ctl.input();
    if (input.length == 0) {
      throw CtlException.badArgs(
          "put command needs 1 argument and input from stdin or 2 arguments: standard input is"
              + " empty (for an empty value write '')");
    }
    return input;
  }

  static PutOptions putOptions(Ctl ctl) {
    return new PutOptions(
        ctl.text("--lease").map(id -> Ctl.id("lease ID", id)).orElse(0L),
        ctl.has("--prev-kv"),
        ctl.has("--ignore-value"),
        ctl.has("--ignore-lease"));
  }

  static Leaf del(CtlHost host) {
    return Leaf.of(
            host, "del", "KEY [RANGE_END]", "Deletes a key or a range of keys.", KeyCommands::del)
        .flag("--prefix", "All keys that begin so.")
        .flag("--from-key", "All keys from this one on.")
        .flag(
            "--range", "Two arguments are a range (they always are; etcdctl 3.6 wants to hear it).")
        .flag("--prev-kv", "Show what they were before.");
  }

  private static void del(Ctl ctl) {
    Keys keys = keys(ctl, "del");
    // Who may only write cannot count; nobody is told of it anyway.
    if (!keys.single() && !ctl.has(CtlFlags.YES)) {
      long count = ctl.ops().kv().get(keys, GetOptions.DEFAULT.withCountOnly()).count();
      ctl.confirm(List.of("deletes " + count + " keys"));
    }
    ctl.print(KeyAnswers.deleted(ctl.ops().kv().delete(keys, ctl.has("--prev-kv")), ctl.style()));
  }

  static Leaf compaction(CtlHost host) {
    return Leaf.of(
            host,
            "compaction",
            "REVISION",
            "Forgets the history before a revision.",
            KeyCommands::compaction)
        .flag("--physical", "Wait until it is gone from the database.");
  }

  private static void compaction(Ctl ctl) {
    String text = ctl.args(1, "compaction command needs 1 argument").get(0);
    long revision;
    try {
      revision = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new CtlException(CtlException.ERROR, "revision '" + text + "' is no whole number");
    }
    ctl.confirm(
        List.of(
            "the history before revision "
                + revision
                + " is forgotten: it can no longer be read or watched"));
    Header header =
        ctl.ops().kv().compact(revision, ctl.has("--physical"), ctl.limit(Duration.ofMinutes(10)));
    ctl.print(KeyNotes.compacted(revision, header));
  }

  static Leaf compareAndSwap(CtlHost host) {
    return new Leaf(
            host,
            "cas",
            "KEY VALUE",
            "Writes a key if it still has the expected value; exit code 1 when it has another one,"
                + " which is printed.",
            KeyCommands::compareAndSwap)
        .option("--expect", "VALUE", "The value it must have.")
        .flag("--expect-absent", "It must not exist.");
  }

  private static int compareAndSwap(Ctl ctl) {
    List<String> args = ctl.args(2, "cas command needs a key and a value");
    Optional<String> expected = ctl.text("--expect");
    if (expected.isPresent() == ctl.has("--expect-absent")) {
      throw CtlException.badArgs("cas needs either --expect or --expect-absent");
    }
    KvResult.TxnDone done = ctl.ops().kv().compareAndSwap(args.get(0), expected, args.get(1));
    ctl.print(KeyAnswers.txn(done, ctl.style()));
    return done.succeeded() ? 0 : CtlException.ERROR;
  }
}
