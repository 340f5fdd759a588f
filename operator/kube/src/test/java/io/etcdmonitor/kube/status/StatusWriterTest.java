package io.etcdmonitor.kube.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.kube.alert.AlertView;
import io.etcdmonitor.kube.testing.Assessments;
import io.etcdmonitor.kube.testing.TestClock;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusWriterTest {
  private static final EtcdClusterStatus STATUS =
      new ClusterStatusComposer(Optional.empty())
          .compose(
              1,
              Assessments.healthy(),
              List.of(),
              AlertView.NONE,
              Optional.empty(),
              Assessments.START);

  private final TestClock clock = new TestClock(Assessments.START);
  private final List<String> patched = new ArrayList<>();
  private RuntimeException failure;
  private final ApiBreaker breaker = new ApiBreaker(clock::nanos);
  private final StatusGate<EtcdClusterStatus, Transitions> gate =
      new StatusGate<>(new ClusterStatusShape(), Duration.ofMinutes(5), 2, () -> 0L);
  private final StatusWriter writer =
      new StatusWriter(
          fresh -> {
            if (failure != null) {
              throw failure;
            }
            patched.add(fresh.getMetadata().getName());
            return null;
          },
          new WriteTurns(1, 4, 0.25, clock::nanos),
          breaker,
          clock,
          () -> 0L);

  @Test
  void whatWasWrittenIsNotWrittenAgain() {
    assertThat(write("a")).isEqualTo(WriteOutcome.CHANGED);
    assertThat(write("a")).isEqualTo(WriteOutcome.UNCHANGED);
    assertThat(patched).containsExactly("a");
  }

  @Test
  void theBudgetDefersAndRefills() {
    for (String name : List.of("a", "b", "c", "d")) {
      assertThat(write(name)).isEqualTo(WriteOutcome.CHANGED);
    }
    assertThat(write("e")).isEqualTo(WriteOutcome.DEFERRED);
    clock.advance(Duration.ofSeconds(1));
    assertThat(write("e")).isEqualTo(WriteOutcome.CHANGED);
  }

  @Test
  void refreshingLeavesBudgetForChanges() {
    StatusWriter tight =
        new StatusWriter(
            fresh -> {
              patched.add(fresh.getMetadata().getName());
              return null;
            },
            new WriteTurns(0.001, 8, 0.25, clock::nanos),
            breaker,
            clock,
            () -> 0L);
    for (int i = 0; i < 7; i++) {
      assertThat(tight.write(gate, fresh("n" + i), "u").outcome()).isEqualTo(WriteOutcome.CHANGED);
    }
    clock.advance(Duration.ofMinutes(10));
    assertThat(tight.write(gate, fresh("n0"), "u").outcome()).isEqualTo(WriteOutcome.DEFERRED);
    assertThat(tight.write(gate, fresh("new"), "u").outcome()).isEqualTo(WriteOutcome.CHANGED);
  }

  @Test
  void anApiThatIsAwayIsAskedByOneAtATimeAndCaughtUpWith() {
    failure = new KubernetesClientException("connection refused");
    assertThat(write("a")).isEqualTo(WriteOutcome.FAILED);
    assertThat(write("b")).isEqualTo(WriteOutcome.DEFERRED);
    clock.advance(ApiBreaker.PAUSE);
    assertThat(write("b")).as("the one attempt").isEqualTo(WriteOutcome.FAILED);
    assertThat(write("a")).isEqualTo(WriteOutcome.DEFERRED);
    failure = null;
    clock.advance(ApiBreaker.PAUSE);
    assertThat(write("a")).isEqualTo(WriteOutcome.CHANGED);
    assertThat(write("b")).isEqualTo(WriteOutcome.CHANGED);
  }

  @ParameterizedTest
  @ValueSource(ints = {409, 429, 500, 503})
  void aRefusalIsTriedAgainAndStopsNobodyElse(int code) {
    failure = refusal(code);
    var result = writer.write(gate, fresh("a"), "u");
    assertThat(result.outcome()).isEqualTo(WriteOutcome.FAILED);
    assertThat(result.again()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(15));
    failure = null;
    assertThat(write("b")).isEqualTo(WriteOutcome.CHANGED);
    assertThat(write("a")).isEqualTo(WriteOutcome.CHANGED);
  }

  /** Each pause in turn, or up to twice as long. */
  private void assertThatItIsTriedAfter(int... pauses) {
    for (int seconds : pauses) {
      clock.advance(Duration.ofMinutes(1));
      var result = writer.write(gate, fresh("a"), "u");
      assertThat(result.outcome()).isEqualTo(WriteOutcome.FAILED);
      assertThat(result.again())
          .isBetween(Duration.ofSeconds(seconds), Duration.ofSeconds(2L * seconds));
    }
  }

  /** Once it was taken, a refusal is the first again. */
  private void assertThatItBeginsAnew(int code, int atMostSeconds) {
    failure = null;
    clock.advance(Duration.ofMinutes(1));
    assertThat(write("a")).isEqualTo(WriteOutcome.CHANGED);
    failure = refusal(code);
    clock.advance(Duration.ofMinutes(10));
    assertThat(writer.write(gate, fresh("a"), "u").again())
        .as("anew")
        .isLessThanOrEqualTo(Duration.ofSeconds(atMostSeconds));
  }

  @Test
  void whatWasRefusedOnceIsTriedSoonAndThenLessOften() {
    failure = refusal(409);
    assertThatItIsTriedAfter(1, 2, 4, 5, 5);
    assertThatItBeginsAnew(500, 2);
  }

  @Test
  void whatIsRefusedForGoodIsTriedMoreAndMoreRarely() {
    failure = refusal(403);
    assertThatItIsTriedAfter(5, 10, 20, 40, 60, 60);
    clock.advance(Duration.ofMinutes(1));
    assertThat(writer.write(gate, fresh("b"), "u").again())
        .as("another")
        .isLessThanOrEqualTo(Duration.ofSeconds(10));
    assertThatItBeginsAnew(422, 10);
  }

  @Test
  void ofThousandsThatAreRefusedTheLogTellsOneAMinute() {
    Refusals refusals = new Refusals(clock);
    assertThat(refusals.worthSaying("EtcdCluster403")).hasValue(0);
    assertThat(refusals.worthSaying("EtcdCluster422")).as("another sort").hasValue(0);
    for (int i = 0; i < 1_000; i++) {
      assertThat(refusals.worthSaying("EtcdCluster403")).isEmpty();
    }
    clock.advance(Duration.ofMinutes(1));
    assertThat(refusals.worthSaying("EtcdCluster403")).hasValue(1_000);
    assertThat(refusals.worthSaying("EtcdCluster403")).isEmpty();
  }

  @Test
  void aDeletedObjectIsLetGo() {
    failure = refusal(404);
    assertThat(write("a")).isEqualTo(WriteOutcome.GONE);
    assertThat(gate.last("ns/a", "u")).isEmpty();
    assertThat(writer.outcomes()).containsEntry(WriteOutcome.GONE, 1L);
  }

  @Test
  void nineThousandObjectsAreWrittenAtThePaceOfTheBudgetWithTwoAttemptsEach() {
    Fleet fleet = new Fleet(50, 500);
    fleet.allWant(9_000);
    Duration took = fleet.run();
    assertThat(patched).hasSize(9_000).doesNotHaveDuplicates();
    assertThat(took).isBetween(Duration.ofSeconds(169), Duration.ofSeconds(171));
    assertThat(fleet.composed).isLessThanOrEqualTo(2 * 9_000);
  }

  @Test
  void pokesOfWhoWaitsAreNotComposedAndGainNothing() {
    Fleet fleet = new Fleet(50, 500);
    fleet.pokes = 5;
    fleet.allWant(2_000);
    Duration took = fleet.run();
    assertThat(patched).hasSize(2_000).doesNotHaveDuplicates();
    assertThat(took).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(31));
    assertThat(fleet.composed).isLessThanOrEqualTo(2 * 2_000);
  }

  @Test
  void afterAnOutageAllAreWrittenAtThePaceOfTheBudgetAndNoneIsLost() {
    Fleet fleet = new Fleet(50, 500);
    fleet.outage = Duration.ofMinutes(10);
    fleet.allWant(9_000);
    Duration took = fleet.run();
    assertThat(patched).hasSize(9_000).doesNotHaveDuplicates();
    assertThat(took).isLessThan(Duration.ofMinutes(10).plusSeconds(200));
    assertThat(fleet.composed)
        .as("one attempt every 3 s, and two each")
        .isLessThan(9_000 * 3 + 400);
    assertThat(fleet.mostPerSecond).isLessThanOrEqualTo(550);
  }

  @Test
  void changesOvertakeRefreshes() {
    Fleet fleet = new Fleet(50, 100);
    for (int i = 0; i < 3_000; i++) {
      gate.written("ns/n" + i, "u", STATUS, null, clock.instant());
    }
    // Their heartbeat is due.
    clock.advance(Duration.ofHours(1));
    fleet.allWant(4_000);
    fleet.run();
    assertThat(patched).hasSize(4_000).doesNotHaveDuplicates();
    int last = patched.lastIndexOf("n3999");
    assertThat(patched.subList(0, last + 1).stream().filter(Fleet::refresh)).hasSizeLessThan(100);
    assertThat(fleet.composed)
        .as("two each, and one more for refreshes before which changes came")
        .isLessThanOrEqualTo(2 * 4_000 + 1_100);
  }

  /** Objects, each of which comes back when it was told to, as the framework has them. */
  private final class Fleet {
    private final StatusWriter wide;
    private final PriorityQueue<Due> due =
        new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingInt(Due::order));
    private final Instant start = clock.instant();
    private Duration outage = Duration.ZERO;
    private Instant second = start;
    private int inSecond;
    private int mostPerSecond;
    private int composed;
    private int pokes;
    private int order;

    Fleet(double perSecond, int burst) {
      wide =
          new StatusWriter(
              this::patch,
              new WriteTurns(perSecond, burst, 0.25, clock::nanos),
              breaker,
              clock,
              () -> 0L);
    }

    private record Due(Instant at, int order, String name, boolean poke) {}

    private static boolean refresh(String name) {
      return Integer.parseInt(name.substring(1)) < 3_000;
    }

    private String patch(CustomResource<?, ?> fresh) {
      if (clock.instant().isBefore(start.plus(outage))) {
        throw new KubernetesClientException("connection refused");
      }
      if (clock.instant().isAfter(second.plusSeconds(1))) {
        second = clock.instant();
        inSecond = 0;
      }
      inSecond++;
      mostPerSecond = Math.max(mostPerSecond, inSecond);
      patched.add(fresh.getMetadata().getName());
      return null;
    }

    void allWant(int objects) {
      for (int i = 0; i < objects; i++) {
        add(Duration.ofNanos(i), "n" + i, false);
        for (int p = 1; p <= pokes; p++) {
          add(Duration.ofSeconds(p), "n" + i, true);
        }
      }
    }

    private void add(Duration after, String name, boolean poke) {
      due.add(new Due(clock.instant().plus(after), order++, name, poke));
    }

    /** Until all are written; how long it took. */
    Duration run() {
      Instant begin = clock.instant();
      Set<String> written = new HashSet<>();
      while (!due.isEmpty()) {
        Due next = due.poll();
        if (next.at().isAfter(clock.instant())) {
          clock.advance(Duration.between(clock.instant(), next.at()));
        }
        if (written.contains(next.name())) {
          continue;
        }
        Duration again = look(next.name(), written);
        if (!next.poke() && !written.contains(next.name())) {
          add(again, next.name(), false);
        }
      }
      return Duration.between(begin, clock.instant());
    }

    private Duration look(String name, Set<String> written) {
      Optional<Duration> waits = wide.waits(gate, "ns/" + name);
      if (waits.isPresent()) {
        return waits.get();
      }
      composed++;
      StatusWriter.Result result = wide.write(gate, fresh(name), "u");
      if (result.outcome() == WriteOutcome.CHANGED || result.outcome() == WriteOutcome.HEARTBEAT) {
        written.add(name);
      }
      return result.again();
    }
  }

  private static KubernetesClientException refusal(int code) {
    return new KubernetesClientException(
        "refused", code, new StatusBuilder().withCode(code).build());
  }

  private WriteOutcome write(String name) {
    return writer.write(gate, fresh(name), "u").outcome();
  }

  private static EtcdCluster fresh(String name) {
    EtcdCluster cluster = new EtcdCluster();
    cluster.setMetadata(new ObjectMetaBuilder().withNamespace("ns").withName(name).build());
    cluster.setStatus(STATUS);
    return cluster;
  }
}
