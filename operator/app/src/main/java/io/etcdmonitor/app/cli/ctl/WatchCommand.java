package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.toolkit.ops.EtcdException;
import io.etcdmonitor.toolkit.ops.Header;
import io.etcdmonitor.toolkit.ops.Keys;
import io.etcdmonitor.toolkit.ops.Watches;
import io.etcdmonitor.toolkit.output.Go;
import io.etcdmonitor.toolkit.output.KeyAnswers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** watch. */
final class WatchCommand {
  private WatchCommand() {}

  static Leaf watch(CtlHost host) {
    return Leaf.of(
            host,
            "watch",
            "KEY [RANGE_END] [-- COMMAND...]",
            "Prints changes until it is stopped, each once and in order, over broken connections"
                + " too. A command after -- is run for each change, with ETCD_WATCH_REVISION,"
                + " ETCD_WATCH_EVENT_TYPE, ETCD_WATCH_KEY and ETCD_WATCH_VALUE set.",
            WatchCommand::run)
        .flag("--prefix", "All keys that begin so.")
        .option("--rev", "REVISION", "From this revision on.")
        .flag("--prev-kv", "Show what keys were before.")
        .flag("--progress-notify", "Say now and then how far it is.");
  }

  private static void run(Ctl ctl) throws InterruptedException {
    List<String> words = ctl.words();
    int dashes = words.indexOf("--");
    List<String> command = dashes < 0 ? List.of() : words.subList(dashes + 1, words.size());
    List<String> args = ctl.args().subList(0, ctl.args().size() - command.size());
    Watches.Options options =
        new Watches.Options(
            ctl.number("--rev", 0),
            ctl.has("--prev-kv"),
            ctl.has("--progress-notify"),
            false,
            false);
    try (Watches.Watch watch =
        ctl.ops().watches().watch(keys(ctl, args), options, new Printing(ctl, command))) {
      watch.await();
    } catch (Watches.CompactedException e) {
      throw new CtlException(CtlException.INTERRUPTED, e.getMessage());
    }
  }

  private static Keys keys(Ctl ctl, List<String> args) {
    boolean prefix = ctl.has("--prefix");
    if (args.isEmpty() || args.size() > 2) {
      throw CtlException.badArgs(
          "bad number of arguments: watch takes a key and an optional range_end");
    }
    if (args.size() == 2) {
      if (prefix) {
        throw CtlException.badArgs("`range_end` and `--prefix` are mutually exclusive");
      }
      return Keys.range(args.get(0), args.get(1));
    }
    return prefix ? Keys.prefix(args.get(0)) : Keys.of(args.get(0));
  }

  private record Printing(Ctl ctl, List<String> command) implements Watches.Listener {
    @Override
    public void onEvents(Watches.Batch batch) {
      ctl.print(KeyAnswers.watched(batch, ctl.style()));
      if (!command.isEmpty()) {
        batch.events().forEach(event -> execute(batch.header(), event));
      }
    }

    @Override
    public void onProgress(Header header) {
      ctl.say(KeyAnswers.progress(header));
    }

    @Override
    public void onBreak(EtcdException why) {
      ctl.complain("the watch goes on elsewhere: " + why.getMessage());
    }

    private void execute(Header header, Watches.Event event) {
      ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
      builder
          .environment()
          .putAll(
              Map.of(
                  "ETCD_WATCH_REVISION", Long.toString(header.revision()),
                  "ETCD_WATCH_EVENT_TYPE", Go.quoted(event.deletion() ? "DELETE" : "PUT"),
                  "ETCD_WATCH_KEY", Go.quoted(event.kv().keyText()),
                  "ETCD_WATCH_VALUE", Go.quoted(event.kv().valueText())));
      try {
        int code = builder.start().waitFor();
        if (code != 0) {
          throw new CtlException(
              CtlException.ERROR, "command " + command + " ended with exit code " + code);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(
            "command " + command + " cannot be started: " + e.getMessage(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
