package io.etcdmonitor.kube.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdInspectionStatus;
import io.etcdmonitor.api.v1alpha1.Phase;
import io.etcdmonitor.api.v1alpha1.Verdict;
import io.etcdmonitor.api.v1alpha1.VerdictChange;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.result.HistoryEntry;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.kube.status.InspectionView.Kind;
import io.etcdmonitor.kube.status.InspectionView.Standing;
import io.etcdmonitor.kube.testing.Assessments;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InspectionStatusComposerTest {
  private static final Instant T = Assessments.START;
  private static final InspectionKey KEY = new InspectionKey(new ClusterKey("ns", "main"), "mine");
  private static final Optional<Duration> EACH_MINUTE = Optional.of(Duration.ofMinutes(1));

  static Stream<Arguments> phases() {
    return Stream.of(
        Arguments.of(Standing.RUNS, Optional.empty(), Phase.PENDING, "NotObserved", "True"),
        Arguments.of(
            Standing.RUNS, state(EACH_MINUTE, false, true), Phase.RUNNING, "NotObserved", "True"),
        Arguments.of(
            Standing.RUNS, state(EACH_MINUTE, true, false), Phase.ACTIVE, "QuorumHealthy", "True"),
        Arguments.of(
            Standing.RUNS, state(EACH_MINUTE, true, true), Phase.ACTIVE, "QuorumHealthy", "True"),
        Arguments.of(
            Standing.RUNS,
            state(Optional.empty(), true, false),
            Phase.COMPLETED,
            "QuorumHealthy",
            "True"),
        Arguments.of(
            new Standing(Kind.RUNS, "SettingInvalid", "m"),
            state(EACH_MINUTE, true, false),
            Phase.ACTIVE,
            "QuorumHealthy",
            "False"),
        Arguments.of(
            new Standing(Kind.WAITS, "ClusterNotFound", "m"),
            Optional.empty(),
            Phase.PENDING,
            "ClusterNotFound",
            "False"),
        Arguments.of(
            new Standing(Kind.REFUSED, "FeatureUnknown", "m"),
            Optional.empty(),
            Phase.FAILED,
            "FeatureUnknown",
            "False"),
        Arguments.of(
            new Standing(Kind.SUSPENDED, "Suspended", "m"),
            state(EACH_MINUTE, true, false),
            Phase.SUSPENDED,
            "Suspended",
            "False"));
  }

  @ParameterizedTest
  @MethodSource("phases")
  void phaseReasonAndReadiness(
      Standing standing,
      Optional<InspectionState> state,
      Phase phase,
      String reason,
      String ready) {
    EtcdInspectionStatus status = compose(standing, state, Optional.empty(), T.plusSeconds(5));
    assertThat(status.phase()).isEqualTo(phase);
    assertThat(status.reason()).isEqualTo(reason);
    assertThat(status.conditions()).extracting(c -> c.getType()).containsExactly("Ready", "Passed");
    assertThat(status.conditions().get(0).getStatus()).isEqualTo(ready);
    boolean passed = reason.equals("QuorumHealthy");
    assertThat(status.verdict()).isEqualTo(passed ? Verdict.PASSED : Verdict.UNKNOWN);
    assertThat(status.conditions().get(1).getStatus()).isEqualTo(passed ? "True" : "Unknown");
  }

  @Test
  void aResultOutOfDateIsUnknownButItsTimeIsShown() {
    EtcdInspectionStatus status =
        compose(
            Standing.RUNS, state(EACH_MINUTE, true, false), Optional.empty(), T.plusSeconds(211));
    assertThat(status.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(status.reason()).isEqualTo("NotObserved");
    assertThat(status.measurements()).isEmpty();
    assertThat(status.findingCount()).isNull();
    assertThat(status.lastRun()).isEqualTo("2026-11-21T08:00:00Z");
  }

  @Test
  void measurementsAreRoundedAndHaveUnits() {
    EtcdInspectionStatus status =
        compose(Standing.RUNS, state(EACH_MINUTE, true, false), Optional.empty(), T);
    assertThat(status.measurements())
        .containsEntry("probeLatency.m1", "5ms")
        .containsEntry("requestRate.m1.Put", "1230/s")
        .containsEntry("keys", "42");
  }

  @Test
  void whateverServersSayTheApiServerTakesTheStatus() {
    String endless = "x".repeat(10_000);
    Finding finding =
        new Finding(
            "NameNotCovered/" + endless,
            Severity.WARNING,
            endless,
            "NameNotCovered",
            endless,
            endless,
            endless,
            endless,
            T,
            T);
    InspectionResult result =
        new InspectionResult(
            KEY,
            "certificate",
            io.etcdmonitor.engine.model.Verdict.WARNING,
            "NameNotCovered",
            endless,
            List.of(finding, finding),
            List.of(
                new Measurement("peerActive", "m1", endless, 1),
                Measurement.ofMember("databaseSize", "m1", -5),
                Measurement.ofMember("databaseQuota.size", "m1", 9.3e18)),
            Optional.empty(),
            T,
            Duration.ofMillis(12));
    EtcdInspectionStatus status =
        compose(
            Standing.RUNS,
            Optional.of(
                new InspectionState(
                    new InspectionSpec(
                        KEY, "certificate", EACH_MINUTE, Duration.ofSeconds(30), Map.of(), false),
                    Optional.of(result),
                    false,
                    1,
                    0,
                    Optional.of(T),
                    Optional.empty(),
                    List.of(new HistoryEntry(T, result.verdict(), result.reason(), endless)))),
            Optional.empty(),
            T);
    assertThat(status.message()).hasSize(4096).endsWith("...");
    assertThat(status.conditions())
        .allSatisfy(c -> assertThat(c.getMessage()).hasSizeLessThanOrEqualTo(4096));
    assertThat(status.history()).allSatisfy(h -> assertThat(h.message()).hasSize(4096));
    assertThat(status.findings())
        .singleElement()
        .satisfies(f -> {
          assertThat(f.id()).hasSize(4096);
          assertThat(f.member()).hasSize(4096);
          assertThat(f.message()).hasSize(4096);
          assertThat(f.value()).hasSize(4096);
          assertThat(f.threshold()).hasSize(4096);
          assertThat(f.remedy()).hasSize(4096);
        });
    assertThat(status.measurements().keySet())
        .allSatisfy(key -> assertThat(key).hasSizeLessThanOrEqualTo(4096));
    assertThat(status.measurements())
        .containsEntry("databaseSize.m1", "-5")
        .containsEntry("databaseQuota.size.m1", "8323072Ti");
  }

  @Test
  void historyGoesOnOverARestartOfTheOperator() {
    List<VerdictChange> before =
        List.of(
            new VerdictChange("2026-11-21T07:00:00Z", Verdict.PASSED, "QuorumHealthy", "m"),
            new VerdictChange("2026-11-21T06:00:00Z", Verdict.CRITICAL, "QuorumLost", "m"));
    EtcdInspectionStatus status =
        compose(
            Standing.RUNS,
            state(EACH_MINUTE, true, false),
            Optional.of(EtcdInspectionStatus.builder().history(before).build()),
            T);
    assertThat(status.history())
        .as("the first verdict of the new process is no change")
        .isEqualTo(before);
    assertThat(status.lastChange()).isEqualTo("2026-11-21T07:00:00Z");
  }

  @Test
  void anotherVerdictThanBeforeARestartIsTheLastChange() {
    EtcdInspectionStatus status =
        compose(
            Standing.RUNS,
            state(EACH_MINUTE, true, false),
            Optional.of(
                EtcdInspectionStatus.builder()
                    .history(
                        List.of(
                            new VerdictChange(
                                "2026-11-21T06:00:00Z", Verdict.CRITICAL, "QuorumLost", "m")))
                    .lastChange("2026-11-21T06:00:00Z")
                    .build()),
            T);
    assertThat(status.lastChange()).isEqualTo("2026-11-21T08:00:00Z");
  }

  @Test
  void whatRanBeforeThisProcessStaysKnown() {
    EtcdInspectionStatus before =
        compose(Standing.RUNS, state(EACH_MINUTE, true, false), Optional.empty(), T);
    EtcdInspectionStatus after =
        compose(Standing.RUNS, Optional.empty(), Optional.of(before), T.plusSeconds(60));
    assertThat(after.lastRun()).isEqualTo("2026-11-21T08:00:00Z");
    assertThat(after.lastChange()).isEqualTo("2026-11-21T08:00:00Z");
    assertThat(after.conditions().get(0).getLastTransitionTime())
        .as("Ready stays True")
        .isEqualTo("2026-11-21T08:00:00Z");
    assertThat(after.conditions().get(1).getLastTransitionTime())
        .as("Passed is Unknown now")
        .isEqualTo("2026-11-21T08:01:00Z");
  }

  private static EtcdInspectionStatus compose(
      Standing standing,
      Optional<InspectionState> state,
      Optional<EtcdInspectionStatus> previous,
      Instant now) {
    return new InspectionStatusComposer()
        .compose(
            new InspectionView(
                1,
                10,
                standing,
                state,
                List.of(),
                previous.map(p -> new InspectionStatusShape().past(p, s -> s)),
                now));
  }

  private static Optional<InspectionState> state(
      Optional<Duration> interval, boolean ran, boolean running) {
    InspectionResult result =
        new InspectionResult(
            KEY,
            "healthy",
            io.etcdmonitor.engine.model.Verdict.PASSED,
            "QuorumHealthy",
            "All well.",
            List.of(),
            List.of(
                Measurement.ofMember("probeLatency", "m1", 0.0052),
                new Measurement("requestRate", "m1", "Put", 1234.5),
                Measurement.ofCluster("keys", 42)),
            Optional.empty(),
            T,
            Duration.ofMillis(12));
    return Optional.of(
        new InspectionState(
            new InspectionSpec(KEY, "healthy", interval, Duration.ofSeconds(30), Map.of(), false),
            ran ? Optional.of(result) : Optional.empty(),
            running,
            ran ? 1 : 0,
            0,
            Optional.of(T),
            Optional.empty(),
            ran
                ? List.of(new HistoryEntry(T, result.verdict(), result.reason(), result.message()))
                : List.of()));
  }
}
