package io.etcdmonitor.engine.features.disk;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.Answering;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.feature.SettingSpec;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.scrape.Histogram;
import io.etcdmonitor.engine.scrape.SampleDelta;
import io.etcdmonitor.engine.scrape.Scrape;
import io.etcdmonitor.engine.scrape.Scraper;
import io.etcdmonitor.engine.scrape.Timings;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.EtcdApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How long WAL fsync and backend commit take on each member, from the members' own histograms. */
public final class DiskProvider implements FeatureProvider {
  private static final Map<String, Double> FSYNC =
      Map.of(
          MeasurementNames.WAL_FSYNC_P50, 0.50,
          MeasurementNames.WAL_FSYNC_P95, 0.95,
          MeasurementNames.WAL_FSYNC_P99, DiskJudge.P99);
  private static final Map<String, Double> COMMIT =
      Map.of(
          MeasurementNames.BACKEND_COMMIT_P50, 0.50,
          MeasurementNames.BACKEND_COMMIT_P95, 0.95,
          MeasurementNames.BACKEND_COMMIT_P99, DiskJudge.P99);

  @Override
  public String name() {
    return FeatureNames.DISK;
  }

  @Override
  public String description() {
    return "How long WAL fsync and backend commit take on each member's disk, and slow applies.";
  }

  @Override
  public Duration defaultInterval() {
    return Duration.ofSeconds(30);
  }

  @Override
  public Set<EtcdApi> apis() {
    return EnumSet.allOf(EtcdApi.class);
  }

  @Override
  public Set<SettingSpec> settings() {
    return Set.of();
  }

  @Override
  public InspectionOutcome inspect(InspectionContext context) {
    List<ViewMember> members = Answering.members(context);
    if (members.isEmpty()) {
      return Answering.nobody(context, "its disks");
    }
    Scrape scrape = Scraper.of(context).read(context, members);
    if (!scrape.enabled()) {
      return InspectionOutcome.notApplicable(
          "metrics are switched off, and nothing else tells of the disks");
    }
    Round round = new Round(members.size());
    DiskMemory memory = context.memory(DiskMemory.class, DiskMemory::new);
    memory.keepOnly(members.stream().map(ViewMember::id).toList());
    for (ViewMember member : members) {
      look(context, memory, scrape.of(member.id()), member, round);
    }
    return outcome(round);
  }

  /** What one run has found. */
  private static final class Round {
    final int members;
    final List<Finding> findings = new ArrayList<>();
    final List<Measurement> measurements = new ArrayList<>();
    final List<String> problems = new ArrayList<>();
    int judged;
    int first;

    Round(int members) {
      this.members = members;
    }
  }

  private static void look(
      InspectionContext context,
      DiskMemory memory,
      Scrape.Page page,
      ViewMember member,
      Round round) {
    String label = member.label();
    if (page.sample().isEmpty()) {
      round.problems.add(page.problem());
      round.findings.add(noPage(context, label, page.problem()));
      return;
    }
    List<SampleDelta> deltas = memory.since(member.id(), page.sample().get());
    round.first += deltas.isEmpty() ? 1 : 0;
    boolean fsync = quantiles(label, deltas, Timings.WAL_FSYNC, FSYNC, round.measurements);
    boolean commit = quantiles(label, deltas, Timings.BACKEND_COMMIT, COMMIT, round.measurements);
    round.judged += fsync || commit ? 1 : 0;
    round.findings.addAll(
        DiskJudge.judge(label, deltas, context.cluster().thresholds(), context.now()));
  }

  /** Whether there was enough to tell. */
  private static boolean quantiles(
      String member,
      List<SampleDelta> deltas,
      Timings timings,
      Map<String, Double> names,
      List<Measurement> all) {
    Optional<Histogram> enough =
        DiskMemory.enough(deltas, timings).flatMap(delta -> delta.histogram(timings));
    enough.ifPresent(histogram ->
        names.forEach((name, q) ->
            histogram.quantile(q).ifPresent(v -> all.add(Measurement.ofMember(name, member, v)))));
    return enough.isPresent();
  }

  private static Finding noPage(InspectionContext context, String label, String why) {
    return finding(
            Severity.UNKNOWN,
            Reasons.METRICS_UNAVAILABLE,
            "the metrics of member %s cannot be read: %s".formatted(label, why))
        .member(label)
        .remedy("set metrics.scheme, metrics.port and metrics.path to where etcd serves them")
        .at(context.now());
  }

  private static InspectionOutcome outcome(Round round) {
    List<Finding> findings =
        round.findings.stream()
            .sorted(Comparator.comparing(Finding::severity, Comparator.reverseOrder()))
            .toList();
    Optional<Finding> worst =
        findings.stream().filter(f -> f.severity().compareTo(Severity.WARNING) >= 0).findFirst();
    if (worst.isPresent()) {
      return result(
          worst.get().severity() == Severity.CRITICAL ? Verdict.CRITICAL : Verdict.WARNING,
          worst.get().reason(),
          worst.get().message() + "; " + worst.get().remedy(),
          findings,
          round);
    }
    if (round.problems.size() == round.members) {
      return result(
          Verdict.UNKNOWN,
          Reasons.METRICS_UNAVAILABLE,
          "no member's metrics can be read, and nothing else tells of the disks: "
              + round.problems.get(0),
          findings,
          round);
    }
    String of = round.judged < round.members ? members(round) : "";
    if (round.judged == 0) {
      return result(
          Verdict.PASSED,
          Reasons.TOO_FEW_SAMPLES,
          round.first > 0
              ? "histograms were read for the first time; what they tell comes with later runs"
              : "too little was written to judge the disks by: fewer than %d fsyncs within %s"
                  .formatted(DiskMemory.ENOUGH, Words.duration(DiskMemory.LONGEST)),
          findings,
          round);
    }
    return result(
        Verdict.PASSED,
        Reasons.DISK_NORMAL,
        "the slowest 99th percentile is %s for WAL fsync and %s for backend commit%s"
            .formatted(
                slowest(round, MeasurementNames.WAL_FSYNC_P99),
                slowest(round, MeasurementNames.BACKEND_COMMIT_P99),
                of),
        findings,
        round);
  }

  private static String members(Round round) {
    return " (%d of %s judged)".formatted(round.judged, Words.count(round.members, "member"));
  }

  private static String slowest(Round round, String name) {
    return round.measurements.stream()
        .filter(m -> m.name().equals(name))
        .map(Measurement::value)
        .max(Comparator.naturalOrder())
        .map(seconds -> Words.duration(Duration.ofNanos((long) (seconds * 1e9))))
        .orElse("not known");
  }

  private static InspectionOutcome result(
      Verdict verdict, String reason, String message, List<Finding> findings, Round round) {
    return new InspectionOutcome(
        verdict, reason, message, findings, round.measurements, Optional.empty());
  }
}
