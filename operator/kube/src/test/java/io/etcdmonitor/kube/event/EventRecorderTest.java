package io.etcdmonitor.kube.event;

import static io.etcdmonitor.kube.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.transition.Transition;
import io.etcdmonitor.engine.transition.TransitionType;
import io.etcdmonitor.kube.testing.Assessments;
import io.etcdmonitor.kube.testing.TestClock;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventRecorderTest {
  private static final ClusterKey KEY = new ClusterKey("ns", "main");

  private final TestClock clock = new TestClock(Assessments.START);
  private final List<Event> created = new CopyOnWriteArrayList<>();
  private final List<String> series = new CopyOnWriteArrayList<>();
  private volatile String uid = "u";
  private final AtomicInteger attempts = new AtomicInteger();
  private volatile RuntimeException failure;
  private volatile boolean noThread;

  /** The one namespace that fails; empty: all. */
  private volatile String refusing = "";

  private final EventWriter writer =
      new EventWriter() {
        @Override
        public void create(Event event) {
          attempts.incrementAndGet();
          if (failure != null
              && (refusing.isEmpty() || refusing.equals(event.getMetadata().getNamespace()))) {
            throw failure;
          }
          created.add(event);
        }

        @Override
        public void updateSeries(String namespace, String name, int count, Instant last) {
          series.add(count + "x");
          if (noThread) {
            throw new InternalError("unable to create native thread");
          }
        }
      };
  private final Subjects subjects =
      new Subjects() {
        @Override
        public Optional<ObjectReference> clusterReference(ClusterKey key) {
          return key.name().equals(KEY.name())
              ? Optional.of(reference(key.namespace(), "EtcdCluster", key.name()))
              : Optional.empty();
        }

        @Override
        public Optional<ObjectReference> inspectionReference(String namespace, String name) {
          return Optional.of(reference(namespace, "EtcdInspection", name));
        }
      };
  private final EventRecorder recorder =
      new EventRecorder(writer, subjects, new EventRecorder.Settings("op-0", 3, 10), clock);

  @AfterEach
  void stop() {
    recorder.close();
  }

  @Test
  void aTransitionBecomesAnEvent() {
    recorder.start();
    recorder.record(note("QuorumLost", "", true));
    eventually(() -> assertThat(created).hasSize(1));
    Event event = created.get(0);
    assertThat(event.getReason()).isEqualTo("QuorumLost");
    assertThat(event.getType()).isEqualTo("Warning");
    assertThat(event.getRegarding().getName()).isEqualTo("main");
    assertThat(event.getReportingInstance()).isEqualTo("op-0");
    assertThat(event.getEventTime().getTime()).isEqualTo("2026-11-21T08:00:00.000000Z");
  }

  @Test
  void repeatsAreCountedInOneSeriesAndMembersKeptApart() {
    recorder.start();
    recorder.record(note("MemberUnreachable", "m1", true));
    recorder.record(note("MemberUnreachable", "m1", true));
    recorder.record(note("MemberUnreachable", "m2", true));
    eventually(() -> assertThat(created).hasSize(2));
    assertThat(recorder.outcomes()).containsEntry(EventOutcome.AGGREGATED, 1L);
    clock.advance(Duration.ofSeconds(31));
    recorder.record(note("MemberUnreachable", "m1", true));
    eventually(() -> assertThat(series).containsExactly("3x"));
    assertThat(created).hasSize(2);
    clock.advance(Duration.ofMinutes(11));
    recorder.record(note("MemberUnreachable", "m1", true));
    eventually(() -> assertThat(created).as("a new series").hasSize(3));
  }

  @Test
  void whatSaysANewFactIsNoRepeatOfTheOneBefore() {
    recorder.start();
    recorder.record(transition(TransitionType.VERSION_CHANGED, "m1 runs etcd 3.5.33"));
    recorder.record(transition(TransitionType.VERSION_CHANGED, "m1 runs etcd 3.6.14"));
    recorder.record(transition(TransitionType.VERSION_CHANGED, "m1 runs etcd 3.6.14"));
    eventually(() -> assertThat(recorder.outcomes()).containsEntry(EventOutcome.AGGREGATED, 1L));
    assertThat(created)
        .extracting(Event::getNote)
        .containsExactly("m1 runs etcd 3.5.33", "m1 runs etcd 3.6.14");
  }

  @Test
  void aMembersOtherAlarmOrCertificateIsNoRepeat() {
    recorder.start();
    recorder.record(transition(TransitionType.ALARM_RAISED, "alarm NOSPACE is raised by m1"));
    recorder.record(transition(TransitionType.ALARM_RAISED, "alarm CORRUPT is raised by m1"));
    recorder.record(transition(TransitionType.ALARM_CLEARED, "alarm NOSPACE is cleared on m1"));
    eventually(() ->
        assertThat(created)
            .extracting(Event::getNote)
            .containsExactly(
                "alarm NOSPACE is raised by m1",
                "alarm CORRUPT is raised by m1",
                "alarm NOSPACE is cleared on m1"));
    clock.advance(Duration.ofHours(2));
    recorder.record(transition(TransitionType.CERTIFICATE_EXPIRING, "the CA of m1 ends"));
    recorder.record(transition(TransitionType.CERTIFICATE_EXPIRING, "what m1 shows ends"));
    eventually(() -> assertThat(created).hasSize(5));
    assertThat(recorder.outcomes()).containsEntry(EventOutcome.AGGREGATED, 0L);
  }

  @Test
  void whatGrowsWorseIsNoRepeatAndWhatComesAgainIs() {
    recorder.start();
    recorder.record(transition(TransitionType.QUOTA_LOW, "QuotaWarning", "m1 uses 81 %"));
    recorder.record(transition(TransitionType.QUOTA_LOW, "QuotaCritical", "m1 uses 91 %"));
    recorder.record(transition(TransitionType.QUOTA_LOW, "QuotaWarning", "m1 uses 82 %"));
    recorder.record(transition(TransitionType.QUOTA_LOW, "QuotaCritical", "m1 uses 92 %"));
    eventually(() -> assertThat(recorder.outcomes()).containsEntry(EventOutcome.AGGREGATED, 2L));
    assertThat(created).extracting(Event::getNote).containsExactly("m1 uses 81 %", "m1 uses 91 %");
  }

  @Test
  void anErrorAtASeriesHoldsUpNothing() {
    noThread = true;
    recorder.start();
    recorder.record(note("A", "", true));
    eventually(() -> assertThat(created).hasSize(1));
    clock.advance(Duration.ofSeconds(31));
    recorder.record(note("A", "", true));
    recorder.record(note("B", "", true));
    recorder.record(note("C", "", true));
    eventually(
        () -> assertThat(created).extracting(Event::getReason).containsExactly("A", "B", "C"));
    assertThat(series).containsExactly("2x");
    assertThat(recorder.outcomes()).containsEntry(EventOutcome.REFUSED, 1L);
  }

  @Test
  void anObjectThatWasMadeAgainHasEventsOfItsOwn() {
    recorder.start();
    recorder.record(note("SecretNotFound", "", true));
    eventually(() -> assertThat(created).hasSize(1));
    uid = "made-again";
    recorder.record(note("SecretNotFound", "", true));
    eventually(() ->
        assertThat(created)
            .extracting(event -> event.getRegarding().getUid())
            .containsExactly("u", "made-again"));
  }

  @Test
  void anObjectHasABudgetPerHour() {
    recorder.start();
    for (String reason : List.of("A", "B", "C", "D")) {
      recorder.record(note(reason, "", true));
    }
    eventually(() -> assertThat(recorder.outcomes()).containsEntry(EventOutcome.OVER_BUDGET, 1L));
    clock.advance(Duration.ofMinutes(61));
    recorder.record(note("E", "", true));
    eventually(() -> assertThat(created).extracting(Event::getReason).contains("E"));
  }

  @Test
  void whileTheApiIsAwayEventsWaitAndTheRestIsCounted() {
    failure = new KubernetesClientException("connection refused");
    recorder.start();
    for (int i = 0; i < 30; i++) {
      recorder.record(note("R" + i, "", true));
    }
    long dropped = recorder.outcomes().get(EventOutcome.DROPPED);
    assertThat(dropped).isBetween(19L, 20L);
    failure = null;
    eventually(() -> assertThat(created).hasSize(3));
    assertThat(created.get(0).getReason()).as("in order").isEqualTo("R0");
  }

  @Test
  void anApiThatForbidsWhileItStartsIsAskedAgain() {
    failure = forbidden("Forbidden");
    recorder.start();
    recorder.record(note("QuorumLost", "", true));
    eventually(() -> assertThat(recorder.waiting()).isZero());
    assertThat(recorder.outcomes()).containsEntry(EventOutcome.REFUSED, 0L);
    failure = null;
    eventually(() -> assertThat(created).extracting(Event::getReason).contains("QuorumLost"));
  }

  @Test
  void anEventForANamespaceThatEndsIsNotTriedAgain() {
    assertRefusedAtOnce(forbidden("NamespaceTerminating"));
  }

  private void assertRefusedAtOnce(KubernetesClientException answer) {
    failure = answer;
    recorder.start();
    recorder.record(note("A", "", true));
    eventually(() -> assertThat(recorder.outcomes()).containsEntry(EventOutcome.REFUSED, 1L));
  }

  @Test
  void aConflictIsTriedAgain() {
    failure = conflict("Conflict");
    recorder.start();
    recorder.record(note("QuorumLost", "", true));
    eventually(() -> assertThat(attempts.get()).isPositive());
    failure = null;
    eventually(() -> assertThat(created).extracting(Event::getReason).contains("QuorumLost"));
    assertThat(recorder.outcomes()).containsEntry(EventOutcome.REFUSED, 0L);
  }

  @Test
  void aNameThatIsTakenIsNotTriedAgain() {
    assertRefusedAtOnce(conflict("AlreadyExists"));
  }

  private static KubernetesClientException conflict(String reason) {
    return new KubernetesClientException(
        "conflict", 409, new StatusBuilder().withCode(409).withReason(reason).build());
  }

  private static KubernetesClientException forbidden(String cause) {
    return new KubernetesClientException(
        "forbidden",
        403,
        new StatusBuilder()
            .withCode(403)
            .withNewDetails()
            .addNewCause("", "", cause)
            .endDetails()
            .build());
  }

  @Test
  void whatTheApiRefusesIsCountedAndForgotten() {
    failure = forbidden("Forbidden");
    recorder.start();
    recorder.record(note("A", "", true));
    eventually(() -> assertThat(attempts.get()).isPositive());
    clock.advance(Duration.ofSeconds(31));
    eventually(() -> assertThat(recorder.outcomes()).containsEntry(EventOutcome.REFUSED, 1L));
    failure = null;
    recorder.record(note("B", "", false));
    eventually(() -> assertThat(created).extracting(Event::getType).containsExactly("Normal"));
  }

  @Test
  void aNamespaceThatRefusesEventsHoldsUpTheOthersOnce() {
    failure = forbidden("Forbidden");
    refusing = "ns";
    recorder.start();
    recorder.record(note("A", "", true));
    eventually(() -> assertThat(attempts.get()).isPositive());
    clock.advance(Duration.ofSeconds(31));
    eventually(() -> assertThat(recorder.outcomes()).containsEntry(EventOutcome.REFUSED, 1L));
    recorder.record(ofOther("B"));
    recorder.record(note("C", "", true));
    recorder.record(ofOther("D"));
    eventually(() -> assertThat(created).extracting(Event::getReason).containsExactly("B", "D"));
    assertThat(recorder.outcomes()).containsEntry(EventOutcome.REFUSED, 2L);
    failure = null;
    recorder.record(note("E", "", true));
    eventually(() -> assertThat(created).extracting(Event::getReason).contains("E"));
  }

  private static EventNote ofOther(String reason) {
    return new EventNote(
        new ClusterKey("other", KEY.name()), Optional.empty(), true, reason, "", "Happened.");
  }

  @Test
  void aNoteIsCutAtAKilobyteOnACharacter() {
    String cut = new EventNote(KEY, Optional.empty(), true, "A", "", "é".repeat(2000)).note();
    assertThat(cut.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(1024);
    assertThat(cut).endsWith("é...");
  }

  private static ResultChange transition(TransitionType type, String message) {
    return transition(type, "", message);
  }

  private static ResultChange transition(TransitionType type, String reason, String message) {
    InspectionKey key = new InspectionKey(KEY, "main-healthy");
    Duration interval = Duration.ofSeconds(30);
    return new ResultChange(
        new InspectionSpec(key, "healthy", Optional.of(interval), interval, Map.of(), true),
        Assessments.result(key, "healthy", Verdict.PASSED, "QuorumHealthy", Assessments.START),
        Optional.empty(),
        true,
        List.of(new Transition(KEY, key, type, !reason.isEmpty(), "m1", reason, message)));
  }

  private static EventNote note(String reason, String member, boolean warning) {
    return new EventNote(KEY, Optional.empty(), warning, reason, member, reason + " happened.");
  }

  private ObjectReference reference(String namespace, String kind, String name) {
    return new ObjectReferenceBuilder()
        .withKind(kind)
        .withNamespace(namespace)
        .withName(name)
        .withUid(uid)
        .build();
  }
}
