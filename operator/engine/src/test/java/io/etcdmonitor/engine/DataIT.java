package io.etcdmonitor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.assess.ConditionStatus;
import io.etcdmonitor.engine.assess.ConditionType;
import io.etcdmonitor.engine.assess.Health;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.testing.EngineUnderTest;
import io.etcdmonitor.engine.transition.Transition;
import io.etcdmonitor.engine.transition.TransitionType;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Alarms, consistency and requests of real clusters. */
class DataIT {
  private static final Map<String, String> ALWAYS_FULL = Map.of("fullHashInterval", "0s");

  static List<EtcdInstallation> versions() {
    return EtcdInstallation.available();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aValueChangedBehindEtcdsBackIsNamed(EtcdInstallation version) {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).versions(version).start();
        EngineUnderTest test = new EngineUnderTest(etcd.spec()).with("consistency", ALWAYS_FULL)) {
      etcd.fill("/data", 50, 20);
      String before = "the-value-that-will-be-changed-0123456789";
      etcd.leader().admin().put("/victim/key", before);
      test.await("members agree", "consistency", r -> r.verdict() == Verdict.PASSED);

      EtcdTestMember victim = etcd.follower();
      victim.corruptValue(before, "THE-VALUE-THAT-WILL-BE-CHANGED-0123456789");

      InspectionResult result =
          test.await(
              "the victim is found", "consistency", r -> r.reason().equals(Reasons.HASH_MISMATCH));
      Finding finding = result.findings().get(0);
      assertThat(finding.member()).isEqualTo(victim.name());
      assertThat(finding.value()).contains("/victim/key has another value on " + victim.name());
      assertThat(test.transitions())
          .extracting(Transition::type)
          .contains(TransitionType.DATA_DIVERGED);
      assertThat(test.condition(ConditionType.CONSISTENT).status())
          .isEqualTo(ConditionStatus.FALSE);
    }
  }

  /**
   * Until the next write the others answer with the hash they stored at the compaction; a member
   * that restarted since has none, and its own hash covers less.
   */
  @ParameterizedTest
  @MethodSource("versions")
  void anIdleStoreIsComparedKeyByKeyAfterItsCompaction(EtcdInstallation version) {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).versions(version).start();
        EngineUnderTest test = new EngineUnderTest(etcd.spec()).with("consistency", ALWAYS_FULL)) {
      etcd.fill("/data", 50, 20);
      String before = "the-value-that-will-be-changed-0123456789";
      long head = etcd.leader().admin().put("/victim/key", before);
      etcd.leader().admin().compact(head);
      EtcdTestMember victim = etcd.follower();
      victim.stop();
      victim.restart();
      victim.awaitServing();
      test.await(
          "all three are equal",
          "consistency",
          r -> r.verdict() == Verdict.PASSED && r.message().startsWith("3 members"));

      victim.corruptValue(before, "THE-VALUE-THAT-WILL-BE-CHANGED-0123456789");

      InspectionResult result =
          test.await(
              "the victim is found", "consistency", r -> r.reason().equals(Reasons.HASH_MISMATCH));
      assertThat(result.findings().get(0).member()).isEqualTo(victim.name());
      assertThat(result.findings().get(0).value()).contains("/victim/key");
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void writesAndCompactionsNeverMakeItDiverge(EtcdInstallation version) throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).versions(version).start();
        EngineUnderTest test =
            new EngineUnderTest(etcd.spec()).with("consistency", ALWAYS_FULL).with("request")) {
      AtomicBoolean writing = new AtomicBoolean(true);
      AtomicLong written = new AtomicLong();
      List<Thread> writers =
          etcd.members().stream()
              .map(member -> Thread.ofPlatform().start(() -> write(member, writing, written)))
              .toList();
      try {
        for (int i = 0; i < 6; i++) {
          test.await("members agree", "consistency", r -> r.verdict() == Verdict.PASSED);
        }
        InspectionResult requests =
            test.await(
                "requests are counted",
                "request",
                r ->
                    r.measurements().stream()
                        .anyMatch(m ->
                            m.name().equals(MeasurementNames.REQUEST_RATE)
                                && m.label().equals("Put")
                                && m.value() > 1));
        assertThat(requests.verdict()).isEqualTo(Verdict.PASSED);
      } finally {
        writing.set(false);
        for (Thread writer : writers) {
          writer.join();
        }
      }
      assertThat(written.get()).isGreaterThan(500);
      assertThat(test.results("consistency"))
          .noneMatch(r -> r.verdict() == Verdict.CRITICAL)
          .noneMatch(r -> r.verdict() == Verdict.WARNING);
    }
  }

  private static void write(EtcdTestMember member, AtomicBoolean writing, AtomicLong written) {
    while (writing.get()) {
      long revision = member.admin().put("/load/" + written.get() % 500, "v" + written.get());
      if (written.incrementAndGet() % 300 == 0) {
        compact(member, revision);
      }
    }
  }

  private static void compact(EtcdTestMember member, long revision) {
    try {
      member.admin().compact(revision - 50);
    } catch (io.grpc.StatusRuntimeException e) {
      // Another writer compacted past it: as good.
      assertThat(e).hasMessageContaining("compacted");
    }
  }

  @Test
  void storedCompactionHashesAreComparedWithoutAScan() {
    try (EtcdTestCluster etcd =
            EtcdTestCluster.builder().members(3).versions(EtcdInstallation.require("3.5")).start();
        EngineUnderTest test = new EngineUnderTest(etcd.spec()).with("consistency")) {
      long revision = etcd.fill("/data", 60, 20);
      test.await("all was compared", "consistency", r -> r.message().contains("all of the store"));
      etcd.leader().admin().compact(revision - 10);

      InspectionResult result =
          test.await(
              "the compaction is compared", "consistency", r -> r.message().contains("stored"));

      assertThat(result.message()).contains("revision " + (revision - 10), "3 members");
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void noSpaceIsRaisedAndCleared(EtcdInstallation version) {
    try (EtcdTestCluster etcd =
            EtcdTestCluster.builder().members(3).versions(version).quotaBytes(16 << 20).start();
        EngineUnderTest test = new EngineUnderTest(etcd.spec()).with("alarm").with("healthy")) {
      test.awaitHealth(Health.HEALTHY);
      String big = "x".repeat(1 << 20);
      try {
        for (int i = 0; i < 40; i++) {
          etcd.leader().admin().put("/big/" + i, big);
        }
      } catch (io.grpc.StatusRuntimeException e) {
        assertThat(e).hasMessageContaining("space");
      }

      InspectionResult raised =
          test.await("NOSPACE is raised", "alarm", r -> r.reason().equals(Reasons.ALARM_NOSPACE));
      assertThat(raised.verdict()).isEqualTo(Verdict.CRITICAL);
      assertThat(raised.measurements())
          .filteredOn(m -> m.value() == 1)
          .extracting(Measurement::label)
          .containsOnly("NOSPACE");
      test.awaitHealth(Health.CRITICAL);
      assertThat(test.condition(ConditionType.AVAILABLE).reason()).isEqualTo(Reasons.READ_ONLY);
      assertThat(test.condition(ConditionType.CAPACITY_OK).reason())
          .isEqualTo(Reasons.ALARM_NOSPACE);

      etcd.leader().admin().deletePrefix("/big/");
      long revision = etcd.leader().admin().status().getHeader().getRevision();
      etcd.leader().admin().compact(revision);
      etcd.members().forEach(m -> m.admin().defragment());
      etcd.leader()
          .admin()
          .alarms()
          .forEach(a ->
              etcd.leader()
                  .admin()
                  .disarmAlarm(a.getMemberID(), io.etcdmonitor.etcd.testing.EtcdAdmin.NOSPACE));
      test.await("it is cleared", "alarm", r -> r.verdict() == Verdict.PASSED);
      test.awaitHealth(Health.HEALTHY);
      assertThat(test.transitions())
          .extracting(Transition::type)
          .contains(TransitionType.ALARM_RAISED, TransitionType.ALARM_CLEARED);
    }
  }
}
