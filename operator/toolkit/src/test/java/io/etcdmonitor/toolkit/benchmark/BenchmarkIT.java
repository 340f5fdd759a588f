package io.etcdmonitor.toolkit.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.StatusResponse;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.Ports;
import io.etcdmonitor.etcd.testing.TestPki;
import io.etcdmonitor.toolkit.ops.EtcdException;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import io.etcdmonitor.toolkit.ops.GetOptions;
import io.etcdmonitor.toolkit.ops.Keys;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every kind of benchmark on a real cluster with TLS and users: what is counted, what is left. */
class BenchmarkIT {
  private static final int TOTAL = 400;
  private static final String PREFIX = "/etcd-bench/";
  private static EtcdTestCluster etcd;

  @BeforeAll
  static void start() {
    etcd = EtcdTestCluster.builder().members(3).mutualTls(new TestPki()).auth("secret").start();
  }

  @AfterAll
  static void stop() {
    etcd.close();
  }

  private static BenchmarkOptions options(BenchmarkKind kind, OptionalLong total, double rate) {
    return BenchmarkOptions.of(kind)
        .with(
            new BenchmarkOptions.Load(
                3, 6, total, Duration.ofMinutes(2), rate, Duration.ofMillis(200)))
        .with(new BenchmarkOptions.Data(PREFIX, 32, 64, 200, false, 7))
        .with(new BenchmarkOptions.Shape(false, 70, 10, 3, 6));
  }

  private static Report run(BenchmarkOptions options) throws InterruptedException {
    return new Benchmark(etcd.spec(), options, Clock.systemUTC(), Progress.NONE).run();
  }

  private static long keysLeft() {
    try (EtcdOperations operations = EtcdOperations.open(etcd.spec())) {
      return operations.kv().get(Keys.prefix(PREFIX), GetOptions.DEFAULT.withCountOnly()).count();
    }
  }

