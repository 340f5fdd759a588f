package io.etcdmonitor.engine.features.request;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.Answering;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.feature.SettingSpec;
import io.etcdmonitor.engine.feature.Settings;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.MetricsAccess;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.scrape.Clocks;
import io.etcdmonitor.engine.scrape.MemberSample;
import io.etcdmonitor.engine.scrape.SampleDelta;
import io.etcdmonitor.engine.scrape.SampleMeasurements;
import io.etcdmonitor.engine.scrape.Scrape;
import io.etcdmonitor.engine.scrape.Scraper;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.EtcdApi;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What clients ask of the cluster and how it fares, from the members' {@code /metrics}. */
public final class RequestProvider implements FeatureProvider {
  static final String PREFIXES = "prefixes";

  private static final Duration WITHOUT_PAGES = Duration.ofSeconds(30);

  private static final Set<SettingSpec> SETTINGS =
      Set.of(
          Settings.list(PREFIXES, "Key prefixes whose keys are counted, separated by commas.", 50));

  @Override
  public String name() {
    return FeatureNames.REQUEST;
  }

  @Override
  public String description() {
    return "Rates, errors and latency by kind of request, proposals, watchers and client traffic.";
  }

  @Override
  public Duration defaultInterval() {
    return Duration.ofSeconds(10);
  }

  /**
   * As often as the pages are read: more often it would judge the same page again as if it were of
   * now. Without pages all comes from what {@code healthy} asks, too: then both share a round.
   */
  @Override
  public Duration defaultInterval(MetricsAccess metrics) {
    return metrics.enabled() ? metrics.interval() : WITHOUT_PAGES;
  }

  @Override
  public Set<EtcdApi> apis() {
    return EnumSet.allOf(EtcdApi.class);
  }

  @Override
  public Set<SettingSpec> settings() {
    return SETTINGS;
  }

  @Override
  public InspectionOutcome inspect(InspectionContext context) {
    RequestMemory memory = context.memory(RequestMemory.class, RequestMemory::new);
    AskedMembers asked = AskedMembers.of(context);
    List<ViewMember> members = asked.members();
    if (members.isEmpty()) {
      return Answering.nobody(context, "its requests");
    }
    memory.committed.keySet().retainAll(members.stream().map(ViewMember::id).toList());
    Scrape scrape = Scraper.of(context).read(context, members);
    Map<String, Duration> skews = Clocks.skews(scrape);
    List<Finding> findings = new ArrayList<>();
    List<Measurement> measurements = new ArrayList<>();
    List<SampleDelta> deltas = new ArrayList<>();
    int read = 0;
    for (ViewMember member : members) {
      Scrape.Page page = scrape.of(member.id());
      if (page.sample().isPresent()) {
        read++;
        page.delta().ifPresent(deltas::add);
        fromPage(context, asked, member, page, findings, measurements);
        Optional.ofNullable(skews.get(member.id()))
            .ifPresent(ahead -> clock(context, member, ahead, findings, measurements));
      } else {
        fromStatus(context, memory, member, measurements);
        if (scrape.enabled()) {
          findings.add(noPage(context, member, page.problem()));
        }
      }
    }
    if (!scrape.enabled()) {
      findings.add(switchedOff(context));
    }
    measurements.addAll(RequestMeasurements.latencies(deltas));
    V2Store.read(context, members, measurements);
    memory.writes.run(context, members.get(0), measurements).ifPresent(findings::add);
    List<String> prefixes = Settings.listOf(context.setting(PREFIXES));
    KeyCounts.count(context, members.get(0), prefixes, measurements, findings);
    return outcome(new Pages(members.size(), read, scrape.enabled()), findings, measurements);
  }

  private static void fromPage(
      InspectionContext context,
      AskedMembers asked,
      ViewMember member,
      Scrape.Page page,
      List<Finding> findings,
      List<Measurement> measurements) {
    MemberSample sample = page.sample().orElseThrow();
    SampleMeasurements.of(member.label(), sample, page.delta()).stream()
        .filter(m -> !asked.lostPeer(m))
        .forEach(measurements::add);
    findings.addAll(
        RequestJudge.judge(
            member.label(), sample, page.delta(), context.cluster().thresholds(), context.now()));
  }

  private static void clock(
      InspectionContext context,
      ViewMember member,
      Duration ahead,
      List<Finding> findings,
      List<Measurement> measurements) {
    measurements.add(
        Measurement.ofMember(MeasurementNames.CLOCK_SKEW, member.label(), ahead.toMillis() / 1e3));
    Duration limit = context.cluster().thresholds().clockSkew();
    ClockJudge.judge(member.label(), ahead, limit, context.now()).ifPresent(findings::add);
  }

