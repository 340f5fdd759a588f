package io.etcdmonitor.app.cli.tool;

import io.etcdmonitor.toolkit.benchmark.BenchmarkKind;
import io.etcdmonitor.toolkit.benchmark.BenchmarkOptions;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import picocli.CommandLine.Model.CommandSpec;

/** The flags of {@code benchmark} and the options they make. */
final class BenchmarkFlags {
  private static final String CONNECTIONS = "--connections";
  private static final String CLIENTS = "--clients";
  private static final String TOTAL = "--total";
  private static final String DURATION = "--duration";
  private static final String RATE = "--rate";
  private static final String WARM_UP = "--warm-up";
  private static final String PREFIX = "--prefix";
  private static final String KEY_SIZE = "--key-size";
  private static final String VALUE_SIZE = "--value-size";
  private static final String KEY_SPACE = "--key-space";
  private static final String SEQUENTIAL = "--sequential";
  private static final String SEED = "--seed";
  private static final String CONSISTENCY = "--consistency";
  private static final String READ_PERCENT = "--read-percent";
  private static final String LIMIT = "--limit";
  private static final String TXN_OPERATIONS = "--txn-ops";
  private static final String WATCHERS = "--watchers";
  private static final String TARGET_LEADER = "--target-leader";
  private static final String SLO_READS = "--slo-reads";
  private static final String SLO_WRITES = "--slo-writes";
  private static final String SLO_P99 = "--slo-p99";

  /** With a total and no duration it ends with the total. */
  private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofHours(1);

  private BenchmarkFlags() {}

  static void addTo(CommandSpec spec) {
    load(spec);
    data(spec);
    shape(spec);
    spec.addOption(
        ToolFlags.option(
            SLO_READS,
            "N",
            "Reads per second that are good enough; 0: not judged. Default: 40000."));
    spec.addOption(
        ToolFlags.option(
            SLO_WRITES,
            "N",
            "Writes per second that are good enough; 0: not judged. Default: 20000."));
    spec.addOption(
        ToolFlags.option(
            SLO_P99,
            "DURATION",
            "99 of 100 operations must be faster; 0s: not judged. Default: 100ms."));
  }

  private static void load(CommandSpec spec) {
    spec.addOption(ToolFlags.option(CONNECTIONS, "N", "HTTP/2 connections. Default: 10."));
    spec.addOption(
        ToolFlags.option(CLIENTS, "N", "Calls under way at the same time. Default: 10."));
    spec.addOption(
        ToolFlags.option(
            TOTAL, "N", "Operations to measure. Default: as many as the duration takes."));
    spec.addOption(ToolFlags.option(DURATION, "DURATION", "Of the measurement. Default: 30s."));
    spec.addOption(
        ToolFlags.option(
            RATE,
            "N",
            "Operations per second to begin, whatever the answers do; latency counts from when one"
                + " was due, so that a stall is not hidden. Default: no limit, each client waits for its"
                + " answer; 100 for watch."));
    spec.addOption(
        ToolFlags.option(
            WARM_UP, "DURATION", "What begins in this time first is not counted. Default: 5s."));
    spec.addOption(
        ToolFlags.flag(TARGET_LEADER, "Send everything to the leader, not to all endpoints."));
  }

  private static void data(CommandSpec spec) {
    spec.addOption(
        ToolFlags.option(
            PREFIX,
            "PREFIX",
            "Of the keys; a part unique to the run follows. Default: /etcd-bench/."));
    spec.addOption(ToolFlags.option(KEY_SIZE, "BYTES", "Of a key, with the prefix. Default: 32."));
    spec.addOption(ToolFlags.option(VALUE_SIZE, "BYTES", "Of a value. Default: 256."));
    spec.addOption(ToolFlags.option(KEY_SPACE, "N", "How many different keys. Default: 10000."));
    spec.addOption(
        ToolFlags.flag(SEQUENTIAL, "Take one key after the other instead of any of them."));
    spec.addOption(ToolFlags.option(SEED, "N", "Of what is random. Default: a new one, reported."));
  }

  private static void shape(CommandSpec spec) {
    spec.addOption(
        ToolFlags.option(
            CONSISTENCY,
            "l|s",
            "Reads are linearizable (l) or serializable (s: one member alone answers). Default: l."));
    spec.addOption(ToolFlags.option(READ_PERCENT, "N", "mixed: share of reads. Default: 70."));
    spec.addOption(ToolFlags.option(LIMIT, "N", "range: keys per read. Default: 100."));
    spec.addOption(ToolFlags.option(TXN_OPERATIONS, "N", "txn: puts in each. Default: 1."));
    spec.addOption(ToolFlags.option(WATCHERS, "N", "watch: how many. Default: 100."));
  }

  static BenchmarkOptions options(String kindName, ToolFlags flags) {
    BenchmarkKind kind = BenchmarkKind.of(kindName);
    BenchmarkOptions defaults = BenchmarkOptions.of(kind);
    BenchmarkOptions.Load load = defaults.load();
    BenchmarkOptions.Data data = defaults.data();
    BenchmarkOptions.Shape shape = defaults.shape();
    BenchmarkOptions.Slo slo = defaults.slo();
    OptionalLong total =
        flags.text(TOTAL).isPresent()
            ? OptionalLong.of(flags.number(TOTAL, 0))
            : OptionalLong.empty();
    Duration duration = total.isPresent() ? AS_LONG_AS_IT_TAKES : load.duration();
    return new BenchmarkOptions(
        kind,
        new BenchmarkOptions.Load(
            flags.small(CONNECTIONS, load.connections()),
            flags.small(CLIENTS, load.clients()),
            total,
            flags.duration(DURATION, duration),
            flags.decimal(RATE, load.rate()),
            flags.duration(WARM_UP, load.warmUp())),
        new BenchmarkOptions.Data(
            flags.text(PREFIX).orElse(data.prefix()),
            flags.small(KEY_SIZE, data.keySize()),
            flags.small(VALUE_SIZE, data.valueSize()),
            flags.number(KEY_SPACE, data.keySpace()),
            flags.has(SEQUENTIAL),
            flags.number(SEED, new SplittableRandom().nextInt(Integer.MAX_VALUE))),
        new BenchmarkOptions.Shape(
            serializable(flags),
            flags.small(READ_PERCENT, shape.readPercent()),
            flags.small(LIMIT, shape.limit()),
            flags.small(TXN_OPERATIONS, shape.txnOperations()),
            flags.small(WATCHERS, shape.watchers())),
        new BenchmarkOptions.Slo(
            flags.decimal(SLO_READS, slo.readsPerSecond()),
            flags.decimal(SLO_WRITES, slo.writesPerSecond()),
            flags.duration(SLO_P99, slo.p99())),
        flags.has(TARGET_LEADER));
  }

  private static boolean serializable(ToolFlags flags) {
    return switch (flags.text(CONSISTENCY).orElse("l")) {
      case "l" -> false;
      case "s" -> true;
      default ->
          throw new IllegalArgumentException(
              CONSISTENCY + ": l (linearizable) or s (serializable)");
    };
  }
}
