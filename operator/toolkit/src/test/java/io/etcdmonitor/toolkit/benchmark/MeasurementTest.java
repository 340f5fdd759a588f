package io.etcdmonitor.toolkit.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.toolkit.metrics.Pages;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeasurementTest {
  private static final long NEVER = TimeUnit.HOURS.toNanos(1);

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Pages pages =
      new Pages(ConnectionSpec.plain(List.of(Endpoint.parse("http://127.0.0.1:1"))));
  private final CountDownLatch measuring = new CountDownLatch(1);
  private final List<String> phases = new ArrayList<>();
  private final Sampler sampler = new Sampler(Set.of(Operation.PUT), List.of());
  private final Measurement measurement =
      new Measurement(
          sampler,
          new DiskWindow(pages, List.of()),
          timer,
          new Progress() {
            @Override
            public void phase(String what) {
              phases.add(what);
              if (what.equals("measuring")) {
                measuring.countDown();
              }
            }
          });

  @AfterEach
  void close() {
    timer.shutdownNow();
    pages.close();
  }

  @Test
  void withoutAWarmUpTheFirstCallCounts() throws Exception {
    measurement.of(start -> assertThat(phases).contains("measuring"), 0);
    assertThat(sampler.series()).as("what came in the last second").hasSize(1);
    assertThat(measurement.client()).isNotSameAs(ClientCpu.NONE);
  }

  @Test
  void measuringBeginsWhenTheWarmUpEnds() throws Exception {
    measurement.of(
        start -> assertThat(measuring.await(30, TimeUnit.SECONDS)).isTrue(),
        TimeUnit.MILLISECONDS.toNanos(1));
    assertThat(phases).containsExactly("warming up", "measuring");
    assertThat(measurement.client()).isNotSameAs(ClientCpu.NONE);
  }

  @Test
  void ofALoadThatEndsInItsWarmUpNothingIsMeasured() throws Exception {
    measurement.of(start -> {}, NEVER);
    assertThat(phases).containsExactly("warming up");
    assertThat(sampler.series()).isEmpty();
    assertThat(measurement.client()).isSameAs(ClientCpu.NONE);
    assertThat(measurement.members()).isEmpty();
  }

  @Test
  void aLoadThatFailsIsMeasuredNoLonger() {
    IllegalStateException failure = new IllegalStateException("no");
    assertThatThrownBy(() ->
            measurement.of(
                start -> {
                  throw failure;
                },
                0))
        .isSameAs(failure);
    assertThat(sampler.tick(System.nanoTime())).isEmpty();
  }
}
