package io.etcdmonitor.engine.scrape;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The last {@value #CAPACITY} samples of a cluster, shared by its members, as plain arrays: {@value
 * #BYTES_PER_SAMPLE} bytes for a sample of a member, in blocks that are made when they are needed.
 * A thousand clusters take 32 MiB. Thread-safe.
 */
public final class SampleHistory {
  /** Samples kept of a cluster; of three members some 333 each, at 10 s the last 55 minutes. */
  public static final int CAPACITY = 1_000;

  /** Two for the time, two for each of fifteen values. */
  public static final int BYTES_PER_SAMPLE = 32;

  private static final int BLOCK = 25;
  private static final int MOST_BLOCKS = CAPACITY / BLOCK;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Deque<Block>> blocks = new HashMap<>();

  /**
   * What is kept, to two or three digits as for a graph: nothing here counts since the process
   * began.
   */
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
      blocks.keySet().retainAll(pages.keySet());
      pages.forEach((id, page) ->
          page.sample()
              .ifPresent(sample ->
                  add(id, sample.time().getEpochSecond(), HistoryRow.of(sample, page.delta()))));
    } finally {
      lock.unlock();
    }
  }

  /** Members that there is something of, by ID. */
  public Set<String> members() {
    lock.lock();
    try {
      return Set.copyOf(blocks.keySet());
    } finally {
      lock.unlock();
    }
  }

  /** One member's values, oldest first; times without a value are left out. */
  public List<Point> values(String memberId, Column column) {
    lock.lock();
    try {
      List<Point> points = new ArrayList<>();
      blocks
          .getOrDefault(memberId, new ArrayDeque<>())
          .forEach(block -> block.collect(column, points));
      return points;
    } finally {
      lock.unlock();
    }
  }

  private void add(String member, long second, float[] row) {
    Deque<Block> own = blocks.computeIfAbsent(member, m -> new ArrayDeque<>());
    if (own.isEmpty() || !own.getLast().takes(second)) {
      own.addLast(new Block(second));
      makeRoom();
    }
    own.getLast().add(second, row);
  }

  /** Takes the oldest from whoever has most. */
  private void makeRoom() {
    int all = blocks.values().stream().mapToInt(Deque::size).sum();
    if (all > MOST_BLOCKS) {
      blocks.values().stream().max(Comparator.comparingInt(Deque::size)).ifPresent(Deque::poll);
    }
  }

  /** Consecutive samples of one member. */
  private static final class Block {
    private static final int COLUMNS = Column.values().length;

    private final long start;
    private final char[] seconds = new char[BLOCK];

    /** The upper half of single-precision numbers: their whole range, to eight bits. */
    private final short[] values = new short[BLOCK * COLUMNS];

    private int size;

    Block(long start) {
      this.start = start;
    }

    boolean takes(long second) {
      return size < BLOCK && second >= start && second - start <= Character.MAX_VALUE;
    }

    void add(long second, float[] row) {
      seconds[size] = (char) (second - start);
      for (int column = 0; column < COLUMNS; column++) {
        values[size * COLUMNS + column] = upperHalf(row[column]);
      }
      size++;
    }

    void collect(Column column, List<Point> points) {
      for (int i = 0; i < size; i++) {
        float value = Float.intBitsToFloat(values[i * COLUMNS + column.ordinal()] << Short.SIZE);
        if (!Float.isNaN(value)) {
          points.add(new Point(Instant.ofEpochSecond(start + seconds[i]), value));
        }
      }
    }

    private static short upperHalf(float value) {
      if (Float.isNaN(value)) {
        return (short) (Float.floatToIntBits(Float.NaN) >>> Short.SIZE);
      }
      // Rounded to the nearest.
      return (short) ((Float.floatToIntBits(value) + (1 << (Short.SIZE - 1))) >>> Short.SIZE);
    }
  }
}
