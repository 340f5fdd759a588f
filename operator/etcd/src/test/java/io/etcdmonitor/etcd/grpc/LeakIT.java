package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.MemberClient;
import io.etcdmonitor.etcd.Reply;
import io.etcdmonitor.etcd.testing.Await;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.FaultServer;
import io.etcdmonitor.etcd.testing.Ports;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a thousand failures leave behind: nothing. */
class LeakIT {
  private static final Duration DEADLINE = Duration.ofMillis(300);
  private static final Duration SETTLE = Duration.ofSeconds(20);
  private static final int FAILURES = 1_000;

  private static int fileDescriptors() {
    return Objects.requireNonNull(new File("/proc/self/fd").list(), "needs /proc").length;
  }

  private static long ourThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("etcd-") || t.getName().startsWith("grpc-"))
        .count();
  }

  @Test
  void aThousandFailuresLeaveNothingBehind() {
    try (EtcdTestCluster frozen = EtcdTestCluster.builder().start();
        FaultServer silent = FaultServer.neverAnswers();
        FaultServer closing = FaultServer.closesAtOnce();
        FaultServer web = FaultServer.plainHttp();
        NettyEtcdConnector connector = new NettyEtcdConnector()) {
      frozen.member(0).admin().close();
      frozen.member(0).freeze();
      List<Endpoint> bad =
          List.of(
              new Endpoint("http", "127.0.0.1", Ports.free()),
              silent.endpoint(),
              silent.tlsEndpoint(),
              closing.endpoint(),
              closing.tlsEndpoint(),
              web.endpoint(),
              web.tlsEndpoint(),
              frozen.member(0).endpoint());
      fail(connector, bad, 10 * bad.size());
      Await.until("warm-up sockets are closed", SETTLE, () -> connector.openSockets() == 0);
      long threads = ourThreads();
      int descriptors = fileDescriptors();

      fail(connector, bad, FAILURES);

      Await.until(
          "sockets, threads and file descriptors are where they were",
          SETTLE,
          () ->
              connector.openSockets() == 0
                  && silent.open() == 0
                  && ourThreads() <= threads
                  && fileDescriptors() <= descriptors,
          () ->
              String.format(
                  ": sockets %d, threads %d (were %d), fds %d (were %d)",
                  connector.openSockets(), ourThreads(), threads, fileDescriptors(), descriptors));
      frozen.member(0).thaw();
    }
    Await.until("our threads have ended", SETTLE, () -> ourThreads() == 0);
  }

  /** Half of the calls on kept connections that are closed at the end, pages among them. */
  private static void fail(NettyEtcdConnector connector, List<Endpoint> bad, int calls) {
    try (ClusterConnection connection = connector.open(ConnectionSpec.plain(bad))) {
      List<CompletableFuture<? extends Reply<?>>> pending = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        Endpoint endpoint = bad.get(i % bad.size());
        MemberClient member = connection.member(List.of(endpoint));
        pending.add(
            i / bad.size() % 4 == 0
                ? member.page(endpoint + "/metrics", 1_000, DEADLINE)
                : member.status(DEADLINE));
        if (pending.size() == 100) {
          joinAll(pending);
        }
      }
      joinAll(pending);
    }
  }

  private static void joinAll(List<CompletableFuture<? extends Reply<?>>> pending) {
    pending.forEach(call -> assertThat(call.join().ok()).isFalse());
    pending.clear();
  }
}
