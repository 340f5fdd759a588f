package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdApi;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberClient;
import io.etcdmonitor.etcd.MemberList;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.Reply;
import io.etcdmonitor.etcd.V2Stats;
import io.etcdmonitor.etcd.testing.Await;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.TestPki;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The v2 API of a real etcd 3.4, compared with what its v3 API says. */
class V2IT {
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private static <T> Reply<T> ask(CompletableFuture<Reply<T>> call) {
    return call.join();
  }

  private static MemberClient client(ClusterConnection connection, EtcdTestCluster etcd, int i) {
    return connection.member(List.of(etcd.member(i).endpoint()));
  }

  @Test
  void membersLeaderHealthAndStatisticsThroughMutualTls() throws Exception {
    TestPki pki = new TestPki();
    try (EtcdTestCluster etcd =
            EtcdTestCluster.builder()
                .members(3)
                .versions(EtcdInstallation.require("3.4"))
                .mutualTls(pki)
                .flags("--enable-v2")
                .start();
        NettyEtcdConnector connector = new NettyEtcdConnector();
        ClusterConnection v2 = connector.open(etcd.spec().by(EtcdApi.V2));
        ClusterConnection v3 = connector.open(etcd.spec())) {
      MemberStatus old = ask(client(v2, etcd, 0).status(DEADLINE)).value().orElseThrow();
      MemberStatus now = ask(client(v3, etcd, 0).status(DEADLINE)).value().orElseThrow();
      assertThat(old.clusterId()).isEqualTo(now.clusterId());
      assertThat(old.memberId()).isEqualTo(now.memberId());
      assertThat(old.version()).isEqualTo(now.version()).startsWith("3.4.");
      assertThat(old.leaderId()).isEqualTo(now.leaderId()).isPresent();
      assertThat(old.raftTerm()).isEqualTo(now.raftTerm());
      assertThat(old.raftIndex()).isPositive();

      MemberList list = ask(client(v2, etcd, 1).memberList(DEADLINE)).value().orElseThrow();
      MemberList real = ask(client(v3, etcd, 1).memberList(DEADLINE)).value().orElseThrow();
      assertThat(list.clusterId()).isEqualTo(real.clusterId());
      assertThat(list.answeredBy()).isEqualTo(real.answeredBy());
      assertThat(list.members()).containsExactlyInAnyOrderElementsOf(real.members());

      assertThat(ask(client(v2, etcd, 2).read(true, DEADLINE)).ok()).isTrue();
      assertThat(ask(client(v2, etcd, 2).read(false, DEADLINE)).ok()).isTrue();
      V2Stats stats = ask(client(v2, etcd, 0).v2Stats(DEADLINE)).value().orElseThrow();
      assertThat(stats.operations()).containsKeys("getsSuccess", "setsSuccess", "expireCount");
      assertThat(ask(client(v2, etcd, 0).alarms(DEADLINE)).failure().orElseThrow().cause())
          .isEqualTo(FailureCause.UNSUPPORTED);
      assertThat(ask(client(v2, etcd, 0).certificates(DEADLINE)).ok()).isTrue();

      etcd.member(1).kill();
      etcd.member(2).kill();
      Await.until(
          "no leader",
          Duration.ofSeconds(20),
          () ->
              ask(client(v2, etcd, 0).status(DEADLINE))
                  .value()
                  .filter(s -> s.leaderId().isEmpty())
                  .isPresent());
      assertThat(ask(client(v2, etcd, 0).read(true, DEADLINE)).failure().orElseThrow().cause())
          .isIn(FailureCause.NO_LEADER, FailureCause.OTHER);
      assertThat(ask(client(v2, etcd, 1).status(DEADLINE)).failure().orElseThrow().cause())
          .isEqualTo(FailureCause.CONNECTION_REFUSED);
    }
  }

  @Test
  void anEtcdThatDoesNotServeItIsSaidToBeOne() throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(1).start();
        NettyEtcdConnector connector = new NettyEtcdConnector();
        ClusterConnection v2 = connector.open(etcd.spec().by(EtcdApi.V2))) {
      Reply<MemberStatus> reply = ask(client(v2, etcd, 0).status(DEADLINE));
      assertThat(reply.failure().orElseThrow().cause()).isEqualTo(FailureCause.API_NOT_SERVED);
      assertThat(reply.failure().orElseThrow().message()).contains("v2 API is not served");
      Endpoint nowhere = Endpoint.parse("http://127.0.0.1:1");
      MemberClient second = v2.member(List.of(nowhere, etcd.member(0).endpoint()));
      assertThat(ask(second.status(DEADLINE)).failure().orElseThrow().cause())
          .as("the URL that answers counts")
          .isEqualTo(FailureCause.API_NOT_SERVED);
    }
  }

  @Test
  void whereTlsIsSetUpThePasswordDoesNotGoInPlainText() {
    try (EtcdTestCluster plain =
            EtcdTestCluster.builder()
                .versions(EtcdInstallation.require("3.4"))
                .flags("--enable-v2")
                .start();
        EtcdTestCluster secure =
            EtcdTestCluster.builder()
                .versions(EtcdInstallation.require("3.4"))
                .serverTls(new TestPki())
                .flags("--enable-v2")
                .start();
        NettyEtcdConnector connector = new NettyEtcdConnector();
        ClusterConnection v2 = connector.open(secure.specAs("root", "secret").by(EtcdApi.V2))) {
      Endpoint careless = plain.member(0).endpoint();
      EtcdFailure failure =
          ask(v2.member(List.of(careless)).status(DEADLINE)).failure().orElseThrow();
      assertThat(failure.cause()).as("%s", failure).isEqualTo(FailureCause.PLAIN_TEXT_REFUSED);

      MemberClient both = v2.member(List.of(careless, secure.member(0).endpoint()));
      assertThat(ask(both.status(DEADLINE)).failure()).isEmpty();
      assertThat(both.endpoint()).isEqualTo(secure.member(0).endpoint());
    }
  }
}
