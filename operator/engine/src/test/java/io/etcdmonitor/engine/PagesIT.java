package io.etcdmonitor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.etcdmonitor.engine.assess.ConditionStatus;
import io.etcdmonitor.engine.assess.ConditionType;
import io.etcdmonitor.engine.assess.Health;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.model.Expected;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.MetricsAccess;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.testing.EngineUnderTest;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever stands where the members' pages should be costs what pages tell, and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesIT {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int TOO_LONG = 5 << 20;

  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer pages;
  private EtcdTestCluster etcd;
  private EngineUnderTest test;

  @BeforeAll
  void start() throws IOException {
    pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    pages.setExecutor(threads);
    pages.createContext("/missing", exchange -> answer(exchange, 404, "not here"));
    pages.createContext("/denied", exchange -> answer(exchange, 401, "who are you"));
    pages.createContext("/garbage", exchange -> answer(exchange, 200, "<html>\u0000{{{ 1e}"));
    pages.createContext("/huge", exchange -> answer(exchange, 200, "a 1\n".repeat(TOO_LONG / 4)));
    pages.createContext("/slow", this::hang);
    pages.start();
    etcd = EtcdTestCluster.builder().members(1).start();
    test =
        new EngineUnderTest(etcd.spec())
            .with(FeatureNames.HEALTHY)
            .with(FeatureNames.ALARM)
            .with(FeatureNames.CAPACITY)
            .with(FeatureNames.REQUEST)
            .with(FeatureNames.DISK);
  }

  @AfterAll
  void stop() {
    end.countDown();
    test.close();
    etcd.close();
    pages.stop(0);
    threads.shutdownNow();
  }

  private static void answer(HttpExchange exchange, int code, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private void hang(HttpExchange exchange) {
    try (exchange) {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/missing | HTTP 404",
        "/denied | HTTP 401",
        "/garbage | not etcd's",
        "/huge | longer than",
        "/slow | no answer"
      })
  void onlyWhatPagesTellIsUnknown(String path, String why) {
    WatchedCluster usual = EngineUnderTest.watched(etcd.spec(), Expected.NOTHING);
    test.engine.watch(
        new WatchedCluster(
            usual.key(),
            "",
            usual.connection(),
            usual.thresholds(),
            usual.expected(),
            new MetricsAccess(
                true,
                Optional.of("http"),
                OptionalInt.of(pages.getAddress().getPort()),
                path,
                SECOND)));

    int changed = test.mark();
    InspectionResult disk =
        test.await(changed, "the fault", FeatureNames.DISK, r -> r.message().contains(why));
    assertThat(disk.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(disk.reason()).isEqualTo(Reasons.METRICS_UNAVAILABLE);
    InspectionResult request =
        test.await(
            changed, "the same of requests", FeatureNames.REQUEST, r -> r.message().contains(why));
    assertThat(request.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(request.reason()).isEqualTo(Reasons.METRICS_UNAVAILABLE);
    assertThat(request.measurements())
        .as("nothing of an earlier page")
        .noneMatch(m -> m.name().equals(MeasurementNames.WATCHERS))
        .noneMatch(m -> m.name().equals(MeasurementNames.RESIDENT_MEMORY));

    int seen = test.mark();
    assertThat(test.await(seen, "health", FeatureNames.HEALTHY, r -> true).verdict())
        .isEqualTo(Verdict.PASSED);
    assertThat(test.await(seen, "alarms", FeatureNames.ALARM, r -> true).verdict())
        .isEqualTo(Verdict.PASSED);
    test.awaitHealth(Health.HEALTHY);
    assertThat(test.await(seen, "sizes", FeatureNames.CAPACITY, r -> true).measurements())
        .anyMatch(m -> m.name().equals(MeasurementNames.DATABASE_SIZE));
    assertThat(test.condition(ConditionType.AVAILABLE).status()).isEqualTo(ConditionStatus.TRUE);
  }
}
