package io.etcdmonitor.engine.features.capacity;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Thresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is wrong with the space of a cluster's databases, and what to do about it. Pure. */
final class CapacityJudge {
  /** Free space that comes and goes with every compaction is no reason to act. */
  static final Duration LASTING = Duration.ofMinutes(10);

  private final Thresholds thresholds;
  private final Limits limits;
  private final Optional<CompactionLog.State> compaction;
  private final Instant now;

  CapacityJudge(
      Thresholds thresholds, Limits limits, Optional<CompactionLog.State> compaction, Instant now) {
    this.thresholds = thresholds;
    this.limits = limits;
    this.compaction = compaction;
    this.now = now;
  }

  /**
   * The feature's own settings.
   *
   * @param fullWithin a database that is full sooner is a warning
   * @param compactionAge many revisions that have waited longer for a compaction are a warning
   */
  record Limits(Duration fullWithin, Duration compactionAge) {}

  List<Finding> member(MemberSpace space, Optional<Instant> fragmentedSince) {
    List<Finding> findings = new ArrayList<>();
    Optional<Finding> use = use(space);
    use.ifPresent(findings::add);
    if (use.isEmpty()) {
      growth(space).ifPresent(findings::add);
    }
    fragmented(space, fragmentedSince).ifPresent(findings::add);
    if (space.quota().kind() == Quota.Kind.DISABLED) {
      findings.add(
          finding(
                  Severity.INFO,
                  Reasons.QUOTA_DISABLED,
                  "member %s has no quota: its database grows until the disk is full"
                      .formatted(space.member()))
              .member(space.member())
              .remedy("set --quota-backend-bytes")
              .at(now));
    }
    return findings;
  }

  List<Finding> cluster(List<MemberSpace> members) {
    List<Finding> findings = new ArrayList<>();
    // One that was told before may have been changed since, with a restart of all.
    List<MemberSpace> told =
        members.stream().filter(m -> m.quota().known() && m.quota().told().isEmpty()).toList();
    if (told.stream().map(m -> m.quota().bytes()).distinct().count() > 1) {
      String each =
          told.stream()
              .map(m -> Words.bytes(m.quota().bytes()) + " on " + m.member())
              .collect(Collectors.joining(", "));
      findings.add(
          finding(
                  Severity.WARNING,
                  Reasons.QUOTA_MISMATCH,
                  "members have different quotas: %s; the smallest one stops the whole cluster"
                      .formatted(each))
              .remedy("give --quota-backend-bytes the same value on every member")
              .at(now));
    }
    compaction.flatMap(this::notCompacted).ifPresent(findings::add);
    return findings;
  }

  /** Whether a file is worth defragmenting for what is free in it. */
  static boolean fragmented(MemberSpace space, Thresholds thresholds) {
    return space.size() >= thresholds.fragmentationMinBytes()
        && space.freePercent() >= thresholds.fragmentationPercent();
  }

  private Optional<Finding> use(MemberSpace space) {
    double percent = space.usedPercent().orElse(0.0);
    boolean critical = percent >= thresholds.quotaCriticalPercent();
    if (!critical && percent < thresholds.quotaWarningPercent()) {
      return Optional.empty();
    }
    int limit = critical ? thresholds.quotaCriticalPercent() : thresholds.quotaWarningPercent();
    return Optional.of(
        finding(
                critical ? Severity.CRITICAL : Severity.WARNING,
                critical ? Reasons.QUOTA_CRITICAL : Reasons.QUOTA_WARNING,
                "the database of member %s uses %d %% of its quota of %s, at least %d %%%s"
                    .formatted(
                        space.member(),
                        Math.round(percent),
                        space.quota().words(),
                        limit,
                        full(space)))
            .kind("Quota")
            .member(space.member())
            .value(Words.number(percent) + " %")
            .threshold(limit + " %")
            .remedy(Advice.beforeItIsFull(space, compaction, thresholds))
            .at(now));
  }

  private Optional<Finding> growth(MemberSpace space) {
    Forecast forecast = space.forecast();
    return forecast
        .fullAt()
        .filter(full -> full.isBefore(now.plus(limits.fullWithin())))
        .map(full ->
            finding(
                    Severity.WARNING,
                    Reasons.GROWTH_EXCEEDS_FORECAST,
                    "the database of member %s grows by %s an hour%s"
                        .formatted(space.member(), perHour(forecast), full(space)))
                .member(space.member())
                .value(Words.duration(Duration.between(now, full)))
                .threshold(Words.duration(limits.fullWithin()))
                .remedy(
                    "find out who writes so much; "
                        + Advice.beforeItIsFull(space, compaction, thresholds))
                .at(now));
  }

  private static String full(MemberSpace space) {
    return space
        .forecast()
        .fullAt()
        .map(at ->
            "; if it goes on like this it is full at %s (%s confidence, from %s)"
                .formatted(
                    Words.time(at),
                    space.forecast().confidence().word(),
                    Words.duration(space.forecast().seen())))
        .orElse("");
  }

  private Optional<Finding> fragmented(MemberSpace space, Optional<Instant> since) {
    if (since.isEmpty() || !fragmented(space, thresholds)) {
      return Optional.empty();
    }
    boolean lasting = Duration.between(since.get(), now).compareTo(LASTING) >= 0;
    return Optional.of(
        finding(
                lasting ? Severity.WARNING : Severity.INFO,
                Reasons.DEFRAG_ADVISED,
                "%s of %s in the database file of member %s are free"
                    .formatted(
                        Words.bytes(space.free()), Words.bytes(space.size()), space.member()))
            .member(space.member())
            .value(Words.number(space.freePercent()) + " %")
            .threshold(thresholds.fragmentationPercent() + " %")
            .remedy(Advice.DEFRAGMENT)
            .at(now));
  }

  private Optional<Finding> notCompacted(CompactionLog.State state) {
    if (state.overdue().compareTo(limits.compactionAge()) <= 0) {
      return Optional.empty();
    }
    String when =
        state.ever()
            ? "was last compacted %s%s ago"
                .formatted(state.exact() ? "" : "at least ", Words.duration(state.age()))
            : "has never been compacted";
    return Optional.of(
        finding(
                Severity.WARNING,
                Reasons.COMPACTION_NOT_RUNNING,
                "the store %s: it keeps %d old revisions".formatted(when, state.uncompacted()))
            .value(Words.duration(state.overdue()))
            .threshold(Words.duration(limits.compactionAge()))
            .remedy("set --auto-compaction-retention, or let the client that owns it compact it")
            .at(now));
  }

  private static String perHour(Forecast forecast) {
    return Words.bytes((long) (forecast.bytesPerSecond().orElse(0) * 3600));
  }
}
