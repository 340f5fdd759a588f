package io.etcdmonitor.e2e.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The words of the demo do to a real etcd what they say. */
class FaultsIT {
  private EtcdTestCluster etcd;
  private Faults faults;

  @BeforeEach
  void start() {
    Assumptions.assumeFalse(
        EtcdInstallation.available().isEmpty(), "SKIPPED: " + EtcdInstallation.HOW_TO_INSTALL);
    etcd = EtcdTestCluster.builder().members(3).quotaBytes(16 << 20).start();
    faults = new Faults(etcd);
  }

  @AfterEach
  void stop() {
    if (etcd != null) {
      etcd.close();
    }
  }

  @Test
  void membersStopAndStart() {
    EtcdTestMember second = etcd.member(1);
    faults.run("freeze", "m2");
    assertThat(faults.run("stop", "m2")).isEqualTo("m2 is stopped");
    assertThat(second.running()).isFalse();
    assertThatThrownBy(() -> faults.run("stop", "m2")).hasMessageContaining("m2 does not run");
    faults.run("start", "m2");
    second.awaitServing();
    assertThatThrownBy(() -> faults.run("start", "m2")).hasMessageContaining("running already");

    faults.run("kill-all", "");
    assertThat(etcd.members()).noneMatch(EtcdTestMember::running);
    assertThatThrownBy(() -> faults.run("fill-quota", "")).hasMessageContaining("start-all");
    faults.run("start-all", "");
    second.awaitServing();
  }

  @Test
  void theQuotaIsFilledAndFreed() {
    assertThat(faults.run("fill-quota", "")).contains("database space exceeded");
    assertThat(etcd.member(0).admin().alarms()).isNotEmpty();

    faults.run("free-quota", "");

    assertThat(etcd.member(0).admin().alarms()).isEmpty();
    assertThat(etcd.member(0).admin().put("after", "writes work again")).isPositive();
  }

  @Test
  void oneMemberDivergesAndIsMended() {
    long revision = etcd.member(0).admin().status().getHeader().getRevision();
    int agreed = etcd.member(0).admin().hashKv(revision).getHash();

    faults.run("diverge", "m3");
    assertThat(etcd.member(2).admin().hashKv(revision).getHash()).isNotEqualTo(agreed);
    faults.run("mend", "m3");

    assertThat(etcd.member(2).admin().hashKv(revision).getHash()).isEqualTo(agreed);
  }

  @Test
  void whatIsNotUnderstoodIsRefused() {
    assertThatThrownBy(() -> faults.run("explode", "")).hasMessageContaining("not understood");
    assertThatThrownBy(() -> faults.run("stop", "m9")).hasMessageContaining("m1, m2, m3");
  }
}