  /** Without a page: how fast proposals are committed, and how fast a read of our own was. */
  private static void fromStatus(
      InspectionContext context,
      RequestMemory memory,
      ViewMember member,
      List<Measurement> measurements) {
    MemberStatus status = Answering.status(context, member);
    RequestMemory.Committed now =
        new RequestMemory.Committed(context.clock().instant(), status.raftIndex());
    RequestMemory.Committed before = memory.committed.put(member.id(), now);
    if (before != null && now.index() >= before.index() && now.time().isAfter(before.time())) {
      double seconds = Duration.between(before.time(), now.time()).toNanos() / 1e9;
      measurements.add(
          Measurement.ofMember(
              MeasurementNames.PROPOSAL_RATE,
              member.label(),
              (now.index() - before.index()) / seconds));
    }
    Optional.ofNullable(context.view().reads().get(member.id()))
        .filter(Reply::ok)
        .ifPresent(read ->
            measurements.add(
                Measurement.ofMember(
                    MeasurementNames.PROBE_LATENCY,
                    member.label(),
                    read.latency().toNanos() / 1e9)));
  }

  private static Finding noPage(InspectionContext context, ViewMember member, String why) {
    return finding(
            Severity.UNKNOWN,
            Reasons.METRICS_UNAVAILABLE,
            "the metrics of member %s cannot be read: %s".formatted(member.label(), why))
        .member(member.label())
        .remedy("set metrics.scheme, metrics.port and metrics.path to where etcd serves them")
        .at(context.now());
  }

  private static Finding switchedOff(InspectionContext context) {
    return finding(
            Severity.INFO,
            Reasons.METRICS_UNAVAILABLE,
            "metrics are switched off: rates by kind of request, errors and watchers are not known")
        .remedy("set metrics.enabled to see them")
        .at(context.now());
  }

  /** How many of the members' pages were read, of those that were to be. */
  private record Pages(int members, int read, boolean wanted) {
    /** Status and reads of our own tell a little; whether requests fail they do not. */
    boolean blind() {
      return wanted && read == 0;
    }
  }

  private static InspectionOutcome outcome(
      Pages pages, List<Finding> found, List<Measurement> measurements) {
    List<Finding> findings =
        found.stream()
            .sorted(Comparator.comparing(Finding::severity, Comparator.reverseOrder()))
            .toList();
    Optional<Finding> worst =
        findings.stream().filter(f -> f.severity() == Severity.WARNING).findFirst();
    if (worst.isPresent()) {
      return new InspectionOutcome(
          Verdict.WARNING,
          worst.get().reason(),
          worst.get().message() + "; " + worst.get().remedy(),
          findings,
          measurements,
          Optional.empty());
    }
    boolean rates =
        measurements.stream().anyMatch(m -> m.name().equals(MeasurementNames.REQUEST_RATE));
    return new InspectionOutcome(
        pages.blind() ? Verdict.UNKNOWN : Verdict.PASSED,
        pages.read() == 0
            ? Reasons.METRICS_UNAVAILABLE
            : rates ? Reasons.REQUESTS_NORMAL : Reasons.TOO_FEW_SAMPLES,
        words(pages, rates, findings, measurements),
        findings,
        measurements,
        Optional.empty());
  }

  private static String words(
      Pages pages, boolean rates, List<Finding> findings, List<Measurement> measurements) {
    if (pages.read() == 0) {
      Finding why =
          findings.stream()
              .filter(f -> f.reason().equals(Reasons.METRICS_UNAVAILABLE))
              .findFirst()
              .orElseThrow();
      return "only the rate of proposals and our own reads are known: %s; %s"
          .formatted(why.message(), why.remedy());
    }
    String requests =
        rates
            ? "%s requests per second, %s of them failed"
                .formatted(
                    Words.number(sum(measurements, MeasurementNames.REQUEST_RATE)),
                    Words.number(sum(measurements, MeasurementNames.REQUEST_ERROR_RATE)))
            : "counters were read for the first time; rates come with the next run";
    return pages.read() < pages.members()
        ? requests + " (%d of %d pages read)".formatted(pages.read(), pages.members())
        : requests;
  }

  private static double sum(List<Measurement> measurements, String name) {
    return measurements.stream()
        .filter(m -> m.name().equals(name))
        .mapToDouble(Measurement::value)
        .sum();
  }
}
