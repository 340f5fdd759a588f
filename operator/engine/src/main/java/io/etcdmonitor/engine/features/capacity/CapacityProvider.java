package io.etcdmonitor.engine.features.capacity;

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
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.scrape.MemberSample;
import io.etcdmonitor.engine.scrape.Scrape;
import io.etcdmonitor.engine.scrape.Scraper;
import io.etcdmonitor.engine.scrape.Series;
import io.etcdmonitor.engine.view.Calls;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/** Size, quota, growth, free space and compaction of the members' databases. */
public final class CapacityProvider implements FeatureProvider {
  static final String FULL_WITHIN = "fullWithin";
  static final String COMPACTION_AGE = "compactionAge";

  private static final Duration CALL = Duration.ofSeconds(2);
  private static final Set<SettingSpec> SETTINGS =
      Set.of(
          Settings.duration(
              FULL_WITHIN,
              "A database that will be full sooner than this, at its present growth, is a warning.",
              "4h"),
          Settings.duration(
              COMPACTION_AGE,
              "A store whose many old revisions have waited longer than this for a compaction is a"
                  + " warning; more than etcd's --auto-compaction-retention and an hour.",
              "24h"));

  @Override
  public String name() {
    return FeatureNames.CAPACITY;
  }

  @Override
  public String description() {
    return "How full the databases are, how fast they grow, when they are full, and whether to"
        + " compact, defragment, clean up or raise the quota.";
  }

  @Override
  public Duration defaultInterval() {
    return Duration.ofSeconds(60);
  }

  @Override
  public Set<SettingSpec> settings() {
    return SETTINGS;
  }

  @Override
  public InspectionOutcome inspect(InspectionContext context) {
    List<ViewMember> members = Answering.members(context);
    if (members.isEmpty()) {
      return Answering.nobody(context, "its capacity");
    }
    CapacityMemory memory = context.memory(CapacityMemory.class, CapacityMemory::new);
    // One answer that is missing must not cost a day of growth.
    List<String> ids = context.view().members().stream().map(ViewMember::id).toList();
    memory.growth.keySet().retainAll(ids);
    memory.fragmentedSince.keySet().retainAll(ids);
    memory.quotas.keySet().retainAll(ids);
    Scrape scrape = Scraper.of(context).read(context, members);
    Optional<CompactionLog.State> compaction = compaction(context, memory, members, scrape);
    CapacityJudge judge =
        new CapacityJudge(
            context.cluster().thresholds(),
            new CapacityJudge.Limits(
                Settings.durationOf(context.setting(FULL_WITHIN)),
                Settings.durationOf(context.setting(COMPACTION_AGE))),
            compaction,
            context.now());
    List<MemberSpace> spaces = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (ViewMember member : members) {
      MemberSpace space = space(context, memory, member, scrape);
      spaces.add(space);
      findings.addAll(judge.member(space, fragmentedSince(context, memory, member, space)));
    }
    findings.addAll(judge.cluster(spaces));
    List<Measurement> measurements = CapacityMeasurements.of(spaces, compaction);
    leases(context, members.get(0)).ifPresent(measurements::add);
    return outcome(spaces, findings, measurements);
  }

  private static MemberSpace space(
      InspectionContext context, CapacityMemory memory, ViewMember member, Scrape scrape) {
    MemberStatus status = Answering.status(context, member);
    Optional<MemberSample> sample = scrape.of(member.id()).sample();
    boolean unread = scrape.enabled() && sample.isEmpty();
    Quota quota = quota(context, memory, member, Quota.of(status, sample), unread);
    GrowthLog growth = memory.growth.computeIfAbsent(member.id(), id -> new GrowthLog());
    growth.saw(context.now(), status.dbSize());
    OptionalDouble keys = sample.map(s -> s.value(Series.KEYS)).orElse(OptionalDouble.empty());
    return new MemberSpace(
        member.label(),
        status.dbSize(),
        status.dbSizeInUse(),
        quota,
        growth.forecast(context.now(), status.dbSize(), quota.bytes()),
        keys.isPresent() ? OptionalLong.of((long) keys.getAsDouble()) : OptionalLong.empty());
  }

  /**
   * A page that cannot be read leaves the quota as it was: it takes a restart of the member to
   * change it, and a database that is nearly full stays so.
   */
  private static Quota quota(
      InspectionContext context,
      CapacityMemory memory,
      ViewMember member,
      Quota told,
      boolean unread) {
    if (told.kind() != Quota.Kind.UNKNOWN) {
      memory.quotas.put(member.id(), told.toldAt(context.now()));
    } else if (unread) {
      return memory.quotas.getOrDefault(member.id(), Quota.UNKNOWN);
    } else {
      memory.quotas.remove(member.id());
    }
    return told;
  }

