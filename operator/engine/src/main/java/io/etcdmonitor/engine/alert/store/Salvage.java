package io.etcdmonitor.engine.alert.store;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a file holds that can be read: whole records in their order. A crash tears the last one
 * only; where whole ones stand behind what is none, the file was damaged, and they count as well.
 *
 * @param records how many
 * @param end behind the last of them
 * @param damage where the first begins that is lost although the file goes on
 */
record Salvage(int records, int end, OptionalInt damage) {
  private static final Logger log = LoggerFactory.getLogger(Salvage.class);

  /** Applies what can be read. */
  static Salvage of(byte[] bytes, Rows rows) {
    int records = 0;
    int end = 0;
    OptionalInt damage = OptionalInt.empty();
    for (int at = Frames.next(bytes, 0); at >= 0; at = Frames.next(bytes, end)) {
      int size = Frames.size(bytes, at);
      boolean understood = apply(bytes, at, size, rows);
      if (damage.isEmpty() && (at > end || !understood)) {
        damage = OptionalInt.of(end);
      }
      records += understood ? 1 : 0;
      end = at + Frames.HEADER + size;
    }
    return new Salvage(records, records == 0 ? 0 : end, damage);
  }

  private static boolean apply(byte[] bytes, int position, int size, Rows rows) {
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(bytes, position + Frames.HEADER, size))) {
      rows.apply(Rows.read(in));
      return true;
    } catch (IOException e) {
      log.warn("The record at byte {} cannot be understood", position, e);
      return false;
    }
  }
}
