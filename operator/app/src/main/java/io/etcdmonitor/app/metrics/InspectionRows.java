package io.etcdmonitor.app.metrics;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The rows of one inspection. */
final class InspectionRows {
  private static final List<String> VERDICTS =
      Arrays.stream(Verdict.values()).map(Verdict::word).toList();

  /** What runs end with. */
  private static final Map<Verdict, String> RESULTS = new EnumMap<>(Verdict.class);

  private static final Map<Severity, String> SEVERITIES = new EnumMap<>(Severity.class);

  static {
    for (Severity severity : Severity.values()) {
      SEVERITIES.put(severity, severity.word().toLowerCase(Locale.ROOT));
    }
    for (Verdict verdict : Verdict.values()) {
      RESULTS.put(verdict, verdict.word().toLowerCase(Locale.ROOT));
    }
  }

  private InspectionRows() {}

  static void write(Rows rows, InspectionState state, ResultTally tally, Instant now) {
    InspectionSpec spec = state.spec();
    ClusterKey cluster = spec.key().cluster();
    String[] labels = {cluster.namespace(), cluster.name(), spec.key().name(), spec.feature()};
    Optional<InspectionResult> current =
        state.latest().filter(result -> current(spec, result, now));
    String verdict = current.map(InspectionResult::verdict).orElse(Verdict.UNKNOWN).word();
    rows.addStates(Families.INSPECTION_VERDICT, VERDICTS, verdict, labels);
    RESULTS.forEach((result, word) ->
        rows.add(
            Families.INSPECTION_RUNS,
            tally.runs(spec.key(), result),
            labels[0],
            labels[1],
            labels[2],
            labels[3],
            word));
    state
        .latest()
        .ifPresent(result ->
            rows.add(Families.INSPECTION_LAST_RUN, result.time().toEpochMilli() / 1e3, labels));
    current.ifPresent(result -> {
      rows.add(Families.INSPECTION_DURATION, result.duration().toNanos() / 1e9, labels);
      if (spec.interval().isPresent()) {
        // What one that ran once found would be told for as long as its object is kept.
        findings(rows, result, labels);
      }
      if (spec.primary()) {
        MeasurementRows.write(rows, cluster, result.measurements());
      }
    });
  }

  private static void findings(Rows rows, InspectionResult result, String[] labels) {
    for (Finding finding : result.findings()) {
      rows.add(
          Families.INSPECTION_FINDING,
          1,
          labels[0],
          labels[1],
          labels[2],
          labels[3],
          finding.member(),
          finding.reason(),
          SEVERITIES.get(finding.severity()));
    }
  }

  /**
   * The engine's rule: a result counts for three intervals and the time-out. A one-shot's is about
   * its time only.
   */
  private static boolean current(InspectionSpec spec, InspectionResult result, Instant now) {
    Duration valid =
        spec.interval()
            .map(interval -> interval.multipliedBy(3).plus(spec.timeout()))
            .orElse(Duration.ZERO);
    return spec.interval().isEmpty() || !result.time().plus(valid).isBefore(now);
  }
}
