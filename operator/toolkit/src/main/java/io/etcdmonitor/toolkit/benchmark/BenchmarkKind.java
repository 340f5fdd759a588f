package io.etcdmonitor.toolkit.benchmark;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is done to the cluster. */
public enum BenchmarkKind {
  /** Puts. */
  WRITE,
  /** Reads of single keys that were written before. */
  READ,
  /** Reads and puts. */
  MIXED,
  /** Reads of many keys at once. */
  RANGE,
  /** Deletes of keys that were written before. */
  DELETE,
  /** Transactions of puts. */
  TXN,
  /** From a put until every watcher has its event. */
  WATCH,
  /** Renewals of leases. */
  LEASE;

  /** As it is written. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The kind of that name.
   *
   * @throws IllegalArgumentException with one sentence that names all kinds
   */
  public static BenchmarkKind of(String word) {
    return Arrays.stream(values())
        .filter(kind -> kind.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no benchmark '" + word + "': choose one of " + words()));
  }

  /** All of them, separated by commas. */
  public static String words() {
    return Arrays.stream(values()).map(BenchmarkKind::word).collect(Collectors.joining(", "));
  }

  /** Whether keys must be there before it begins. */
  boolean populates() {
    return this == READ || this == MIXED || this == RANGE || this == DELETE;
  }

  /** Whether the targets for reads or writes per second are about it. */
  boolean judgesThroughput() {
    return this != WATCH && this != LEASE && this != RANGE;
  }
}
