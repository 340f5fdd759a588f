package io.etcdmonitor.engine.scrape;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The last {@value #CAPACITY} samples of each member, as plain arrays: {@value #BYTES_PER_SAMPLE}
 * bytes for a sample of a member, in blocks that are made when they are needed. Thread-safe.
 */
public final class SampleHistory {
  /** Samples kept. */
  public static final int CAPACITY = 1_000;

  /** Four for the time, four for each of fifteen values. */
  public static final int BYTES_PER_SAMPLE = 64;

  private static final int BLOCK = 125;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Ring> rings = new HashMap<>();

  /** What is kept. Single precision is enough: nothing here counts since the process began. */
  public enum Column {
    CPU,
    RESIDENT_MEMORY,
    OPEN_FDS,
    CLIENT_RECEIVED_RATE,
    CLIENT_SENT_RATE,
    REQUEST_RATE,
    ERROR_RATE,
    PROPOSAL_RATE,
    PENDING_PROPOSALS,
    APPLY_GAP,
    WAL_FSYNC_P99,
    BACKEND_COMMIT_P99,
    DB_SIZE,
    DB_IN_USE,
    WATCHERS
  }

  /**
   * One value at one time.
   *
   * @param time to the second
   */
  public record Point(Instant time, double value) {}

  /** Takes in a reading; members that are not in it any more are forgotten. */
  void add(Map<String, Scrape.Page> pages) {
    lock.lock();
    try {
      rings.keySet().retainAll(pages.keySet());
      pages.forEach((id, page) ->
          page.sample()
              .ifPresent(sample ->
                  rings
                      .computeIfAbsent(id, i -> new Ring())
                      .add(sample.time().getEpochSecond(), HistoryRow.of(sample, page.delta()))));
    } finally {
      lock.unlock();
    }
  }

  /** Members that there is something of, by ID. */
  public Set<String> members() {
    lock.lock();
    try {
      return Set.copyOf(rings.keySet());
    } finally {
      lock.unlock();
    }
  }

  /** One member's values, oldest first; times without a value are left out. */
  public List<Point> values(String memberId, Column column) {
    lock.lock();
    try {
      Ring ring = rings.get(memberId);
      return ring == null ? List.of() : ring.values(column);
    } finally {
      lock.unlock();
    }
  }

  /** A member's samples, the oldest overwritten by the newest. */
  private static final class Ring {
    private static final int COLUMNS = Column.values().length;

    private final int[][] seconds = new int[CAPACITY / BLOCK][];
    private final float[][] values = new float[CAPACITY / BLOCK][];
    private int next;
    private int size;

    void add(long second, float[] row) {
      int block = next / BLOCK;
      int at = next % BLOCK;
      if (seconds[block] == null) {
        seconds[block] = new int[BLOCK];
        values[block] = new float[BLOCK * COLUMNS];
      }
      seconds[block][at] = Math.toIntExact(second - EPOCH);
      System.arraycopy(row, 0, values[block], at * COLUMNS, COLUMNS);
      next = (next + 1) % CAPACITY;
      size = Math.min(size + 1, CAPACITY);
    }

    List<Point> values(Column column) {
      List<Point> points = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        int index = Math.floorMod(next - size + i, CAPACITY);
        float value = values[index / BLOCK][index % BLOCK * COLUMNS + column.ordinal()];
        if (!Float.isNaN(value)) {
          int second = seconds[index / BLOCK][index % BLOCK];
          points.add(new Point(Instant.ofEpochSecond(EPOCH + second), value));
        }
      }
      return points;
    }

    /** Seconds are counted from 2020 on, so that they fit four bytes until 2088. */
    private static final long EPOCH = 1_577_836_800L;
  }
}
