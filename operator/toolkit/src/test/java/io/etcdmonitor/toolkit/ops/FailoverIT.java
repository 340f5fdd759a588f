package io.etcdmonitor.toolkit.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.etcdmonitor.etcd.testing.FaultProxy;
import io.etcdmonitor.etcd.testing.TestPki;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One of several endpoints does not serve: the others do. */
class FailoverIT {
  @Test
  void aFrozenMemberTakesOnlyTheTimeOfADial() {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).start()) {
      callsGoOnWithout(etcd);
    }
  }

  @Test
  void overTlsToo() throws Exception {
    try (EtcdTestCluster etcd =
        EtcdTestCluster.builder().members(3).mutualTls(new TestPki()).auth("secret").start()) {
      callsGoOnWithout(etcd);
    }
  }

  @Test
  void aCallWithoutAnswerIsNoSilenceFromTheStart() throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().start();
        FaultProxy proxy = new FaultProxy(etcd.member(0).endpoint().port());
        EtcdOperations ops = through(proxy, etcd)) {
      ops.kv().put("k", "1");
      proxy.dropAnswers();
      // After the second one the connection is given up: that is ours, not the server's.
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> ops.kv().get("k"))
            .hasMessageContaining("no answer to Range within")
            .hasMessageNotContaining("frozen");
      }
    }
  }

  @Test
  void aWriteWithoutAnswerMayHaveBeenDone() throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().start();
        FaultProxy proxy = new FaultProxy(etcd.member(0).endpoint().port());
        EtcdOperations direct = EtcdOperations.open(etcd.spec());
        EtcdOperations ops = through(proxy, etcd)) {
      ops.kv().put("k", "1");
      proxy.dropAnswers();
      assertThatThrownBy(() -> ops.kv().put("k", "2"))
          .hasMessageContaining("no answer to Put within")
          .hasMessageEndingWith("; whether it was done is not known");
      assertThat(direct.kv().get("k").orElseThrow().valueText()).isEqualTo("2");
      assertThatThrownBy(() -> ops.kv().get("k")).hasMessageNotContaining("whether it was done");
    }
  }

  /** Waits a second for an answer. */
  private static EtcdOperations through(FaultProxy proxy, EtcdTestCluster etcd) {
    Duration second = Duration.ofSeconds(1);
    return EtcdOperations.open(
        with(etcd.spec(), List.of(Endpoint.parse("http://127.0.0.1:" + proxy.port()))),
        new OperationOptions(second, second));
  }

  private static void callsGoOnWithout(EtcdTestCluster etcd) {
    EtcdTestMember frozen = etcd.follower();
    ConnectionSpec spec = etcd.spec();
    List<Endpoint> frozenFirst =
        Stream.concat(
                Stream.of(frozen.endpoint()),
                etcd.endpoints().stream().filter(e -> !e.equals(frozen.endpoint())))
            .toList();
    frozen.freeze();
    try (EtcdOperations ops = EtcdOperations.open(with(spec, frozenFirst))) {
      ops.kv().put("k", "1");
      assertThat(ops.kv().get("k").orElseThrow().valueText()).isEqualTo("1");
    }
    // Alone it is what there is.
    try (EtcdOperations ops = EtcdOperations.open(with(spec, List.of(frozen.endpoint())))) {
      assertThatThrownBy(() -> ops.kv().get("k"))
          .isInstanceOfSatisfying(
              EtcdException.class, e -> assertThat(e.kind()).isEqualTo(FailureCause.TIMEOUT));
    } finally {
      frozen.thaw();
    }
  }

  private static ConnectionSpec with(ConnectionSpec spec, List<Endpoint> endpoints) {
    return new ConnectionSpec(endpoints, spec.tls(), spec.credentials(), spec.endpointMap());
  }
}
