package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.toolkit.ops.Sizes;
import io.etcdmonitor.toolkit.ops.Snapshots;
import io.etcdmonitor.toolkit.output.SnapshotAnswers;
import io.etcdmonitor.toolkit.snapshot.SnapshotFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** snapshot ... */
final class SnapshotCommands {
  private static final Duration LIMIT = Duration.ofHours(2);
  private static final int BAR = 30;

  private SnapshotCommands() {}

  static List<Leaf> all(CtlHost host) {
    return List.of(
        Leaf.of(
            host,
            "save",
            "FILE",
            "Saves one member's database. The file appears when it is whole: its SHA-256 is checked"
                + " before it gets its name.",
            SnapshotCommands::save),
        Leaf.of(
            host,
            "status",
            "FILE",
            "Checks a snapshot and says what is in it; needs no connection.",
            SnapshotCommands::status));
  }

  private static void save(Ctl ctl) {
    Path file = Path.of(ctl.args(1, "snapshot save expects one argument").get(0));
    List<Endpoint> endpoints = ctl.ops().endpoints().given();
    if (endpoints.size() != 1) {
      throw CtlException.badArgs(
          "snapshot must be requested to one selected node, not multiple " + endpoints);
    }
    if (Files.isDirectory(file)) {
      throw CtlException.badArgs(file + " is a directory: name a file");
    }
    if (Files.exists(file)) {
      ctl.confirm(List.of(file + " exists and is replaced"));
    }
    Snapshots.Saved saved =
        ctl.ops()
            .snapshots()
            .save(
                endpoints.get(0), file, ctl.limit(LIMIT), (bytes, total) -> bar(ctl, bytes, total));
    if (ctl.terminal().interactive()) {
      ctl.terminal().err().print("\r" + " ".repeat(BAR + 40) + "\r");
    }
    ctl.say("Snapshot saved at " + file);
    if (!saved.version().isEmpty()) {
      ctl.say("Server version " + saved.version());
    }
  }

  /** Only where a person watches. */
  private static void bar(Ctl ctl, long bytes, long total) {
    if (ctl.terminal().interactive() && total > 0) {
      int done = (int) (BAR * bytes / total);
      ctl.terminal()
          .err()
          .print(
              "\r["
                  + "#".repeat(done)
                  + " ".repeat(BAR - done)
                  + "] "
                  + Sizes.decimal(bytes)
                  + " of "
                  + Sizes.decimal(total)
                  + "   ");
      ctl.terminal().err().flush();
    }
  }

  private static void status(Ctl ctl) throws IOException {
    Path file = Path.of(ctl.args(1, "snapshot status requires exactly one argument").get(0));
    if (!Files.isReadable(file)) {
      throw new IOException(file + " cannot be read");
    }
    ctl.print(SnapshotAnswers.status(SnapshotFile.status(file)));
  }
}
