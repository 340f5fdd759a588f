package io.etcdmonitor.toolkit.benchmark;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a benchmark does. Start from {@link #of} and change what is needed.
 *
 * @param kind what is done
 * @param load how much of it
 * @param data to which keys
 * @param shape what belongs to one kind only
 * @param slo what is good enough
 * @param targetLeader send everything to the leader, as it is when the benchmark begins
 */
public record BenchmarkOptions(
    BenchmarkKind kind, Load load, Data data, Shape shape, Slo slo, boolean targetLeader) {

  /** Of every key, unless the caller says otherwise. */
  static final String PREFIX = "/etcd-bench/";

  /** etcd's own limit unless it was started with another ({@code --max-txn-ops}). */
  private static final int MOST_TXN_OPERATIONS = 128;

  /** etcd's own limit unless it was started with another ({@code --max-request-bytes}). */
  private static final int MOST_REQUEST_BYTES = 1_500_000;

  private static final int MOST_CONNECTIONS = 1_000;
  private static final int MOST_CLIENTS = 100_000;
  private static final int SEQUENCE_BYTES = Long.BYTES;

  /**
   * How much load.
   *
   * @param connections HTTP/2 connections
   * @param clients calls under way at the same time, spread over the connections
   * @param total operations to measure; empty: as many as fit into the duration
   * @param duration of the measurement at most
   * @param rate operations per second to begin, whatever the answers do (an open loop); 0: each
   *     client begins the next one when it has its answer (a closed loop)
   * @param warmUp operations begun in this time first are not counted
   */
  public record Load(
      int connections,
      int clients,
      OptionalLong total,
      Duration duration,
      double rate,
      Duration warmUp) {
    public Load {
      check(connections >= 1 && connections <= MOST_CONNECTIONS, "connections: 1 to 1000");
      check(clients >= 1 && clients <= MOST_CLIENTS, "clients: 1 to 100000");
      check(total.isEmpty() || total.getAsLong() > 0, "total: at least 1");
      check(duration.isPositive(), "duration: longer than nothing");
      check(rate >= 0 && rate <= 1e7, "rate: 0 (no limit) or operations per second");
      check(!warmUp.isNegative(), "warm-up: not negative");
    }
  }

  /**
   * Which keys.
   *
   * @param prefix of every key; a part that is unique to the run follows it
   * @param keySize bytes of a key, with the prefix
   * @param valueSize bytes of a value
   * @param keySpace how many different keys
   * @param sequential one key after the other, instead of any
   * @param seed of what is random
   */
  public record Data(
      String prefix, int keySize, int valueSize, long keySpace, boolean sequential, long seed) {
    public Data {
      check(!prefix.isEmpty(), "prefix: at least one character, to tell its keys from others");
      check(keySize >= 1 && keySize <= 4096, "key size: 1 to 4096 bytes");
      check(valueSize >= 0 && valueSize <= MOST_REQUEST_BYTES, "value size: 0 to 1500000 bytes");
      check(keySpace >= 1 && keySpace <= 100_000_000, "key space: 1 to 100000000");
    }
  }

  /**
   * What belongs to one kind only.
   *
   * @param serializable reads are answered by one member alone (read, mixed, range)
   * @param readPercent share of reads (mixed)
   * @param limit keys per read (range)
   * @param txnOperations puts per transaction (txn)
   * @param watchers how many (watch)
   */
  public record Shape(
      boolean serializable, int readPercent, int limit, int txnOperations, int watchers) {
    public static final Shape DEFAULT = new Shape(false, 70, 100, 1, 100);

    public Shape {
      check(readPercent >= 0 && readPercent <= 100, "read percent: 0 to 100");
      check(limit >= 1 && limit <= 100_000, "limit: 1 to 100000 keys");
      check(
          txnOperations >= 1 && txnOperations <= MOST_TXN_OPERATIONS,
          "operations of a transaction: 1 to 128, etcd's limit");
      check(watchers >= 1 && watchers <= 100_000, "watchers: 1 to 100000");
    }
  }

  /**
   * What is good enough. A mark of 0 is not judged.
   *
   * @param p99 of every kind of operation
   */
  public record Slo(double readsPerSecond, double writesPerSecond, Duration p99) {
    public static final Slo DEFAULT = new Slo(40_000, 20_000, Duration.ofMillis(100));

    public Slo {
      check(
          readsPerSecond >= 0 && writesPerSecond >= 0 && !p99.isNegative(),
          "marks of an SLO: not negative");
    }
  }

  public BenchmarkOptions {
    check(
        kind != BenchmarkKind.WATCH || data.valueSize() >= SEQUENCE_BYTES,
        "value size: at least 8 bytes for watch, which numbers its puts in the value");
    check(
        (long) data.valueSize() * (kind == BenchmarkKind.TXN ? shape.txnOperations() : 1)
            <= MOST_REQUEST_BYTES,
        "a request would be larger than 1.5 MB, which etcd refuses: make values smaller");
  }

  /** Ten clients on ten connections for 30 s after 5 s of warm-up, 10,000 keys. */
  public static BenchmarkOptions of(BenchmarkKind kind) {
    return new BenchmarkOptions(
        kind,
        new Load(
            10,
            10,
            OptionalLong.empty(),
            Duration.ofSeconds(30),
            kind == BenchmarkKind.WATCH ? 100 : 0,
            Duration.ofSeconds(5)),
        new Data(PREFIX, 32, 256, 10_000, false, 1),
        Shape.DEFAULT,
        Slo.DEFAULT,
        false);
  }

  public BenchmarkOptions with(Load newLoad) {
    return new BenchmarkOptions(kind, newLoad, data, shape, slo, targetLeader);
  }

  public BenchmarkOptions with(Data newData) {
    return new BenchmarkOptions(kind, load, newData, shape, slo, targetLeader);
  }

  public BenchmarkOptions with(Shape newShape) {
    return new BenchmarkOptions(kind, load, data, newShape, slo, targetLeader);
  }

  public BenchmarkOptions with(Slo newSlo) {
    return new BenchmarkOptions(kind, load, data, shape, newSlo, targetLeader);
  }

  public BenchmarkOptions atLeader(boolean value) {
    return new BenchmarkOptions(kind, load, data, shape, slo, value);
  }

  /** Keys that must be there before it begins. */
  long populated() {
    if (!kind.populates()) {
      return 0;
    }
    return kind == BenchmarkKind.DELETE ? load.total().orElse(data.keySpace()) : data.keySpace();
  }

  /** The limit on operations, where there is one. */
  Optional<Long> measured() {
    if (kind == BenchmarkKind.DELETE) {
      return Optional.of(populated());
    }
    return load.total().isPresent() ? Optional.of(load.total().getAsLong()) : Optional.empty();
  }

  private static void check(boolean valid, String allowed) {
    if (!valid) {
      throw new IllegalArgumentException(allowed);
    }
  }
}
