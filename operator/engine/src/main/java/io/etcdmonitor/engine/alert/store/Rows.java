package io.etcdmonitor.engine.alert.store;

import io.etcdmonitor.engine.alert.store.AlertStore.Change;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows in memory, and batches as bytes. Not thread-safe. */
final class Rows {
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
