package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.SnapshotRequest;
import io.etcd.jetcd.api.SnapshotResponse;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.Ports;
import io.etcdmonitor.etcd.testing.TestPki;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain stubs on the channels for tools, against a cluster with TLS and authentication. */
class ToolConnectionIT {
  private static final ByteString KEY = ByteString.copyFromUtf8("key");

  static List<EtcdInstallation> versions() {
    return EtcdInstallation.available();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void callsCarryATokenThatIsRenewedWhenItIsRefused(EtcdInstallation version) throws Exception {
    try (EtcdTestCluster etcd =
            EtcdTestCluster.builder()
                .versions(version)
                .mutualTls(new TestPki())
                .auth("secret")
                .flags("--auth-token-ttl=2")
                .start();
        ToolConnection tools = new ToolConnection(etcd.spec())) {
      Endpoint endpoint = etcd.member(0).endpoint();
      Channel channel = tools.channel(endpoint);
      KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
      kv.withDeadlineAfter(5, TimeUnit.SECONDS)
          .put(PutRequest.newBuilder().setKey(KEY).setValue(KEY).build());
      assertThat(keepAlive(channel, lease(channel))).isPositive();
      assertThat(snapshotBytes(channel)).isPositive();

      // A restarted member knows none of its simple tokens any more.
      etcd.member(0).kill();
      etcd.member(0).restart();
      assertThat(
              kv.withDeadlineAfter(5, TimeUnit.SECONDS)
                  .range(RangeRequest.newBuilder().setKey(KEY).build())
                  .getCount())
          .isEqualTo(1);
      etcd.member(0).kill();
      etcd.member(0).restart();
      assertThat(snapshotBytes(channel)).isPositive();
    }
  }

  @Test
  void aWrongSchemeIsWorthAWord() throws Exception {
    TestPki pki = new TestPki();
    try (EtcdTestCluster plain = EtcdTestCluster.builder().start();
        EtcdTestCluster tls = EtcdTestCluster.builder().mutualTls(pki).start()) {
      Endpoint good = plain.member(0).endpoint();
      for (Endpoint endpoint :
          List.of(
              new Endpoint("https", good.host(), good.port()),
              new Endpoint(
                  "http", tls.member(0).endpoint().host(), tls.member(0).endpoint().port()))) {
        try (ToolConnection tools = new ToolConnection(ConnectionSpec.plain(List.of(endpoint)))) {
          assertThat(told(tools, endpoint)).contains("check that the scheme (http, https)");
        }
      }
      try (ToolConnection tools = new ToolConnection(plain.spec())) {
        KVGrpc.newBlockingStub(tools.channel(good))
            .withDeadlineAfter(5, TimeUnit.SECONDS)
            .range(RangeRequest.newBuilder().setKey(KEY).build());
        plain.member(0).kill();
        assertThat(told(tools, good)).doesNotContain("scheme");
      }
    }
  }

  @Test
  void whereTlsIsSetUpATokenIsNotSentInPlainText() {
    try (EtcdTestCluster secure =
            EtcdTestCluster.builder().serverTls(new TestPki()).auth("secret").start();
        EtcdTestCluster plain = EtcdTestCluster.builder().auth("secret").start();
        ToolConnection tools = new ToolConnection(secure.spec())) {
      RangeRequest request = RangeRequest.newBuilder().setKey(KEY).build();
      KVGrpc.newBlockingStub(tools.channel(secure.member(0).endpoint()))
          .withDeadlineAfter(5, TimeUnit.SECONDS)
          .range(request);

      Endpoint endpoint = plain.member(0).endpoint();
      assertThat(tools.silence(endpoint, Duration.ofSeconds(1))).isEmpty();
      Throwable refused =
          catchThrowable(() ->
              KVGrpc.newBlockingStub(tools.channel(endpoint))
                  .withDeadlineAfter(5, TimeUnit.SECONDS)
                  .range(request));
      EtcdFailure failure = tools.failure(endpoint, "Range", refused, Duration.ZERO);
      assertThat(failure.cause()).as("%s", failure).isEqualTo(FailureCause.PLAIN_TEXT_REFUSED);
      assertThat(failure.message()).contains(endpoint.toString(), "neither password nor token");
    }
  }

  /** Of one that had begun, the server has spoken as we do, though no call has ended yet. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStreamThatBreaksAfterItBeganIsNoMatterOfTheScheme(boolean signedIn) throws Exception {
    try (EtcdTestCluster etcd =
            signedIn
                ? EtcdTestCluster.builder().auth("secret").start()
                : EtcdTestCluster.builder().start();
        ToolConnection tools = new ToolConnection(etcd.spec())) {
      Endpoint endpoint = etcd.member(0).endpoint();
      CompletableFuture<WatchResponse> begun = new CompletableFuture<>();
      CompletableFuture<Throwable> ended = new CompletableFuture<>();
      WatchGrpc.newStub(tools.channel(endpoint))
          .watch(
              new StreamObserver<>() {
                @Override
                public void onNext(WatchResponse response) {
                  begun.complete(response);
                }

                @Override
                public void onError(Throwable problem) {
                  ended.complete(problem);
                }

                @Override
                public void onCompleted() {
                  ended.complete(new IllegalStateException("completed"));
                }
              })
          .onNext(
              WatchRequest.newBuilder()
                  .setCreateRequest(WatchCreateRequest.newBuilder().setKey(KEY))
                  .build());
      assertThat(begun.get(10, TimeUnit.SECONDS).getCreated()).isTrue();
      etcd.member(0).kill();
      Throwable problem = ended.get(10, TimeUnit.SECONDS);
      assertThat(tools.failure(endpoint, "Watch", problem, Duration.ZERO))
          .satisfies(f -> assertThat(f.cause()).isEqualTo(FailureCause.CONNECTION_CLOSED))
          .satisfies(f -> assertThat(f.message()).doesNotContain("scheme"));
    }
  }

  private static String told(ToolConnection tools, Endpoint endpoint) {
    Throwable error =
        catchThrowable(() ->
            KVGrpc.newBlockingStub(tools.channel(endpoint))
                .withDeadlineAfter(5, TimeUnit.SECONDS)
                .range(RangeRequest.newBuilder().setKey(KEY).build()));
    return tools.failure(endpoint, "Range", error, Duration.ZERO).message();
  }

  @Test
  void aWrongPasswordIsToldAsSuch() {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().auth("secret").start();
        ToolConnection tools = new ToolConnection(etcd.specAs("root", "wrong"))) {
      Endpoint endpoint = etcd.member(0).endpoint();
      Throwable refused =
          catchThrowable(() ->
              KVGrpc.newBlockingStub(tools.channel(endpoint))
                  .withDeadlineAfter(5, TimeUnit.SECONDS)
                  .range(RangeRequest.newBuilder().setKey(KEY).build()));
      assertThat(tools.failure(endpoint, "Range", refused, Duration.ZERO).cause())
          .isEqualTo(FailureCause.CREDENTIALS_INVALID);
    }
  }

  @Test
  void aDeadEndpointFailsAtOnce() {
    Endpoint nobody = Endpoint.parse("127.0.0.1:" + Ports.free());
    try (ToolConnection tools = new ToolConnection(ConnectionSpec.plain(List.of(nobody)))) {
      long start = System.nanoTime();
      Throwable refused =
          catchThrowable(() ->
              KVGrpc.newBlockingStub(tools.channel(nobody))
                  .withDeadlineAfter(20, TimeUnit.SECONDS)
                  .range(RangeRequest.newBuilder().setKey(KEY).build()));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      assertThat(tools.failure(nobody, "Range", refused, Duration.ZERO).cause())
          .isEqualTo(FailureCause.CONNECTION_REFUSED);
    }
  }

  @Test
  void channelsToOneEndpointHaveConnectionsOfTheirOwn() {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().clientProxies().start();
        ToolConnection tools = new ToolConnection(etcd.spec())) {
      Endpoint endpoint = etcd.member(0).endpoint();
      int before = etcd.member(0).clientProxy().open();
      for (int i = 0; i < 3; i++) {
        KVGrpc.newBlockingStub(tools.channel(endpoint, i))
            .withDeadlineAfter(5, TimeUnit.SECONDS)
            .range(RangeRequest.newBuilder().setKey(KEY).build());
      }
      // The proxy counts both of its sides.
      assertThat(etcd.member(0).clientProxy().open() - before).isEqualTo(6);
    }
  }

  private static long lease(Channel channel) {
    return LeaseGrpc.newBlockingStub(channel)
        .withDeadlineAfter(5, TimeUnit.SECONDS)
        .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(60).build())
        .getID();
  }

  private static long keepAlive(Channel channel, long lease) throws Exception {
    CompletableFuture<Long> ttl = new CompletableFuture<>();
    StreamObserver<LeaseKeepAliveRequest> requests =
        LeaseGrpc.newStub(channel)
            .leaseKeepAlive(
                new StreamObserver<>() {
                  @Override
                  public void onNext(LeaseKeepAliveResponse answer) {
                    ttl.complete(answer.getTTL());
                  }

                  @Override
                  public void onError(Throwable t) {
                    ttl.completeExceptionally(t);
                  }

                  @Override
                  public void onCompleted() {
                    ttl.complete(-1L);
                  }
                });
    requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(lease).build());
    long answer = ttl.get(5, TimeUnit.SECONDS);
    requests.onCompleted();
    return answer;
  }

  private static long snapshotBytes(Channel channel) {
    long bytes = 0;
    Iterator<SnapshotResponse> blobs =
        MaintenanceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .snapshot(SnapshotRequest.getDefaultInstance());
    while (blobs.hasNext()) {
      bytes += blobs.next().getBlob().size();
    }
    return bytes;
  }
}
