package io.etcdmonitor.engine.features.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.metricspage.MetricsPageTest;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.testing.FakeCluster;
import io.etcdmonitor.engine.testing.FakeMember;
import io.etcdmonitor.engine.testing.Lab;
import io.etcdmonitor.etcd.FailureCause;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapacityProviderTest {
  private static final long MIB = 1L << 20;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final FakeCluster cluster = new FakeCluster(3);
  private final Lab lab = new Lab(new CapacityProvider(), cluster);

  private static String page(long quota, long compacted, long compactedAt) {
    return """
    etcd_server_proposals_committed_total 1
    etcd_server_quota_backend_bytes %d
    etcd_debugging_mvcc_compact_revision %d
    etcd_debugging_mvcc_db_compaction_last %d
    """
        .formatted(quota, compacted, compactedAt);
  }

  private static String started(long at) {
    return "process_start_time_seconds %d\n".formatted(at);
  }

  private void pages(String page) {
    cluster.members.forEach(m -> m.page = page);
  }

  private void sizes(long size, long inUse) {
    cluster.members.forEach(m -> {
      m.dbSize = size;
      m.dbInUse = OptionalLong.of(inUse);
    });
  }

  private InspectionOutcome minutes(int count) {
    for (int i = 0; i < count; i++) {
      lab.round(MINUTE);
    }
    return lab.round(MINUTE);
  }

  private static Optional<Double> value(InspectionOutcome outcome, String name, String member) {
    return outcome.measurements().stream()
        .filter(m -> m.name().equals(name) && m.member().equals(member))
        .map(Measurement::value)
        .findFirst();
  }

  private static Finding finding(InspectionOutcome outcome, String reason) {
    return outcome.findings().stream()
        .filter(f -> f.reason().equals(reason))
        .findFirst()
        .orElseThrow(() -> new AssertionError(outcome.toString()));
  }

  @ParameterizedTest
  @CsvSource({
    "79, PASSED, WithinQuota",
    "80, WARNING, QuotaWarning",
    "89, WARNING, QuotaWarning",
    "90, CRITICAL, QuotaCritical",
    "101, CRITICAL, QuotaCritical"
  })
  void useOfTheQuota(int percent, Verdict verdict, String reason) {
    pages(page(100 * MIB, 1, 0));
    sizes(percent * MIB, percent * MIB);
    InspectionOutcome outcome = lab.round();
    assertThat(outcome.verdict()).isEqualTo(verdict);
    assertThat(outcome.reason()).isEqualTo(reason);
    assertThat(value(outcome, MeasurementNames.DATABASE_USED_PERCENT, ""))
        .contains((double) percent);
    assertThat(value(outcome, MeasurementNames.DATABASE_QUOTA, "m2")).contains(100.0 * MIB);
  }

  @Test
  void statusTellsTheQuotaBeforeThePage() {
    pages(page(100 * MIB, 1, 0));
    cluster.members.forEach(m -> m.quota = OptionalLong.of(1000 * MIB));
    assertThat(value(lab.round(), MeasurementNames.DATABASE_QUOTA, "")).contains(1000.0 * MIB);
  }

  @Test
  void withoutAQuotaThereIsNoUse() {
    InspectionOutcome outcome = lab.round();
    assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(outcome.reason()).isEqualTo(Reasons.QUOTA_UNKNOWN);
    assertThat(value(outcome, MeasurementNames.DATABASE_QUOTA, "")).isEmpty();
    assertThat(value(outcome, MeasurementNames.DATABASE_USED_PERCENT, "")).isEmpty();
    assertThat(value(outcome, MeasurementNames.DATABASE_SIZE, "m1")).contains(20.0 * MIB);
  }

  @Test
  void aPageThatCannotBeReadTakesNoQuotaBack() {
    pages(page(100 * MIB, 1, 0));
    sizes(92 * MIB, 92 * MIB);
    lab.round(MINUTE);
    pages(null);
    for (int i = 0; i < 3; i++) {
      InspectionOutcome outcome = lab.round(MINUTE);
      assertThat(outcome.reason()).isEqualTo(Reasons.QUOTA_CRITICAL);
      assertThat(outcome.findings()).hasSize(3);
      assertThat(outcome.message())
          .contains("quota of 100 MiB (told at ", ", its metrics page cannot be read now)");
    }
    pages(page(1000 * MIB, 1, 0));
    assertThat(lab.round(MINUTE).reason()).isEqualTo(Reasons.WITHIN_QUOTA);
    lab.pages(false, MINUTE);
    assertThat(lab.round(MINUTE).reason()).isEqualTo(Reasons.QUOTA_UNKNOWN);
  }

  @Test
  void aDisabledQuotaIsSaidToBeSo() {
    pages(page(-1, 1, 0));
    InspectionOutcome outcome = lab.round();
    assertThat(outcome.reason()).isEqualTo(Reasons.QUOTA_DISABLED);
    assertThat(finding(outcome, Reasons.QUOTA_DISABLED).severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void aDisabledQuotaIsSaidToBeSoWithoutAPage() {
    cluster.members.forEach(m -> m.quota = OptionalLong.of(-1));
    InspectionOutcome outcome = lab.round();
    assertThat(outcome.reason()).isEqualTo(Reasons.QUOTA_DISABLED);
    assertThat(outcome.message()).contains("it has no quota");
    assertThat(finding(outcome, Reasons.QUOTA_DISABLED).severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void differentQuotasAreAFault() {
    pages(page(100 * MIB, 1, 0));
    cluster.m(3).page = page(50 * MIB, 1, 0);
    InspectionOutcome outcome = lab.round();
    assertThat(outcome.reason()).isEqualTo(Reasons.QUOTA_MISMATCH);
    assertThat(outcome.message()).contains("50 MiB on m3");
    assertThat(value(outcome, MeasurementNames.DATABASE_QUOTA, "")).contains(50.0 * MIB);
  }

  /** It may have been changed on all members while one's page could not be read. */
  @Test
  void aQuotaThatWasToldBeforeIsNoOtherQuota() {
    pages(page(100 * MIB, 1, 0));
    lab.round();
    pages(page(1000 * MIB, 1, 0));
    cluster.m(3).page = null;
    InspectionOutcome outcome = lab.round(MINUTE);
    assertThat(outcome.findings())
        .extracting(Finding::reason)
        .doesNotContain(Reasons.QUOTA_MISMATCH);
  }

  @ParameterizedTest
  @CsvSource({
    "60, 500, defragment the members", // much is free
    "84, 50000, compact first", // little is free, much could be
    "84, 500, raise --quota" // nothing would be freed
  })
  void theAdviceIsWhatHelps(long inUse, long revision, String advice) {
    pages(page(100 * MIB, 1, 0));
    sizes(85 * MIB, inUse * MIB);
    cluster.members.forEach(m -> m.revision = revision);
    assertThat(finding(lab.round(), Reasons.QUOTA_WARNING).remedy()).contains(advice);
  }

  @Test
  void aDatabaseExactlyAtTheLimitIsNotSaidToBeOverIt() {
    pages(page(100 * MIB, 300, 0));
    sizes(80 * MIB, 80 * MIB);
    assertThat(finding(lab.round(), Reasons.QUOTA_WARNING).message())
        .contains("uses 80 % of its quota of 100 MiB, at least 80 %")
        .doesNotContain("more than");
  }

  /** A few hundred old revisions may be all that fills the database, where values are large. */
  @ParameterizedTest
  @CsvSource({"0, 301, compact first", "200, 301, compact first", "290, 301, raise --quota"})
  void fewLargeOldValuesAreWorthCompactingToo(int keys, long revision, String advice) {
    pages(page(100 * MIB, 1, 0) + "etcd_debugging_mvcc_keys_total " + keys + "\n");
    sizes(85 * MIB, 84 * MIB);
    cluster.members.forEach(m -> m.revision = revision);
    assertThat(finding(lab.round(), Reasons.QUOTA_WARNING).remedy()).contains(advice);
  }

  @Test
  void aQuotaThatIsLargeAlreadyIsNotToBeRaised() {
    pages(page(8L << 30, 1, 0));
    sizes(7L << 30, 7L << 30);
    assertThat(finding(lab.round(), Reasons.QUOTA_WARNING).remedy()).contains("split the data");
  }

  @ParameterizedTest
  @CsvSource({"99, 10, false", "200, 101, false", "200, 100, true"})
  void fragmentationThatLastsIsAWarning(long size, long inUse, boolean advised) {
    pages(page(2048 * MIB, 1, 0));
    sizes(size * MIB, inUse * MIB);
    InspectionOutcome first = lab.round(MINUTE);
    assertThat(first.verdict()).isEqualTo(Verdict.PASSED);
    InspectionOutcome later = minutes(9);
    if (!advised) {
      assertThat(later.findings()).isEmpty();
      return;
    }
    assertThat(finding(first, Reasons.DEFRAG_ADVISED).severity()).isEqualTo(Severity.INFO);
    assertThat(later.reason()).isEqualTo(Reasons.DEFRAG_ADVISED);
    assertThat(later.verdict()).isEqualTo(Verdict.WARNING);
    sizes(size * MIB, size * MIB);
    assertThat(lab.round(MINUTE).verdict()).isEqualTo(Verdict.PASSED);
    sizes(size * MIB, inUse * MIB);
    assertThat(lab.round(MINUTE).verdict()).as("begins anew").isEqualTo(Verdict.PASSED);
  }

  @Test
  void growthThatFillsTheQuotaSoonIsAWarning() {
    pages(page(2048 * MIB, 1, 0));
    InspectionOutcome outcome = null;
    for (int i = 0; i <= 30; i++) {
      sizes((100 + 10L * i) * MIB, (100 + 10L * i) * MIB);
      outcome = lab.round(MINUTE);
      assertThat(i >= 15 || outcome.verdict() == Verdict.PASSED).isTrue();
    }
    assertThat(outcome.reason()).isEqualTo(Reasons.GROWTH_EXCEEDS_FORECAST);
    assertThat(outcome.message()).contains("600 MiB an hour", "medium confidence", "who writes");
    assertThat(value(outcome, MeasurementNames.DATABASE_FULL_AT, "")).isPresent();
    assertThat(value(outcome, MeasurementNames.DATABASE_GROWTH, "m1").orElseThrow())
        .isBetween(10.0 * MIB / 61, 10.0 * MIB / 59);
  }

  @Test
  void aMissedAnswerDoesNotForgetHowAMemberGrew() {
    pages(page(2048 * MIB, 1, 0));
    for (int i = 0; i <= 20; i++) {
      sizes((100 + 10L * i) * MIB, (100 + 10L * i) * MIB);
      lab.round(MINUTE);
    }
    cluster.m(2).failing.put("status", FailureCause.CONNECTION_REFUSED);
    lab.round(MINUTE);
    cluster.m(2).failing.clear();

    assertThat(value(lab.round(MINUTE), MeasurementNames.DATABASE_GROWTH, "m2")).isPresent();
  }

  /** Many revisions were there when we first looked: the page tells of the time before. */
  @ParameterizedTest
  @CsvSource({
    "1000, 99000, 48, false", // few revisions
    "1000, 900000, 20, false", // compacted today
    "1000, 900000, 25, true",
    "-1, 900000, 25, true", // never, by a process that has run for so long
    "-1, 900000, 20, false", // never, in a young store
    "-1, 99000, 25, false"
  })
  void compactionThatDidNotRun(long compacted, long revision, int hoursAgo, boolean warned) {
    long at = lab.clock.instant().minus(Duration.ofHours(hoursAgo)).getEpochSecond();
    pages(page(2048 * MIB, compacted, compacted < 0 ? 0 : at) + started(at));
    cluster.members.forEach(m -> m.revision = revision);
    InspectionOutcome outcome = lab.round(CompactionLog.SETTLED);
    assertThat(outcome.reason()).as("who compacts gets his time").isEqualTo(Reasons.WITHIN_QUOTA);
    assertThat(value(outcome, MeasurementNames.UNCOMPACTED_REVISIONS, ""))
        .contains((double) revision - Math.max(0, compacted));
    assertThat(lab.round().reason())
        .isEqualTo(warned ? Reasons.COMPACTION_NOT_RUNNING : Reasons.WITHIN_QUOTA);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e300", "-1e300", "1e12", "-1e12", "+Inf", "NaN", "0"})
  void timesThatCannotBeAreNotTold(String time) {
    String started = "process_start_time_seconds " + time + "\n";
    String compacted = "etcd_debugging_mvcc_db_compaction_last " + time + "\n";
    for (long revision : new long[] {-1, 1_000}) {
      pages(
          page(2048 * MIB, revision, 0).replaceFirst("etcd_debugging_mvcc_db_comp.*\n", compacted)
              + started);
      cluster.members.forEach(m -> m.revision = 900_000);
      lab.round(CompactionLog.SETTLED);
      assertThat(lab.round(MINUTE).reason())
          .as("nothing is known of the time before")
          .isEqualTo(Reasons.WITHIN_QUOTA);
    }
  }

  /** Heavy load on a new store; etcd's periodic mode waits for the whole retention at first. */
  @Test
  void aYoungStoreGetsTheTimeForItsFirstCompaction() {
    long start = lab.clock.instant().getEpochSecond();
    pages(page(2048 * MIB, -1, 0) + started(start));
    lab.round(MINUTE);
    cluster.members.forEach(m -> m.revision = 900_000);
    assertThat(lab.round(Duration.ofHours(24)).verdict()).isEqualTo(Verdict.PASSED);
    assertThat(lab.round(MINUTE).verdict()).isEqualTo(Verdict.PASSED);
    InspectionOutcome late = lab.round(MINUTE);
    assertThat(late.reason()).isEqualTo(Reasons.COMPACTION_NOT_RUNNING);
    assertThat(late.message()).contains("has never been compacted: it keeps 900000 old revisions");
    assertThat(late.findings().get(0).threshold()).isEqualTo("24 h");
    assertThat(late.findings().get(0).value()).isEqualTo("24.0 h");
    pages(page(2048 * MIB, 700_000, lab.clock.instant().getEpochSecond()) + started(start));
    assertThat(lab.round(Duration.ofHours(20)).verdict())
        .as("many are left, but it was compacted")
        .isEqualTo(Verdict.PASSED);
    assertThat(lab.round(MINUTE).verdict()).isEqualTo(Verdict.PASSED);
  }

  /** Nothing was compacted for days, for nothing was written. */
  @Test
  void aStoreThatWakesUpGetsItToo() {
    long at = lab.clock.instant().minus(Duration.ofDays(3)).getEpochSecond();
    pages(page(2048 * MIB, 4_000, at) + started(at));
    cluster.members.forEach(m -> m.revision = 4_500);
    lab.round(Duration.ofDays(3));
    cluster.members.forEach(m -> m.revision = 400_000);
    lab.round(Duration.ofHours(23));
    assertThat(lab.round(Duration.ofHours(2)).verdict()).isEqualTo(Verdict.PASSED);
    assertThat(lab.round().message()).contains("was last compacted 7 days ago");
  }

  @Test
  void anotherStoreUnderTheSameNameBeginsAnew() {
    pages(page(2048 * MIB, 500_000, 0));
    cluster.members.forEach(m -> m.revision = 900_000);
    lab.round(Duration.ofHours(25));
    pages(page(2048 * MIB, -1, 0));
    assertThat(lab.round(Duration.ofHours(23)).verdict()).isEqualTo(Verdict.PASSED);
    assertThat(lab.round(Duration.ofHours(2)).verdict()).isEqualTo(Verdict.PASSED);
    assertThat(lab.round().reason()).isEqualTo(Reasons.COMPACTION_NOT_RUNNING);
  }

  @Test
  void theTimeIsASetting() {
    lab.settings.put(CapacityProvider.COMPACTION_AGE, "20s");
    pages(page(2048 * MIB, -1, 0));
    lab.round();
    cluster.members.forEach(m -> m.revision = 110_000);
    assertThat(lab.round().verdict()).isEqualTo(Verdict.PASSED);
    assertThat(lab.round().reason()).isEqualTo(Reasons.COMPACTION_NOT_RUNNING);
  }

  @Test
  void withoutPagesTheMemberIsAskedForItsCompactRevision() {
    cluster.members.forEach(m -> {
      m.revision = 900_000;
      m.compactRevision = 5_000;
    });
    InspectionOutcome outcome = lab.round(Duration.ofHours(25));
    assertThat(outcome.verdict()).as("since when is not known").isEqualTo(Verdict.PASSED);
    assertThat(value(outcome, MeasurementNames.COMPACTION_AGE, "")).isEmpty();
    outcome = lab.round(MINUTE);
    assertThat(outcome.message()).contains("at least 25 h ago");
    cluster.members.forEach(m -> m.compactRevision = 899_000);
    assertThat(lab.round(MINUTE).reason()).isEqualTo(Reasons.QUOTA_UNKNOWN);
    assertThat(value(lab.round(MINUTE), MeasurementNames.COMPACTION_AGE, "")).contains(60.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.4-full", "3.5-full", "3.6-full"})
  void recordedPagesTellTheQuota(String version) throws IOException {
    pages(MetricsPageTest.anonymous(version));
    InspectionOutcome outcome = lab.round();
    assertThat(value(outcome, MeasurementNames.DATABASE_QUOTA, "")).contains(2048.0 * MIB);
    assertThat(outcome.reason()).isEqualTo(Reasons.WITHIN_QUOTA);
  }

  @Test
  void aMemberThatIsDownIsLeftOut() {
    pages(page(100 * MIB, 1, 0));
    FakeMember largest = cluster.m(3);
    largest.dbSize = 95 * MIB;
    cluster.down(FailureCause.TIMEOUT, 3);
    assertThat(value(lab.round(), MeasurementNames.DATABASE_SIZE, "")).contains(20.0 * MIB);
    cluster.down(FailureCause.TIMEOUT, 1, 2);
    assertThat(lab.round().verdict()).isEqualTo(Verdict.UNKNOWN);
  }
}
