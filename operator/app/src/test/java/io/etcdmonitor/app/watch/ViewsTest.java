package io.etcdmonitor.app.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.etcdmonitor.app.FakeClock;
import io.etcdmonitor.app.FakeEngine;
import io.etcdmonitor.app.Sightings;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.transition.Transition;
import io.etcdmonitor.engine.transition.TransitionType;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewsTest {
  private static final ClusterKey ETCD = new ClusterKey("", "etcd");

  private final FakeClock clock = new FakeClock();
  private final FakeEngine engine = new FakeEngine(clock);
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);

  @Test
  void linesTellChangesAndNothingElse() {
    View view = new LineView(out);
    view.changed(healthy());
    view.changed(healthy());
    view.changed(outage());
    view.changed(outage(false));

    assertThat(printed())
        .isEqualTo(
            """
            2026-11-21T03:00:00Z etcd healthy Passed QuorumHealthy: what was seen
            2026-11-21T03:00:00Z etcd trouble QuorumLost: quorum is lost
            2026-11-21T03:00:00Z etcd healthy Critical QuorumLost: what was seen
            """);
  }

  @Test
  void aDocumentIsOneLineWithTheWholeState() throws Exception {
    View view = new DocumentView(out, this::snapshot, Documents::json);
    view.changed(healthy());
    view.changed(outage());

    List<String> lines = printed().lines().toList();
    assertThat(lines).hasSize(2);
    JsonNode first = new ObjectMapper().readTree(lines.get(0));
    assertThat(first.get("health").asText()).isEqualTo("Healthy");
    assertThat(first.has("transitions")).isFalse();
    assertThat(first.get("members").get(0).get("latency").asDouble()).isEqualTo(0.004);
    JsonNode second = new ObjectMapper().readTree(lines.get(1));
    assertThat(second.get("health").asText()).isEqualTo("Critical");
    assertThat(second.get("transitions").get(0).get("type").asText()).isEqualTo("QuorumLost");
    assertThat(second.get("members").get(0).has("latency")).isFalse();
    assertThat(second.get("members").get(0).has("dbSize")).isFalse();
    assertThat(second.has("leader")).isFalse();
  }

  @Test
  void anInsignificantResultOfAnotherFeatureIsNoDocument() {
    View view = new DocumentView(out, this::snapshot, Documents::json);
    InspectionResult result = Sightings.measured(ETCD, "request", clock.instant());
    view.changed(
        new ResultChange(
            Sightings.spec(ETCD, "request"), result, Optional.empty(), false, List.of()));

    assertThat(printed()).isEmpty();
  }

  @Test
  void theScreenShowsTheStateItsAgeAndWhatHappened() {
    LiveView view = new LiveView(out, () -> snapshot(List.of()), "the footer");
    view.changed(healthy());
    view.changed(outage());
    clock.advance(Duration.ofSeconds(3));
    bytes.reset();
    view.tick();
    String screen = printed();
    view.close();

    assertThat(screen)
        .startsWith("\u001b[H")
        .contains("last look 3 s ago")
        .contains("etcd: Critical.")
        .contains("m1       Unknown   Unreachable")
        .contains("WHAT HAPPENED")
        .contains("QuorumLost: quorum is lost")
        .contains("the footer");
    assertThat(printed()).endsWith("\u001b[?25h");
  }

  @Test
  void whatWasSkippedIsSaidWhereItIsMissing() throws Exception {
    View lines = new LineView(out);
    lines.changed(healthy());
    lines.skipped(12, clock.instant());
    lines.changed(healthy());
    assertThat(printed())
        .isEqualTo(
            """
            2026-11-21T03:00:00Z etcd healthy Passed QuorumHealthy: what was seen
            2026-11-21T03:00:00Z skipped 12 results from before: nobody read this output
            """);

    bytes.reset();
    View documents = new DocumentView(out, this::snapshot, Documents::json);
    documents.changed(healthy());
    documents.skipped(12, clock.instant());
    InspectionResult unseen = Sightings.measured(ETCD, "request", clock.instant());
    documents.changed(
        new ResultChange(
            Sightings.spec(ETCD, "request"), unseen, Optional.empty(), false, List.of()));
    documents.skipped(1, clock.instant());
    documents.changed(healthy());
    documents.changed(healthy());
    List<Integer> skipped = new ArrayList<>();
    for (String line : printed().lines().toList()) {
      skipped.add(new ObjectMapper().readTree(line).path("skipped").asInt(0));
    }
    assertThat(skipped).containsExactly(0, 13, 0);

    bytes.reset();
    View screen = new LiveView(out, () -> snapshot(List.of()), "the footer");
    screen.skipped(12, clock.instant());
    screen.tick();
    assertThat(printed()).contains("12 results before 2026-11-21T03:00:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "'', UNKNOWN",
    "PASSED PASSED, PASSED",
    "PASSED UNKNOWN, UNKNOWN",
    "UNKNOWN WARNING, WARNING",
    "WARNING CRITICAL UNKNOWN, CRITICAL",
  })
  void theWorstVerdictIsTheReports(String verdicts, Verdict worst) {
    List<InspectionResult> results =
        verdicts
            .lines()
            .flatMap(line -> List.of(line.split(" ")).stream())
            .map(Verdict::valueOf)
            .map(this::result)
            .toList();
    Snapshot snapshot =
        new Snapshot(clock.instant(), ETCD, engine.assess(ETCD, List.of()), results, List.of(), 0);

    assertThat(snapshot.verdict()).isEqualTo(worst);
  }

  @ParameterizedTest
  @CsvSource({
    "HEALTHY HEALTHY UNREACHABLE, '2 of 3 voters healthy, 2 needed; leader: m0'",
    "HEALTHY UNREACHABLE UNREACHABLE, '1 of 3 voters healthy, 2 needed; leader: m0'",
    "HEALTHY UNKNOWN UNKNOWN, '3 voters, 2 needed; how many serve is not known; leader: m0'",
  })
  void onlyAQuorumThatWasObservedIsCounted(String states, String expected) {
    change(
        Sightings.seen(
            ETCD,
            clock.instant(),
            true,
            Stream.of(states.split(" ")).map(MemberState::valueOf).toArray(MemberState[]::new)),
        List.of());

    assertThat(TextReport.print(snapshot(List.of()))).contains("\nquorum: " + expected);
  }

  private InspectionResult result(Verdict verdict) {
    return new InspectionResult(
        new InspectionKey(ETCD, verdict.word()),
        "healthy",
        verdict,
        "Reason",
        "message",
        List.of(),
        List.of(),
        Optional.empty(),
        clock.instant(),
        Duration.ZERO);
  }

  private Snapshot snapshot(List<Transition> transitions) {
    return Snapshot.of(engine, ETCD, clock.instant(), transitions);
  }

  private ResultChange healthy() {
    return change(Sightings.healthy(ETCD, clock.instant(), "m1", "m2", "m3"), List.of());
  }

  private ResultChange outage() {
    return outage(true);
  }

  private ResultChange outage(boolean news) {
    InspectionResult result = Sightings.outage(ETCD, clock.instant(), "m1", "m2", "m3");
    Transition lost =
        new Transition(
            ETCD,
            result.key(),
            TransitionType.QUORUM_LOST,
            true,
            "",
            "QuorumLost",
            "quorum is lost");
    return change(result, news ? List.of(lost) : List.of());
  }

  private ResultChange change(InspectionResult result, List<Transition> transitions) {
    engine.watch(Sightings.cluster(ETCD));
    if (engine.inspections(ETCD).isEmpty()) {
      engine.inspect(Sightings.spec(ETCD, "healthy"));
    }
    engine.publish(result);
    return new ResultChange(
        Sightings.spec(ETCD, "healthy"), result, Optional.empty(), true, transitions);
  }

  private String printed() {
    return bytes.toString(UTF_8);
  }
}