  /** On a schedule it runs in the operator, for whoever may write an EtcdInspection. */
  @Test
  void aModestOneTakesNoEndlessAnswer() throws Exception {
    StatusResponse endless =
        StatusResponse.newBuilder().setVersion("3".repeat(300 << 10)).setLeader(1).build();
    Server server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()))
            .addService(
                ServerServiceDefinition.builder("etcdserverpb.Maintenance")
                    .addMethod(
                        MaintenanceGrpc.getStatusMethod(),
                        ServerCalls.asyncUnaryCall((question, to) -> {
                          to.onNext(endless);
                          to.onCompleted();
                        }))
                    .build())
            .build()
            .start();
    try {
      ConnectionSpec spec =
          ConnectionSpec.plain(List.of(new Endpoint("http", "127.0.0.1", server.getPort())));
      BenchmarkOptions options = options(BenchmarkKind.READ, OptionalLong.of(TOTAL), 0);
      assertThatThrownBy(
              () -> new Benchmark(spec, options, Clock.systemUTC(), Progress.NONE).modest().run())
          .isInstanceOf(EtcdException.class)
          .hasMessageContaining("exceeds maximum size");
    } finally {
      server.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource(BenchmarkKind.class)
  void countsWhatItDidAndCleansUp(BenchmarkKind kind) throws Exception {
    double rate = kind == BenchmarkKind.WATCH ? 400 : 0;
    Report report = run(options(kind, OptionalLong.of(TOTAL), rate));

    assertThat(report.errors()).isEmpty();
    long puts =
        report.operations().stream()
            .filter(o -> !o.operation().equals(Operation.EVENT.word()))
            .mapToLong(Report.OperationResult::count)
            .sum();
    assertThat(puts).isEqualTo(TOTAL);
    if (kind == BenchmarkKind.WATCH) {
      assertThat(report.measured().operations()).isEqualTo(TOTAL + TOTAL * 6L);
    }
    if (kind == BenchmarkKind.MIXED) {
      assertThat(report.operations()).allMatch(o -> o.count() > 0);
    }
    assertThat(report.warmUp().populated()).isEqualTo(kind.populates() ? populated(kind) : 0);
    assertThat(report.operations())
        .allSatisfy(o -> {
          assertThat(o.histogram().stream().mapToLong(Report.Bar::count).sum())
              .isEqualTo(o.count());
          assertThat(o.latency().p50()).isBetween(o.latency().min(), o.latency().max());
        });
    assertThat(report.series().stream().mapToDouble(s -> s.perSecond() * s.seconds()).sum())
        .isCloseTo(
            (double) report.measured().operations(), org.assertj.core.data.Offset.offset(0.5));
    assertThat(report.members()).hasSize(3).allMatch(m -> m.problem().isEmpty());
    assertThat(report.members())
        .allMatch(m -> kind != BenchmarkKind.WRITE || m.fsync().count() > 0);
    assertThat(report.cleanUp().left()).isZero();
    assertThat(keysLeft()).isZero();
  }

  private static long populated(BenchmarkKind kind) {
    return kind == BenchmarkKind.DELETE ? TOTAL : 200;
  }

  @Test
  void stoppedByThePersonItReportsAndCleansUp() throws Exception {
    CountDownLatch measuring = new CountDownLatch(1);
    Progress progress =
        new Progress() {
          @Override
          public void second(Report.Second second) {
            measuring.countDown();
          }
        };
    Benchmark benchmark =
        new Benchmark(
            etcd.spec(),
            options(BenchmarkKind.WRITE, OptionalLong.empty(), 0),
            Clock.systemUTC(),
            progress);
    CompletableFuture<Report> running =
        CompletableFuture.supplyAsync(() -> {
          try {
            return benchmark.run();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    measuring.await();
    benchmark.stop();
    Report report = running.join();
    assertThat(report.measured().stoppedEarly()).isTrue();
    assertThat(report.measured().operations()).isPositive();
    assertThat(report.notes()).anyMatch(note -> note.contains("stopped early"));
    assertThat(keysLeft()).isZero();
  }

  @Test
  void keysOfARunThatWasKilledAreToldOf() throws Exception {
    BenchmarkOptions options = options(BenchmarkKind.WRITE, OptionalLong.of(TOTAL), 0);
    assertThat(run(options).notes()).noneMatch(note -> note.contains("were there before"));
    try (EtcdOperations operations = EtcdOperations.open(etcd.spec())) {
      operations.kv().put(PREFIX + "killed/1", "x");
      operations.kv().put(PREFIX + "killed/2", "x");
      assertThat(run(options).notes())
          .anyMatch(note ->
              note.startsWith("2 keys under /etcd-bench/ were there before")
                  && note.contains("del --prefix /etcd-bench/"));
      assertThat(keysLeft()).as("a run that goes on must not lose its keys").isEqualTo(2);
    } finally {
      etcd.member(0).admin().deletePrefix(PREFIX);
    }
  }

  @Test
  void whoSaysHowLongAnAnswerMayTakeIsHeeded() throws Exception {
    try (EtcdTestCluster one = EtcdTestCluster.builder().members(1).start()) {
      one.awaitLeader();
      Progress freezing =
          new Progress() {
            @Override
            public void phase(String what) {
              if (what.equals("measuring")) {
                one.member(0).freeze();
              } else {
                one.member(0).thaw();
              }
            }
          };
      BenchmarkOptions options =
          BenchmarkOptions.of(BenchmarkKind.WRITE)
              .with(
                  new BenchmarkOptions.Load(
                      1, 1, OptionalLong.empty(), Duration.ofSeconds(2), 0, Duration.ZERO));
      Report report =
          new Benchmark(one.spec(), options, Clock.systemUTC(), freezing)
              .waiting(
                  new Patience(
                      Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(300)))
              .run();
      assertThat(report.errors())
          .anyMatch(error -> error.example().contains("no answer within 300 ms"));
      assertThat(report.cleanUp().left()).isZero();
    }
  }

  @Test
  void anOpenLoopThatCannotKeepUpSaysSo() throws Exception {
    BenchmarkOptions tooFast =
        BenchmarkOptions.of(BenchmarkKind.WRITE)
            .with(
                new BenchmarkOptions.Load(
                    1, 1, OptionalLong.empty(), Duration.ofSeconds(2), 1e6, Duration.ZERO))
            .with(new BenchmarkOptions.Data(PREFIX, 32, 64, 200, true, 7));
    Report report = run(tooFast);
    assertThat(report.measured().missed()).isPositive();
    assertThat(report.slo().verdict()).isEqualTo("MISSED");
    // The last ones were due long before they could be sent: their latency says so.
    assertThat(report.operations().get(0).latency().max()).isGreaterThan(1000);
  }

  @Test
  void onlyTheLeaderIsLoadedWhenAskedFor() throws Exception {
    Report report = run(options(BenchmarkKind.WRITE, OptionalLong.of(50), 0).atLeader(true));
    assertThat(report.target().endpoints()).containsExactly(etcd.leader().endpoint().toString());
  }

  @Test
  void aClusterThatDoesNotAnswerIsNotMeasured() {
    ConnectionSpec nobody =
        new ConnectionSpec(
            List.of(io.etcdmonitor.etcd.Endpoint.parse("127.0.0.1:1")),
            java.util.Optional.empty(),
            java.util.Optional.empty(),
            java.util.Map.of());
    Benchmark benchmark =
        new Benchmark(
            nobody,
            options(BenchmarkKind.READ, OptionalLong.of(1), 0),
            Clock.systemUTC(),
            Progress.NONE);
    assertThatThrownBy(benchmark::run)
        .isInstanceOf(EtcdException.class)
        .hasMessageContaining("refused");
  }
}
