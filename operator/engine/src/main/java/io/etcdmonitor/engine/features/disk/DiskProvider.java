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
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.scrape.Histogram;
import io.etcdmonitor.engine.scrape.MemberSample;
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
import java.util.function.Function;

/**
 * How long WAL fsync and backend commit take on each member, from the members' own histograms: of
 * the last minutes, or, where an inspection looks only once, since the member started.
 */
public final class DiskProvider implements FeatureProvider {
  /** What is longer ago is not now, unless nobody looks more often. */
  private static final Duration NOW = Duration.ofMinutes(5);

  private static final Map<String, Double> FSYNC =
      Map.of(
          MeasurementNames.WAL_FSYNC_P50, Timed.HALF,
          MeasurementNames.WAL_FSYNC_P95, 0.95,
          MeasurementNames.WAL_FSYNC_P99, DiskJudge.P99);
  private static final Map<String, Double> COMMIT =
      Map.of(
          MeasurementNames.BACKEND_COMMIT_P50, Timed.HALF,
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
    Round round = new Round(members.size(), longest(context));
    DiskMemory memory = context.memory(DiskMemory.class, DiskMemory::new);
    memory.keepOnly(members.stream().map(ViewMember::id).toList());
    for (ViewMember member : members) {
      look(context, memory, scrape.of(member.id()), member, round);
    }
    return outcome(round);
  }

  private static Duration longest(InspectionContext context) {
    Duration metrics = context.cluster().metrics().interval();
    Duration interval = context.inspection().interval().orElse(metrics);
    Duration two = (interval.compareTo(metrics) > 0 ? interval : metrics).multipliedBy(2);
    return two.compareTo(NOW) > 0 ? two : NOW;
  }

  /** What one run has found. */
  private static final class Round {
    final int members;
    final Duration longest;
    final List<Finding> findings = new ArrayList<>();
    final List<Measurement> measurements = new ArrayList<>();
    final List<String> problems = new ArrayList<>();
    int judged;
    int first;
    boolean sinceStart;

    Round(int members, Duration longest) {
      this.members = members;
      this.longest = longest;
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
    MemberSample sample = page.sample().get();
    List<SampleDelta> deltas = memory.since(member.id(), sample, round.longest);
    boolean once = context.inspection().interval().isEmpty() && deltas.isEmpty();
    round.sinceStart |= once;
    round.first += deltas.isEmpty() ? 1 : 0;
    Function<Timings, List<Timed>> seen =
        timings -> once ? Timed.everything(sample, timings) : Timed.within(deltas, timings);
    Thresholds limits = context.cluster().thresholds();
    boolean fsync =
        quantiles(
            label,
            seen.apply(Timings.WAL_FSYNC),
            FSYNC,
            limits.fsyncCritical(),
            round.measurements);
    boolean commit =
        quantiles(
            label,
            seen.apply(Timings.BACKEND_COMMIT),
            COMMIT,
            limits.commitCritical(),
            round.measurements);
    round.judged += fsync || commit ? 1 : 0;
    round.findings.addAll(
        DiskJudge.judge(label, seen, deltas.stream().findFirst(), limits, context.now()));
  }

  /** Whether there was enough to tell. */
  private static boolean quantiles(
      String member,
      List<Timed> timed,
      Map<String, Double> names,
      Duration critical,
      List<Measurement> all) {
    Optional<Timed> many = Timed.enough(timed);
    Optional<Histogram> seen = many.or(() -> Timed.halfOver(timed, critical)).map(Timed::histogram);
    seen.ifPresent(histogram ->
        names.forEach((name, q) -> {
          // Of few only the median is known.
          if (many.isPresent() || q <= Timed.HALF) {
            histogram.quantile(q).ifPresent(v -> all.add(Measurement.ofMember(name, member, v)));
          }
        }));
    return seen.isPresent();
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
          round.first > 0 && !round.sinceStart
              ? "histograms were read for the first time; what they tell comes with later runs"
              : "too little was written to judge the disks by: fewer than %d fsyncs %s"
                  .formatted(
                      Timed.ENOUGH,
                      round.sinceStart
                          ? "since the members started"
                          : "within " + Words.duration(round.longest)),
          findings,
          round);
    }
    return result(
        Verdict.PASSED,
        Reasons.DISK_NORMAL,
        "the slowest 99th percentile is %s for WAL fsync and %s for backend commit%s%s"
            .formatted(
                slowest(round, MeasurementNames.WAL_FSYNC_P99),
                slowest(round, MeasurementNames.BACKEND_COMMIT_P99),
                round.sinceStart ? ", since the members started" : "",
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
