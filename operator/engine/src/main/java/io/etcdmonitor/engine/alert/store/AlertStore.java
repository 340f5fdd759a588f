package io.etcdmonitor.engine.alert.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps rows of text by table and key. One writer. A batch is kept whole or not at all, and is safe
 * against a crash of the process and of the machine once {@link #commit} has returned.
 */
public interface AlertStore extends AutoCloseable {

  /**
   * One row written or removed.
   *
   * @param table of the row
   * @param key within the table
   * @param text empty removes the row
   */
  record Change(String table, String key, Optional<String> text) {
    public static Change put(String table, String key, Record value) {
      return new Change(table, key, Optional.of(RecordCodec.write(value)));
    }

    public static Change remove(String table, String key) {
      return new Change(table, key, Optional.empty());
    }
  }

  /** The rows of a table, as they were found when the store was opened, with all commits since. */
  Map<String, String> rows(String table);

  /**
   * Keeps a batch.
   *
   * @throws StoreException when it could not be written; the state on disk is that before, or,
   *     where the disk did not answer, still comes to be that after
   */
  void commit(List<Change> changes);

  /** What was damaged when it was opened, as one sentence for people; empty when all was well. */
  Optional<String> damage();

  /** That it cannot be written now, as one sentence for people; empty when it can. */
  default Optional<String> unwritable() {
    return Optional.empty();
  }

  /** Keeps a last batch, behind one that may be under way, and closes. */
  default void close(List<Change> last) {
    try {
      commit(last);
    } finally {
      close();
    }
  }

  @Override
  void close();
}
