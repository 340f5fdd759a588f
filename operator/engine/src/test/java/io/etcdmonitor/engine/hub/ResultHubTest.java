package io.etcdmonitor.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.Findings;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.features.healthy.HealthyProvider;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.HistoryEntry;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.result.ResultListener;
import io.etcdmonitor.engine.testing.FakeCluster;
import io.etcdmonitor.engine.testing.Lab;
import io.etcdmonitor.engine.transition.Transition;
import io.etcdmonitor.engine.transition.TransitionType;
import io.etcdmonitor.etcd.FailureCause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ResultHubTest {
  private static final ClusterKey CLUSTER = new ClusterKey("ns", "c1");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final ResultHub hub = new ResultHub();
  private final List<ResultChange> changes = new ArrayList<>();
  private final List<String> removals = new ArrayList<>();
  private final ResultListener listener =
      new ResultListener() {
        @Override
        public void onResult(ResultChange change) {
          changes.add(change);
        }

        @Override
        public void onInspectionRemoved(InspectionKey key) {
          removals.add(key.name());
        }

        @Override
        public void onClusterRemoved(ClusterKey key) {
          removals.add(key.toString());
        }
      };

  private static InspectionSpec spec(String name) {
    return new InspectionSpec(
        new InspectionKey(CLUSTER, name),
        "healthy",
        Optional.of(Duration.ofSeconds(30)),
        Duration.ofSeconds(10),
        Map.of(),
        true);
  }

  private static InspectionResult result(
      String name, int second, Verdict verdict, String reason, Finding... findings) {
    return new InspectionResult(
        spec(name).key(),
        "healthy",
        verdict,
        reason,
        "message " + second,
        List.of(findings),
        List.of(),
        Optional.empty(),
        START.plusSeconds(second),
        Duration.ZERO);
  }

  private static Finding finding(String reason, int second) {
    return Findings.finding(Severity.WARNING, reason, "seen at " + second)
        .member("m1")
        .at(START.plusSeconds(second));
  }

  @Test
  void anErrorOfOneListenerIsNotTheOthers() {
    hub.addListener(
        new ResultListener() {
          @Override
          public void onResult(ResultChange change) {
            throw new NoClassDefFoundError("plugin/Missing");
          }
        });
    hub.addListener(listener);
    hub.register(spec("a"));
    hub.ended(spec("a"), result("a", 0, Verdict.PASSED, "Fine"));
    assertThat(changes).hasSize(1);
    assertThat(hub.listenerErrors()).isOne();
  }

  @Test
  void statesCountAndRememberChanges() {
    hub.addListener(listener);
    hub.register(spec("a"));
    hub.ended(spec("a"), result("a", 0, Verdict.PASSED, "Fine"));
    hub.ended(spec("a"), result("a", 30, Verdict.PASSED, "Fine"));
    hub.ended(spec("a"), result("a", 60, Verdict.UNKNOWN, "Slow"));

    InspectionState state = hub.state(spec("a").key()).orElseThrow();

    assertThat(state.runs()).isEqualTo(3);
    assertThat(state.failures()).isEqualTo(1);
    assertThat(state.lastChange()).contains(START.plusSeconds(60));
    assertThat(state.history()).extracting(HistoryEntry::reason).containsExactly("Slow", "Fine");
    assertThat(changes).extracting(ResultChange::significant).containsExactly(true, false, true);
    assertThat(changes.get(1).previous()).isPresent();
  }

  @Test
  void anEditedOneShotHasNotRunYet() {
    hub.addListener(listener);
    InspectionSpec once = once("5s");
    hub.register(once);
    hub.ended(once, result("a", 0, Verdict.PASSED, "Fine"));
    hub.register(once);
    assertThat(hub.state(once.key()).orElseThrow().latest()).as("equal").isPresent();

    InspectionSpec edited = once("9s");
    hub.register(edited);
    assertThat(hub.state(once.key()).orElseThrow().latest()).isEmpty();
    hub.ended(once, result("a", 10, Verdict.WARNING, "Slow"));
    assertThat(hub.state(once.key()).orElseThrow().latest())
        .as("of a run that began before it was edited")
        .isEmpty();

    hub.ended(edited, result("a", 20, Verdict.PASSED, "Fine"));
    InspectionState state = hub.state(once.key()).orElseThrow();
    assertThat(state.latest().orElseThrow().time()).isEqualTo(START.plusSeconds(20));
    assertThat(state.history()).as("no change").hasSize(1);
    assertThat(changes).hasSize(2);
    assertThat(changes.get(1).previous()).as("so that it is shown").isEmpty();
  }

  private static InspectionSpec once(String timeout) {
    return new InspectionSpec(
        new InspectionKey(CLUSTER, "a"),
        "healthy",
        Optional.empty(),
        Duration.parse("PT" + timeout),
        Map.of(),
        false);
  }

  @Test
  void historyIsBounded() {
    hub.register(spec("a"));
    for (int i = 0; i < 200; i++) {
      hub.ended(spec("a"), result("a", i, Verdict.PASSED, "Reason" + i));
    }
    List<HistoryEntry> history = hub.state(spec("a").key()).orElseThrow().history();
    assertThat(history).hasSize(InspectionRecord.HISTORY_LIMIT);
    assertThat(history.get(0).reason()).isEqualTo("Reason199");
  }

  @Test
  void firstSeenIsKeptOverRunsThatCouldNotLook() {
    hub.addListener(listener);
    hub.register(spec("a"));
    hub.ended(spec("a"), result("a", 0, Verdict.WARNING, "Down", finding("Down", 0)));
    hub.ended(spec("a"), result("a", 30, Verdict.UNKNOWN, "Slow"));
    hub.ended(spec("a"), result("a", 60, Verdict.WARNING, "Down", finding("Down", 60)));
    hub.ended(spec("a"), result("a", 90, Verdict.PASSED, "Fine"));
    hub.ended(spec("a"), result("a", 120, Verdict.WARNING, "Down", finding("Down", 120)));

    Finding third = changes.get(2).current().findings().get(0);
    assertThat(third.firstSeen()).isEqualTo(START);
    assertThat(third.lastSeen()).isEqualTo(START.plusSeconds(60));
    assertThat(changes.get(4).current().findings().get(0).firstSeen())
        .isEqualTo(START.plusSeconds(120));
  }

  private static Recollection recollection(Finding... findings) {
    return new Recollection(
        Optional.of(Verdict.WARNING), "Down", false, List.of(findings), Optional.empty());
  }

  private List<Instant> firstSeen() {
    return changes.getLast().current().findings().stream().map(Finding::firstSeen).toList();
  }

  @Test
  void whatAFormerProcessSawStandsSinceThen() {
    hub.addListener(listener);
    hub.register(spec("a"), recollection(finding("Down", -600), finding("Gone", -600)));
    hub.ended(spec("a"), result("a", 0, Verdict.UNKNOWN, "Slow"));
    hub.ended(spec("a"), result("a", 5, Verdict.WARNING, "Down", finding("Down", 5)));
    assertThat(firstSeen()).containsExactly(START.minusSeconds(600));
    hub.register(spec("a"), recollection(finding("Late", -600)));

    hub.ended(
        spec("a"),
        result("a", 30, Verdict.WARNING, "Down", finding("Down", 30), finding("Gone", 30)));
    assertThat(firstSeen())
        .as("what was gone in the first look is new")
        .containsExactly(START.minusSeconds(600), START.plusSeconds(30));
    hub.ended(spec("a"), result("a", 60, Verdict.WARNING, "Late", finding("Late", 60)));
    assertThat(firstSeen()).as("known already").containsExactly(START.plusSeconds(60));
  }

  @Test
  void whatAFormerProcessToldIsNotToldAgainButItsEndIs() {
    hub.addListener(listener);
    hub.register(spec("a"), recollection(finding(Reasons.ALARM_NOSPACE, -600)));
    hub.ended(
        spec("a"), result("a", 0, Verdict.CRITICAL, "Alarm", finding(Reasons.ALARM_NOSPACE, 0)));
    assertThat(changes.getLast().transitions()).isEmpty();
    hub.ended(spec("a"), result("a", 30, Verdict.PASSED, "Fine"));
    assertThat(changes.getLast().transitions())
        .extracting(Transition::type)
        .containsExactly(TransitionType.ALARM_CLEARED);
  }

  @Test
  void aFindingThatIsNotQuiteTheFormerOneIsNew() {
    hub.addListener(listener);
    Findings down = Findings.finding(Severity.WARNING, "Refused", "").kind("Down");
    hub.register(
        spec("a"),
        recollection(
            down.member("m1").at(START.minusSeconds(600)),
            down.member("m2").at(START.plusSeconds(600))));
    Findings other = Findings.finding(Severity.WARNING, "Timeout", "").kind("Down");
    hub.ended(
        spec("a"),
        result(
            "a",
            0,
            Verdict.WARNING,
            "Down",
            other.member("m1").at(START),
            down.member("m2").at(START)));

    assertThat(firstSeen()).as("another cause, and a time to come").containsExactly(START, START);
  }

  private static InspectionResult observed(InspectionResult seen, FakeCluster cluster) {
    return new InspectionResult(
        seen.key(),
        seen.feature(),
        seen.verdict(),
        seen.reason(),
        seen.message(),
        seen.findings(),
        List.of(),
        new Lab(new HealthyProvider(), cluster).round().observation(),
        seen.time(),
        seen.duration());
  }

  @Test
  void aMemberThatCouldNotBeLookedAtHasNotRecovered() {
    hub.addListener(listener);
    hub.register(spec("a"), recollection(finding("Down", -600)));
    FakeCluster blind = new FakeCluster(3);
    blind.down(FailureCause.CLIENT_OVERLOADED, 1);
    hub.ended(spec("a"), observed(result("a", 0, Verdict.WARNING, "Spare"), blind));
    hub.ended(spec("a"), observed(result("a", 5, Verdict.WARNING, "Spare"), blind));
    hub.ended(spec("a"), result("a", 10, Verdict.WARNING, "Down", finding("Down", 10)));
    assertThat(firstSeen()).as("known from before").containsExactly(START.minusSeconds(600));

    hub.ended(spec("a"), observed(result("a", 15, Verdict.WARNING, "Spare"), blind));
    hub.ended(spec("a"), observed(result("a", 20, Verdict.WARNING, "Spare"), blind));
    hub.ended(spec("a"), result("a", 25, Verdict.WARNING, "Down", finding("Down", 25)));
    assertThat(firstSeen()).as("seen by itself").containsExactly(START.minusSeconds(600));

    hub.ended(spec("a"), observed(result("a", 30, Verdict.PASSED, "Fine"), new FakeCluster(3)));
    hub.ended(spec("a"), result("a", 35, Verdict.WARNING, "Down", finding("Down", 35)));
    assertThat(firstSeen()).as("it had recovered").containsExactly(START.plusSeconds(35));
  }

  @Test
  void whatIsKnownOfAnotherClusterDoesNotCount() {
    hub.addListener(listener);
    Recollection known = recollection(finding("Down", -600));
    hub.register(
        spec("a"),
        new Recollection(
            known.verdict(),
            known.reason(),
            false,
            known.findings(),
            Optional.of(new Recollection.Cluster(Optional.of("c2"), List.of(), Optional.empty()))));
    FakeCluster cluster = new FakeCluster(1);
    InspectionResult seen = result("a", 0, Verdict.WARNING, "Down", finding("Down", 0));
    hub.ended(spec("a"), observed(seen, cluster));

    assertThat(firstSeen()).containsExactly(START);
  }

  @Test
  void aListenerThatFailsIsCountedAndDisturbsNobody() {
    hub.addListener(change -> {
      throw new IllegalStateException("broken");
    });
    hub.addListener(listener);
    hub.register(spec("a"));
    hub.ended(spec("a"), result("a", 0, Verdict.PASSED, "Fine"));
    assertThat(changes).hasSize(1);
    assertThat(hub.listenerErrors()).isEqualTo(1);
  }

  @Test
  void whatIsRemovedIsSilent() {
    hub.addListener(listener);
    hub.register(spec("a"));
    hub.register(spec("b"));
    hub.ended(spec("unregistered"), result("unregistered", 0, Verdict.PASSED, "Fine"));
    hub.removeCluster(CLUSTER);
    hub.ended(spec("a"), result("a", 0, Verdict.PASSED, "Fine"));
    assertThat(changes).isEmpty();
    assertThat(removals).containsExactlyInAnyOrder("a", "b", "ns/c1");
    assertThat(removals.get(2)).isEqualTo("ns/c1");
    assertThat(hub.states(CLUSTER)).isEmpty();
  }

  /** Whatever order threads publish in, each listener hears one inspection's results as kept. */
  @Test
  void resultsOfOneInspectionComeInOrder() {
    Map<String, List<ResultChange>> heard = new ConcurrentHashMap<>();
    hub.addListener(change ->
        heard.computeIfAbsent(change.spec().key().name(), k -> new ArrayList<>()).add(change));
    for (int i = 0; i < 5; i++) {
      hub.register(spec("i" + i));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      Random random = new Random(3);
      for (int n = 0; n < 4_000; n++) {
        String name = "i" + random.nextInt(5);
        Verdict verdict = List.of(Verdict.values()).get(random.nextInt(4));
        int second = n;
        threads.execute(() -> hub.ended(spec(name), result(name, second, verdict, verdict.word())));
      }
    }
    heard.forEach((name, list) -> {
      for (int i = 1; i < list.size(); i++) {
        assertThat(list.get(i).previous()).contains(list.get(i - 1).current());
      }
      InspectionState state = hub.state(spec(name).key()).orElseThrow();
      assertThat(state.runs()).isEqualTo(list.size());
      assertThat(state.latest()).contains(list.get(list.size() - 1).current());
    });
    assertThat(heard.values().stream().mapToInt(List::size).sum()).isEqualTo(4_000);
  }

  /** A cluster that is edited while its results come: neither takes the other's place. */
  @Test
  void aNewSpecLosesNoResultAndNoResultANewSpec() {
    hub.register(spec("a"));
    AtomicInteger edits = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    int results = 0;
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      threads.execute(() -> {
        while (!over.get()) {
          hub.register(every(edits.incrementAndGet()));
        }
      });
      while (results < 20_000 || edits.get() < 20_000) {
        hub.ended(spec("a"), result("a", results++, Verdict.PASSED, "Fine"));
      }
      over.set(true);
    }
    InspectionState state = hub.state(spec("a").key()).orElseThrow();
    assertThat(state.runs()).isEqualTo(results);
    assertThat(state.spec()).isEqualTo(every(edits.get()));
  }

  private static InspectionSpec every(int seconds) {
    InspectionSpec same = spec("a");
    return new InspectionSpec(
        same.key(),
        same.feature(),
        Optional.of(Duration.ofSeconds(seconds)),
        same.timeout(),
        same.settings(),
        same.primary());
  }

  private InspectionResult observed(Lab lab) {
    InspectionOutcome o = lab.round();
    return new InspectionResult(
        spec("a").key(),
        "healthy",
        o.verdict(),
        o.reason(),
        o.message(),
        o.findings(),
        o.measurements(),
        o.observation(),
        START,
        Duration.ZERO);
  }

  @Test
  void smallStepsAddUpToAChangeAndNoiseDoesNot() {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = new Lab(new HealthyProvider(), cluster);
    hub.addListener(listener);
    hub.register(spec("a"));
    for (int i = 0; i < 10; i++) {
      cluster.members.forEach(m -> m.dbSize += 200 << 10);
      cluster.members.forEach(m -> m.latency = m.latency.plusMillis(1));
      cluster.members.forEach(m -> m.applied += 1_000);
      hub.ended(spec("a"), observed(lab));
    }
    assertThat(changes.stream().filter(ResultChange::significant)).hasSize(2);

    cluster.down(FailureCause.CONNECTION_REFUSED, 3);
    hub.ended(spec("a"), observed(lab));
    assertThat(changes.get(10).significant()).isTrue();
    cluster.down(FailureCause.TIMEOUT, 3);
    hub.ended(spec("a"), observed(lab));
    assertThat(changes.get(11).significant()).isTrue();
    hub.ended(spec("a"), observed(lab));
    assertThat(changes.get(12).significant()).isFalse();
  }
}