  private static Optional<Instant> fragmentedSince(
      InspectionContext context, CapacityMemory memory, ViewMember member, MemberSpace space) {
    if (!CapacityJudge.fragmented(space, context.cluster().thresholds())) {
      memory.fragmentedSince.remove(member.id());
      return Optional.empty();
    }
    return Optional.of(memory.fragmentedSince.computeIfAbsent(member.id(), id -> context.now()));
  }

  /** Leases are the same on all members, and hold memory on each; one of them counts them. */
  private static Optional<Measurement> leases(InspectionContext context, ViewMember member) {
    Duration budget = context.budget(CALL);
    return Calls.await(context.view().client(member).leases(budget))
        .value()
        .map(leases -> Measurement.ofCluster(MeasurementNames.LEASES, (double) leases));
  }

  /** From the pages; without any, one member is asked. */
  private static Optional<CompactionLog.State> compaction(
      InspectionContext context, CapacityMemory memory, List<ViewMember> members, Scrape scrape) {
    long current =
        members.stream().mapToLong(m -> Answering.status(context, m).revision()).max().orElse(0);
    List<MemberSample> pages =
        members.stream().flatMap(m -> scrape.of(m.id()).sample().stream()).toList();
    Optional<CompactionLog.Told> told = CompactionPages.told(current, pages);
    if (told.isEmpty()) {
      Duration budget = context.budget(CALL);
      Reply<Long> asked =
          Calls.await(context.view().client(members.get(0)).compactRevision(budget));
      told =
          asked
              .value()
              .map(compacted ->
                  new CompactionLog.Told(current, compacted, Optional.empty(), Optional.empty()));
    }
    return told.map(t -> memory.compaction.saw(context.now(), t));
  }

  private static InspectionOutcome outcome(
      List<MemberSpace> spaces, List<Finding> found, List<Measurement> measurements) {
    List<Finding> findings =
        found.stream()
            .sorted(Comparator.comparing(Finding::severity, Comparator.reverseOrder()))
            .toList();
    Optional<Finding> worst =
        findings.stream().filter(f -> f.severity().compareTo(Severity.WARNING) >= 0).findFirst();
    Verdict verdict =
        worst
            .map(f -> f.severity() == Severity.CRITICAL ? Verdict.CRITICAL : Verdict.WARNING)
            .orElse(Verdict.PASSED);
    boolean anyQuota = spaces.stream().anyMatch(s -> s.quota().known());
    boolean disabled = spaces.stream().anyMatch(s -> s.quota().kind() == Quota.Kind.DISABLED);
    String reason =
        worst
            .map(Finding::reason)
            .orElse(
                anyQuota
                    ? Reasons.WITHIN_QUOTA
                    : disabled ? Reasons.QUOTA_DISABLED : Reasons.QUOTA_UNKNOWN);
    String message =
        worst.map(f -> f.message() + "; " + f.remedy()).orElseGet(() -> wellWords(spaces));
    return new InspectionOutcome(
        verdict, reason, message, findings, measurements, Optional.empty());
  }

  private static String wellWords(List<MemberSpace> spaces) {
    MemberSpace fullest =
        spaces.stream()
            .max(
                Comparator.comparingDouble((MemberSpace s) -> s.usedPercent().orElse(-1.0))
                    .thenComparingLong(MemberSpace::size))
            .orElseThrow();
    String growth =
        fullest.forecast().confidence() == Forecast.Confidence.NONE
            ? "too little was seen yet to tell how it grows"
            : fullest.forecast().bytesPerSecond().orElse(0) <= 0
                ? "it does not grow"
                : "it grows by %s an hour"
                    .formatted(
                        Words.bytes(
                            (long) (fullest.forecast().bytesPerSecond().getAsDouble() * 3600)));
    return fullest
        .usedPercent()
        .map(percent ->
            "the largest database uses %s of its quota of %s, %s %%; %s"
                .formatted(
                    Words.bytes(fullest.size()),
                    fullest.quota().words(),
                    Words.number(percent),
                    growth))
        .orElseGet(() ->
            "the largest database has %s; %s; %s"
                .formatted(
                    Words.bytes(fullest.size()),
                    fullest.quota().kind() == Quota.Kind.DISABLED
                        ? "it has no quota"
                        : "no member tells its quota (etcd before 3.6 does so on its metrics page"
                            + " only)",
                    growth));
  }
}
