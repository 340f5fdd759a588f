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
 * The last {@value #CAPACITY} samples of a cluster, shared by its members, in blocks that are made
 * when they are needed: {@value #BYTES_PER_SAMPLE} bytes for a sample of a member, less in a block
 * that is full, which is kept compressed. Thread-safe.
 */
public final class SampleHistory {
  /** Samples kept of a cluster; of three members some 333 each, at 10 s the last 55 minutes. */
  public static final int CAPACITY = 1_000;

  /** Two for the time, two for each of fifteen values. */
  public static final int BYTES_PER_SAMPLE = 32;

  private static final int MOST_BLOCKS = CAPACITY / SampleBlock.CAPACITY;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Deque<SampleBlock>> blocks = new HashMap<>();

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
    Deque<SampleBlock> own = blocks.computeIfAbsent(member, m -> new ArrayDeque<>());
    if (own.isEmpty() || !own.getLast().takes(second)) {
      own.addLast(new SampleBlock(second));
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
}
