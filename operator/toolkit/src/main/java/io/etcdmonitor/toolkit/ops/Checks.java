package io.etcdmonitor.toolkit.ops;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.Reply;
import io.etcdmonitor.etcd.grpc.NettyEtcdConnector;
import io.grpc.CallOptions;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * etcdctl's two quick checks, with its loads and its pass marks. They write to the cluster and
 * delete what they wrote; they refuse a prefix that holds keys.
 */
public final class Checks {
  private static final int CHANNELS = 10;
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
    Tally tally =
        new Tally(
            Math.toIntExact(load.writesPerSecond() * load.duration().plusSeconds(1).toSeconds()));
    ByteString value = ByteString.copyFrom(new byte[1024]);
    long start = System.nanoTime();
    long end = start + load.duration().toNanos();
    long elapsed;
    Optional<String> leftBehind;
    try {
      run(
          load.clients(),
          tally,
          (i, random) -> {
            long due = start + (long) (i * 1e9 / load.writesPerSecond());
            if (due - end >= 0) {
              return null;
            }
            TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
            return put(key(prefix, 256, random), value);
          });
      elapsed = System.nanoTime() - start;
    } finally {
      leftBehind = cleanUp(prefix, compact);
    }
    return tally.report(load, elapsed, leftBehind);
  }

  /** Writes many keys and measures the memory they take at the first endpoint. */
  public ScaleReport datascale(ScaleLoad load, String prefix, boolean compact)
      throws InterruptedException {
    refuseUsed(prefix);
    long before = residentBytes();
    Tally tally = new Tally(load.keys() + 1);
    ByteString value = ByteString.copyFrom(new byte[512]);
    long grown;
    Optional<String> leftBehind;
    try {
      run(
          load.clients(),
          tally,
          (i, random) -> i < load.keys() ? put(key(prefix, 512, i), value) : null);
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

  @FunctionalInterface
  private interface Work {
    /** The next write, or null when it is done. */
    PutRequest next(long index, long random) throws InterruptedException;
  }

  private void run(int clients, Tally tally, Work work) throws InterruptedException {
    AtomicLong index = new AtomicLong();
    AtomicBoolean stopped = new AtomicBoolean();
    List<Endpoint> endpoints = operations.endpoints().given();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int c = 0; c < clients; c++) {
        Endpoint endpoint = endpoints.get(c % endpoints.size());
        int channel = 1 + c % CHANNELS;
        var unused = threads.submit(() -> client(endpoint, channel, index, stopped, tally, work));
      }
      threads.shutdown();
      try {
        threads.awaitTermination(1, TimeUnit.DAYS);
      } catch (InterruptedException e) {
        stopped.set(true);
        throw e;
      }
    }
  }

  private Void client(
      Endpoint endpoint,
      int channel,
      AtomicLong index,
      AtomicBoolean stopped,
      Tally tally,
      Work work)
      throws InterruptedException {
    java.util.concurrent.ThreadLocalRandom random =
        java.util.concurrent.ThreadLocalRandom.current();
    while (!stopped.get()) {
      PutRequest request = work.next(index.getAndIncrement(), random.nextLong(Long.MAX_VALUE));
      if (request == null) {
        return null;
      }
      long start = System.nanoTime();
      try {
        ClientCalls.blockingUnaryCall(
            operations.connection().channel(endpoint, channel),
            KVGrpc.getPutMethod(),
            CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
            request);
        tally.took(System.nanoTime() - start);
      } catch (StatusRuntimeException e) {
        tally.failed(
            operations
                .connection()
                .failure(endpoint, "Put", e, Duration.ofNanos(System.nanoTime() - start))
                .message());
      }
    }
    return null;
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

  /** Latencies and errors, from many threads. */
  private static final class Tally {
    private final long[] nanos;
    private final AtomicLong count = new AtomicLong();
    private final Map<String, Long> errors = new TreeMap<>();

    Tally(int most) {
      nanos = new long[most];
    }

    void took(long latency) {
      nanos[(int) count.getAndIncrement()] = latency;
    }

    synchronized void failed(String why) {
      errors.merge(why, 1L, Long::sum);
    }

    synchronized Map<String, Long> errors() {
      return Map.copyOf(errors);
    }

    PerfReport report(PerfLoad load, long elapsedNanos, Optional<String> leftBehind) {
      int n = (int) count.get();
      double mean = Arrays.stream(nanos, 0, n).average().orElse(0);
      double variance =
          Arrays.stream(nanos, 0, n).mapToDouble(x -> (x - mean) * (x - mean)).average().orElse(0);
      return new PerfReport(
          load,
          n / (elapsedNanos / 1e9),
          Arrays.stream(nanos, 0, n).max().orElse(0) / 1e9,
          Math.sqrt(variance) / 1e9,
          errors(),
          leftBehind);
    }
  }
}
