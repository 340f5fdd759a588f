package io.etcdmonitor.toolkit.output;

import io.etcdmonitor.toolkit.ops.Sizes;
import io.etcdmonitor.toolkit.snapshot.SnapshotFile;
import java.util.ArrayList;
import java.util.List;

/** Answers about snapshots. */
public final class SnapshotAnswers {
  private SnapshotAnswers() {}

  /**
   * {@code snapshot status}. Keys are counted as the tool of the same minor version does: those
   * that exist (3.6), or all entries of the file (before).
   */
  public static Answer status(SnapshotFile.Status status) {
    boolean modern = !status.version().isEmpty();
    long keys = modern ? status.totalKeys() : status.totalEntries();
    String hash = Long.toHexString(status.hash());
    List<String> headings =
        new ArrayList<>(List.of("HASH", "REVISION", "TOTAL KEYS", "TOTAL SIZE"));
    List<String> row =
        new ArrayList<>(
            List.of(hash, "" + status.revision(), "" + keys, Sizes.decimal(status.totalSize())));
    List<String> fields =
        new ArrayList<>(
            List.of(
                Parts.field("Hash", status.hash()),
                Parts.field("Revision", status.revision()),
                Parts.field("Keys", keys),
                Parts.field("Size", status.totalSize())));
    Parts.Document document =
        Parts.document()
            .with("hash", status.hash())
            .with("revision", status.revision())
            .with("totalKey", keys)
            .with("totalSize", status.totalSize());
    if (modern) {
      headings.add("VERSION");
      row.add(status.version());
      fields.add(Parts.field("Version", status.version()));
      document.with("version", status.version());
    }
    List<String> complaints =
        status.checksum() == SnapshotFile.Checksum.ABSENT
            ? List.of("the file has no SHA-256 at its end: it is a copied database, not a snapshot")
            : List.of();
    Answer plain = Answer.of(new Answer.Table(headings, List.of(row)), document, fields);
    return new Answer(plain.simple(), plain.table(), plain.document(), plain.fields(), complaints);
  }
}
