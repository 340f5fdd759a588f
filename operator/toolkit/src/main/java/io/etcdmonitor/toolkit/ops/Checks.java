package io.etcdmonitor.toolkit.ops;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.PutRequest;
import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.Reply;
import io.etcdmonitor.etcd.grpc.NettyEtcdConnector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * etcdctl's two quick checks, with its loads and its pass marks. They write to the cluster and
 * delete what they wrote; they refuse a prefix that holds keys.
 */
public final class Checks {
  private static final Duration CLEAN_UP = Duration.ofSeconds(30);
  private static final int METRICS_BYTES = 16 << 20;
  private static final String RESIDENT = "process_resident_memory_bytes";
  private final EtcdOperations operations;

  Checks(EtcdOperations operations) {
    this.operations = operations;
  }

  /**
   * How much {@code check perf} writes.
   *
   * @param writesPerSecond the target
   */
  public record PerfLoad(int writesPerSecond, int clients, Duration duration) {
    /** etcdctl's s, m, l and xl. */
    public static PerfLoad of(String load) {
      Duration minute = Duration.ofSeconds(60);
      return switch (load) {
        case "s", "small" -> new PerfLoad(150, 50, minute);
        case "m", "medium" -> new PerfLoad(1_000, 200, minute);
        case "l", "large" -> new PerfLoad(8_000, 500, minute);
        case "xl", "xLarge" -> new PerfLoad(15_000, 1_000, minute);
        default -> throw new IllegalArgumentException("unknown load option " + load);
      };
    }
  }

  /** How many keys of 1 KiB {@code check datascale} writes. */
  public record ScaleLoad(int keys, int clients) {
    /** etcdctl's s, m, l and xl. */
    public static ScaleLoad of(String load) {
      return switch (load) {
        case "s", "small" -> new ScaleLoad(10_000, 50);
        case "m", "medium" -> new ScaleLoad(100_000, 200);
        case "l", "large" -> new ScaleLoad(1_000_000, 500);
        case "xl", "xLarge" -> new ScaleLoad(3_000_000, 1_000);
        default -> throw new IllegalArgumentException("unknown load option " + load);
      };
    }
  }

  /**
   * What came of it.
   *
   * @param errors how often each sentence
   * @param leftBehind why it could not be cleaned up; empty when it was
   */
  public record PerfReport(
      PerfLoad load,
      double perSecond,
      double slowest,
      double deviation,
      Map<String, Long> errors,
      Optional<String> leftBehind) {
    public boolean throughputPasses() {
      return perSecond / load.writesPerSecond() > 0.9;
    }

    public boolean slowestPasses() {
      return slowest <= 0.5;
    }

    public boolean deviationPasses() {
      return deviation <= 0.1;
    }

    /**
     * etcdctl's marks: no error, over 90 % of the target, slowest 500 ms, standard deviation 100
     * ms.
     */
    public boolean passes() {
      return errors.isEmpty() && throughputPasses() && slowestPasses() && deviationPasses();
    }
  }

  /**
   * What the keys cost the first endpoint.
   *
   * @param grownBytes its resident memory after, less before
   * @param leftBehind why it could not be cleaned up; empty when it was
   */
  public record ScaleReport(
      ScaleLoad load, long grownBytes, Map<String, Long> errors, Optional<String> leftBehind) {}

  /** Writes at a fixed rate and judges. */
  public PerfReport perf(PerfLoad load, String prefix, boolean compact)
      throws InterruptedException {
    refuseUsed(prefix);
    PutTally tally =
        new PutTally(
            Math.toIntExact(load.writesPerSecond() * load.duration().plusSeconds(1).toSeconds()));
    ByteString value = ByteString.copyFrom(new byte[1024]);
    long start = System.nanoTime();
    long end = start + load.duration().toNanos();
    long elapsed;
    Optional<String> leftBehind;
    try {
      PutLoad puts =
          new PutLoad(
              operations,
              tally,
              (i, random) -> {
                long due = start + (long) (i * 1e9 / load.writesPerSecond());
                if (due - end >= 0) {
                  return null;
                }
                TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
                return put(key(prefix, 256, random), value);
              });
      puts.run(load.clients());
      elapsed = System.nanoTime() - start;
    } finally {
      leftBehind = cleanUp(prefix, compact);
    }
    return new PerfReport(
        load,
        tally.count() / (elapsed / 1e9),
        tally.slowest(),
        tally.deviation(),
        tally.errors(),
        leftBehind);
  }

  /** Writes many keys and measures the memory they take at the first endpoint. */
  public ScaleReport datascale(ScaleLoad load, String prefix, boolean compact)
      throws InterruptedException {
    refuseUsed(prefix);
    long before = residentBytes();
    PutTally tally = new PutTally(load.keys() + 1);
    ByteString value = ByteString.copyFrom(new byte[512]);
    long grown;
    Optional<String> leftBehind;
    try {
      PutLoad puts =
          new PutLoad(
              operations,
              tally,
              (i, random) -> i < load.keys() ? put(key(prefix, 512, i), value) : null);
      puts.run(load.clients());
      grown = residentBytes() - before;
    } finally {
      leftBehind = cleanUp(prefix, compact);
    }
    return new ScaleReport(load, grown, tally.errors(), leftBehind);
  }

  private static PutRequest put(ByteString key, ByteString value) {
    return PutRequest.newBuilder().setKey(key).setValue(value).build();
  }

  private static ByteString key(String prefix, int size, long number) {
    byte[] suffix =
        Arrays.copyOf(Long.toString(number, 36).getBytes(StandardCharsets.US_ASCII), size);
    return ByteString.copyFromUtf8(prefix).concat(ByteString.copyFrom(suffix));
  }

  private void refuseUsed(String prefix) {
    if (operations.kv().get(Keys.prefix(prefix), GetOptions.DEFAULT.withLimit(1)).count() > 0) {
      throw new Plan.RefusedException(
          "prefix '" + prefix + "' has keys: delete them first ('del --prefix " + prefix + "')");
    }
  }

  /** Why it failed: that must not hide what was measured. */
  private Optional<String> cleanUp(String prefix, boolean compact) {
    String left = "keys with prefix '" + prefix + "' may be left: ";
    try {
      Header header = operations.within(CLEAN_UP).delete(Keys.prefix(prefix), false).header();
      if (compact) {
        left = "the keys are deleted but not compacted: ";
        operations.kv().compact(header.revision(), true, CLEAN_UP);
      }
      return Optional.empty();
    } catch (EtcdException e) {
      return Optional.of(left + e.getMessage());
    }
  }

  private long residentBytes() {
    Endpoint first = operations.endpoints().given().get(0);
    try (NettyEtcdConnector connector = new NettyEtcdConnector();
        ClusterConnection cluster = connector.open(operations.connection().spec())) {
      Reply<String> page =
          cluster
              .member(List.of(first))
              .page(first + "/metrics", METRICS_BYTES, Duration.ofSeconds(10))
              .join();
      return page.value()
          .flatMap(text ->
              text.lines()
                  .filter(line -> line.startsWith(RESIDENT + " "))
                  .map(line -> (long) Double.parseDouble(line.substring(RESIDENT.length())))
                  .findFirst())
          .orElseThrow(() ->
              new EtcdException(
                  FailureCause.OTHER,
                  first
                      + "/metrics does not tell "
                      + RESIDENT
                      + ": its memory cannot be measured"));
    }
  }
}
