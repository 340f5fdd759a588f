package io.etcdmonitor.engine.alert.store;

import io.etcdmonitor.engine.alert.store.AlertStore.Change;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows in memory, and batches as bytes. Not thread-safe. */
final class Rows {
  /** A table's name and a key that are empty, and that no text follows. */
  private static final int LEAST_CHANGE = Short.BYTES + Integer.BYTES + 1;

  private static final int LEAST = Integer.BYTES + LEAST_CHANGE;

  private final Map<String, Map<String, String>> tables = new HashMap<>();

  void apply(List<Change> changes) {
    for (Change change : changes) {
      Map<String, String> table = tables.computeIfAbsent(change.table(), t -> new HashMap<>());
      change
          .text()
          .ifPresentOrElse(text -> table.put(change.key(), text), () -> table.remove(change.key()));
    }
  }

  Map<String, String> table(String name) {
    return Map.copyOf(tables.getOrDefault(name, Map.of()));
  }

  /** Everything, as one batch. */
  List<Change> all() {
    List<Change> changes = new ArrayList<>();
    tables.forEach((table, rows) ->
        rows.forEach((key, text) -> changes.add(new Change(table, key, Optional.of(text)))));
    return changes;
  }

  static byte[] bytes(List<Change> changes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(changes.size());
      for (Change change : changes) {
        out.writeUTF(change.table());
        text(out, change.key());
        out.writeBoolean(change.text().isPresent());
        if (change.text().isPresent()) {
          text(out, change.text().get());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Whether bytes may be a batch, at a glance: as many changes as there is room for, the first with
   * a table's name of less than 256 bytes.
   */
  static boolean mayBegin(byte[] bytes, int from, int size) {
    if (size < LEAST) {
      return false;
    }
    ByteBuffer start = ByteBuffer.wrap(bytes, from, LEAST);
    int changes = start.getInt();
    return changes > 0 && changes <= size / LEAST_CHANGE && start.get() == 0;
  }

  static List<Change> read(DataInputStream in) throws IOException {
    int count = in.readInt();
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String table = in.readUTF();
      String key = text(in);
      changes.add(
          new Change(table, key, in.readBoolean() ? Optional.of(text(in)) : Optional.empty()));
    }
    return changes;
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    byte[] bytes = in.readNBytes(in.readInt());
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
