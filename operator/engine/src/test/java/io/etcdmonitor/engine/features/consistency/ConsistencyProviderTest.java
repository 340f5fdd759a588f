package io.etcdmonitor.engine.features.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.testing.FakeCluster;
import io.etcdmonitor.engine.testing.FakeMember;
import io.etcdmonitor.engine.testing.Lab;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.HashKv;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsistencyProviderTest {
  private static final Duration FIVE = Duration.ofMinutes(5);

  private final FakeCluster cluster = new FakeCluster(3);
  private final Lab lab = new Lab(new ConsistencyProvider(), cluster);

  ConsistencyProviderTest() {
    for (int i = 0; i < 100; i++) {
      cluster.keys.put("/k/%05d".formatted(i), (long) i);
    }
    lab.timeout = Duration.ofSeconds(30);
  }

  private static double diverged(InspectionOutcome outcome, String member) {
    return outcome.measurements().stream()
        .filter(m -> m.name().equals("diverged") && m.member().equals(member))
        .mapToDouble(Measurement::value)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void equalMembersPass() {
    InspectionOutcome outcome = lab.round(FIVE);

    assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(outcome.reason()).isEqualTo(Reasons.HASHES_MATCH);
    assertThat(outcome.message()).contains("3 members", "revision 500");
    assertThat(diverged(outcome, "m1")).isZero();
  }

  @Test
  void theStoreIsScannedInTheFirstRunAndHourlyAfterThat() {
    lab.round(FIVE);
    assertThat(cluster.m(1).calls("hashKv")).isEqualTo(1);
    for (int i = 0; i < 11; i++) {
      InspectionOutcome outcome = lab.round(FIVE);
      assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
      assertThat(outcome.message()).contains("compared at 2026-01-01T00:00:00Z");
    }
    assertThat(cluster.m(1).calls("hashKv")).isEqualTo(1);
    lab.round(FIVE);
    assertThat(cluster.m(1).calls("hashKv")).isEqualTo(2);
  }

  @Test
  void whatWasEqualInAnotherClusterOrBeforeARestoreSaysNothingOfThisOne() {
    lab.round(FIVE);
    assertThat(lab.round(FIVE).message()).contains("compared at 2026-01-01T00:00:00Z");

    cluster.members.forEach(m -> m.revision = 400);
    assertThat(lab.round(FIVE).message()).contains("revision 400", "T00:10:00Z");

    cluster.members.forEach(m -> m.clusterId = "c9");
    assertThat(lab.round(FIVE).message()).contains("revision 400", "T00:15:00Z");
    assertThat(lab.round(FIVE).message()).contains("revision 400", "T00:15:00Z");
  }

  /** A member that was restored by itself may have the member ID that it had. */
  @Test
  void dataOfAClusterThatAnswersInAMembersPlaceAreNotOurs() {
    FakeCluster restored = new FakeCluster("c2", 0);
    restored.add("a1", "m1", "http://c1-m1:2379").revision = 5000;
    restored.elect(0);
    cluster.elect(1);
    Lab both = new Lab(new ConsistencyProvider(), cluster, restored);
    both.timeout = Duration.ofSeconds(30);

    InspectionOutcome outcome = both.round(FIVE);

    assertThat(outcome.findings()).noneMatch(f -> f.reason().equals(Reasons.MEMBER_LAGGING));
    assertThat(outcome.message()).contains("2 members", "revision 500", "m1");
    assertThat(restored.m(1).calls("hashKv")).isZero();
    assertThat(both.round(FIVE).message()).contains("compared at 2026-01-01T00:00:00Z");
  }

  @Test
  void eachCompactionIsComparedOnceByItsStoredHash() {
    lab.round(FIVE);
    cluster.members.forEach(m -> m.compactRevision = 400);
    assertThat(lab.round(FIVE).message()).contains("revision 400", "stored");
    int calls = cluster.m(1).calls("hashKv");
    lab.round(FIVE);
    assertThat(cluster.m(1).calls("hashKv")).isEqualTo(calls);
  }

  @Test
  void membersTooOldForStoredHashesAreNotAskedForThem() {
    cluster.m(2).version = "3.5.4";
    cluster.members.forEach(m -> m.compactRevision = 400);

    assertThat(lab.round(FIVE).message()).contains("all of the store");
    assertThat(cluster.m(1).calls("compactRevision")).isZero();
  }

  @Test
  void theMemberWhoseDataWasChangedIsNamedWithTheKey() {
    lab.round(Duration.ofHours(2));
    cluster.m(3).patched.put("/k/00042", 777L);

    InspectionOutcome outcome = lab.round(FIVE);

    assertThat(outcome.verdict()).isEqualTo(Verdict.CRITICAL);
    assertThat(outcome.reason()).isEqualTo(Reasons.HASH_MISMATCH);
    Finding finding = outcome.findings().get(0);
    assertThat(finding.member()).isEqualTo("m3");
    assertThat(finding.value()).isEqualTo("key /k/00042 has another value on m3");
    assertThat(finding.message()).contains("m1 and m2", "revision 500");
    assertThat(diverged(outcome, "m3")).isEqualTo(1);
    assertThat(diverged(outcome, "m1")).isZero();
    assertThat(cluster.m(3).calls("hashKv")).isEqualTo(3);

    cluster.m(3).patched.clear();
    outcome = lab.round(FIVE);
    assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(outcome.findings()).isEmpty();
  }

  @Test
  void aSingleDifferenceThatIsGoneAtTheSecondLookIsNone() {
    cluster.m(2).patched.put("/k/00001", 5L);
    lab.onPause = () -> cluster.m(2).patched.clear();

    assertThat(lab.round(FIVE).verdict()).isEqualTo(Verdict.PASSED);
  }

  private static void assertSuspected(InspectionOutcome outcome, String... words) {
    assertThat(outcome.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(outcome.reason()).isEqualTo(Reasons.HASH_MISMATCH_SUSPECTED);
    assertThat(outcome.message()).contains(words);
    assertThat(outcome.findings()).singleElement().matches(f -> f.firstSeen() != null);
    assertThat(outcome.measurements()).noneMatch(m -> m.name().equals("diverged"));
  }

  /** A store that is too large to be hashed in time; stored hashes cost nothing. */
  private void onlyStoredHashes(FakeMember member) {
    member.hash =
        Optional.of(at ->
            at == member.compactRevision
                ? Reply.ok(
                    new HashKv(
                        member.id,
                        member.patched.hashCode(),
                        300,
                        member.revision,
                        OptionalLong.of(at)),
                    member.latency)
                : Reply.failed(FailureCause.TIMEOUT, "no hash in time", member.latency));
  }

  @Test
  void storedHashesThatDifferAreKeptUntilAnotherCompactionDecides() {
    lab.round(FIVE);
    cluster.members.forEach(this::onlyStoredHashes);
    cluster.m(3).patched.put("/k/00042", 777L);
    cluster.members.forEach(m -> m.compactRevision = 400);

    for (int i = 0; i < 5; i++) {
      assertSuspected(
          lab.round(FIVE),
          "stored compaction hashes of [m1, m2] and [m3] differed at revision 400",
          "seen once, at 2026-01-01T00:05",
          "could not be looked at again: member m1 gives no hash: no hash in time");
    }

    cluster.members.forEach(m -> m.compactRevision = 450);
    InspectionOutcome outcome = lab.round(FIVE);
    assertThat(outcome.verdict()).isEqualTo(Verdict.CRITICAL);
    assertThat(outcome.reason()).isEqualTo(Reasons.HASH_MISMATCH);
    assertThat(outcome.findings().get(0).member()).isEqualTo("m3");
  }

  @Test
  void storedHashesThatAgreeAgainEndTheSuspicion() {
    lab.round(FIVE);
    cluster.members.forEach(this::onlyStoredHashes);
    cluster.m(3).patched.put("/k/00042", 777L);
    cluster.members.forEach(m -> m.compactRevision = 400);
    assertSuspected(lab.round(FIVE), "revision 400");

    cluster.m(3).patched.clear();
    cluster.members.forEach(m -> m.compactRevision = 450);
    assertThat(lab.round(FIVE).findings()).isEmpty();
  }

  @Test
  void storedHashesAndTheStoreAreTwoLooks() {
    lab.round(FIVE);
    cluster.m(3).patched.put("/k/00042", 777L);
    cluster.members.forEach(m -> m.compactRevision = 400);
    lab.onPause = () -> fail("it was seen twice");

    assertThat(lab.round(FIVE).reason()).isEqualTo(Reasons.HASH_MISMATCH);
  }

  @Test
  void storedHashesAreNoSecondLookAtTheirOwnRevision() {
    lab.round(FIVE);
    cluster.m(3).patched.put("/k/00042", 777L);
    cluster.members.forEach(m -> m.compactRevision = m.revision);
    lab.onPause = () -> cluster.m(3).patched.clear();

    assertThat(lab.round(FIVE).verdict()).isEqualTo(Verdict.PASSED);
  }

  @Test
  void aDifferenceThatCannotBeLookedAtAgainIsDeclaredByALaterRun() {
    cluster.m(3).patched.put("/k/00042", 777L);
    lab.onPause = () -> cluster.m(2).failing.put("hashKv", FailureCause.TIMEOUT);
    assertSuspected(
        lab.round(FIVE), "[m1, m2] and [m3]", "could not be looked at again: member m2");

    cluster.m(2).failing.clear();
    lab.onPause = () -> fail("it was seen twice");
    lab.clock.advance(Duration.ofMinutes(15));
    InspectionOutcome outcome = lab.round(FIVE);
    assertThat(outcome.reason()).isEqualTo(Reasons.HASH_MISMATCH);
    assertThat(outcome.findings().get(0).member()).isEqualTo("m3");
  }

  @Test
  void aSplitThatChangesIsNotDeclared() {
    cluster.m(3).patched.put("/k/00042", 777L);
    lab.onPause =
        () -> {
          cluster.m(3).patched.clear();
          cluster.m(1).patched.put("/k/00042", 777L);
        };
    assertSuspected(lab.round(FIVE), "[m2, m3] and [m1]", "not in the same way");
  }

  @Test
  void withoutTimeForASecondLookItIsSuspected() {
    lab.timeout = Duration.ofMillis(100);
    cluster.m(3).patched.put("/k/00042", 777L);
    assertSuspected(lab.round(FIVE), "raise the timeout");
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 4_321, 9_998})
  void missingKeysAreFoundByHalvingTheRange(int which) {
    for (int i = 0; i < 10_000; i++) {
      cluster.keys.put("/registry/pods/default/pod-%05d".formatted(i), (long) i);
    }
    String key = "/registry/pods/default/pod-%05d".formatted(which);
    cluster.m(1).patched.put(key, -1L);

    InspectionOutcome outcome = lab.round(FIVE);

    assertThat(outcome.findings().get(0).value()).startsWith("key " + key + " is missing on m1");
    assertThat(cluster.m(1).calls("keys")).isLessThan(40);
    assertThat(cluster.m(1).calls("keys") + cluster.m(1).calls("count")).isLessThan(160);
  }

  @Test
  void theSearchGoesOnWhereItStopped() {
    for (int i = 0; i < 10_000; i++) {
      cluster.keys.put("/k/%05d".formatted(i), (long) i);
    }
    lab.settings.put(ConsistencyProvider.MAX_CALLS, "20");
    cluster.m(2).patched.put("/k/09000", 1L);

    InspectionOutcome outcome = lab.round(FIVE);
    assertThat(outcome.reason()).isEqualTo(Reasons.HASH_MISMATCH);
    assertThat(outcome.message()).contains("the search goes on");
    int runs = 1;
    while (!outcome.message().contains("/k/09000")) {
      outcome = lab.round(FIVE);
      assertThat(runs++).isLessThan(10);
    }
    assertThat(outcome.findings().get(0).member()).isEqualTo("m2");
  }

  @Test
  void withoutAMajorityBothSidesAreNamedAndNobodyIsBlamed() {
    FakeCluster two = new FakeCluster(2);
    two.keys.put("/a", 1L);
    two.m(2).patched.put("/a", 2L);
    Lab lab2 = new Lab(new ConsistencyProvider(), two);

    InspectionOutcome outcome = lab2.round(FIVE);

    assertThat(outcome.reason()).isEqualTo(Reasons.HASH_MISMATCH);
    assertThat(outcome.findings().get(0).member()).isEmpty();
    assertThat(outcome.message()).contains("no majority", "m1 against m2", "/a");
    assertThat(diverged(outcome, "m1")).isEqualTo(1);
    assertThat(diverged(outcome, "m2")).isEqualTo(1);
  }

  @Test
  void aRaceWithCompactionIsAskedAgainAndThenInconclusive() {
    int[] asked = {0};
    FakeMember racing = cluster.m(2);
    racing.hash =
        Optional.of(at ->
            asked[0]++ < 2
                ? Reply.failed(FailureCause.COMPACTED, "compacted", racing.latency)
                : Reply.ok(hash(racing, at, 0), racing.latency));
    assertThat(lab.round(FIVE).verdict()).isEqualTo(Verdict.PASSED);
    assertThat(asked[0]).isEqualTo(3);

    lab.forget();
    for (FakeMember member : cluster.members) {
      long compaction = Long.parseLong(member.name.substring(1));
      member.hash = Optional.of(at -> Reply.ok(hash(member, at, compaction), member.latency));
    }
    InspectionOutcome keyByKey = lab.round(FIVE);
    assertThat(keyByKey.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(keyByKey.message()).contains("3 members");

    lab.forget();
    cluster.m(2).failing.put("keys", FailureCause.TIMEOUT);
    InspectionOutcome outcome = lab.round(FIVE);
    assertThat(outcome.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(outcome.reason()).isEqualTo(Reasons.INCONCLUSIVE);
    assertThat(outcome.message()).contains("after a compaction", "m2");
    assertThat(outcome.measurements()).noneMatch(m -> m.name().equals("diverged"));
  }

  private HashKv hash(FakeMember member, long at, long compaction) {
    return new HashKv(
        member.id, cluster.keys.hashCode(), compaction, member.revision, OptionalLong.of(at));
  }

  @Test
  void otherHashesOfAnotherCompactRevisionAreNoDivergence() {
    cluster.members.forEach(m -> m.compactRevision = 100);
    lab.round(FIVE);
    FakeMember odd = cluster.m(3);
    odd.hash =
        Optional.of(
            at -> Reply.ok(new HashKv("a3", 99, 50, 500, OptionalLong.of(at)), odd.latency));
    lab.clock.advance(Duration.ofHours(2));

    InspectionOutcome outcome = lab.round(FIVE);

    assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(outcome.message()).as("its keys were compared instead").contains("3 members");
  }

  @Test
  void lagIsAskedTwice() {
    cluster.m(2).applied = 1;
    cluster.members.forEach(m -> m.applied += 10_000);
    int[] statuses = {0};
    cluster.m(2).onStatus =
        () -> {
          if (++statuses[0] == 2) {
            cluster.m(2).applied = 10_900;
          }
        };
    cluster.m(2).applied = 1_000;
    assertThat(lab.round(FIVE).verdict()).isEqualTo(Verdict.PASSED);

    cluster.m(2).onStatus = () -> {};
    cluster.m(2).applied = 1_000;
    InspectionOutcome outcome = lab.round(FIVE);
    assertThat(outcome.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(outcome.reason()).isEqualTo(Reasons.MEMBER_LAGGING);
    assertThat(outcome.findings().get(0).member()).isEqualTo("m2");
    assertThat(outcome.findings().get(0).threshold()).isEqualTo("5000");
  }

  @Test
  void learnersAreLeftOutWithANote() {
    FakeMember learner = cluster.add("a4", "m4", "http://c1-m4:2379");
    learner.learner = true;
    learner.patched.put("/k/00001", 5L);

    InspectionOutcome outcome = lab.round(FIVE);

    assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(outcome.message()).contains("not compared: m4 (a learner gives no hash)");
    assertThat(learner.calls("hashKv")).isZero();
  }

  @Test
  void oneMemberHasNothingToCompare() {
    InspectionOutcome outcome = new Lab(new ConsistencyProvider(), new FakeCluster(1)).round(FIVE);
    assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(outcome.reason()).isEqualTo(Reasons.SINGLE_MEMBER_NOTHING_TO_COMPARE);
  }

  @Test
  void aLoneSurvivorIsInconclusiveAndMissingRightsAreNamed() {
    lab.round(FIVE);
    cluster.m(2).failing.put("hashKv", FailureCause.PERMISSION_DENIED);
    lab.clock.advance(Duration.ofHours(2));
    InspectionOutcome outcome = lab.round(FIVE);
    assertThat(outcome.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(outcome.reason()).isEqualTo(Reasons.PERMISSION_DENIED);
    assertThat(outcome.message()).contains("m2", "root");
    assertThat(outcome.message()).doesNotContain("read access");

    cluster.down(FailureCause.CONNECTION_REFUSED, 2, 3);
    assertThat(lab.round(FIVE).reason()).isEqualTo(Reasons.INCONCLUSIVE);
    cluster.down(FailureCause.CREDENTIALS_INVALID, 1, 2, 3);
    assertThat(lab.round(FIVE).reason()).isEqualTo(Reasons.CREDENTIALS_INVALID);
  }

  @Test
  void divergenceLastsUntilTheMembersAreFoundEqual() {
    cluster.m(3).patched.put("/k/00042", 777L);
    lab.round(FIVE);
    cluster.m(2).failing.put("hashKv", FailureCause.TIMEOUT);

    InspectionOutcome outcome = lab.round(FIVE);

    assertThat(outcome.verdict()).isEqualTo(Verdict.CRITICAL);
    assertThat(outcome.message()).contains("seen at 2026-01-01T00:00", "not compared since", "m2");
  }

  @Test
  void equalMembersDoNotAcquitOneThatIsAway() {
    cluster.m(3).patched.put("/k/00042", 777L);
    lab.round(FIVE);
    cluster.m(3).down = Optional.of(FailureCause.CONNECTION_REFUSED);

    for (int i = 0; i < 2; i++) {
      InspectionOutcome away = lab.round(FIVE);
      assertThat(away.reason()).isEqualTo(Reasons.HASH_MISMATCH);
      assertThat(away.findings()).singleElement().matches(f -> f.member().equals("m3"));
      assertThat(away.message())
          .contains("/k/00042", "seen at 2026-01-01T00:00:00Z", "m3 could not be compared");
      assertThat(away.measurements()).noneMatch(m -> m.name().equals("diverged"));
    }

    cluster.m(3).down = Optional.empty();
    assertThat(diverged(lab.round(FIVE), "m3")).isEqualTo(1);
    cluster.m(3).patched.clear();
    assertThat(lab.round(FIVE).verdict()).isEqualTo(Verdict.PASSED);
  }

  /** Stopping the member is the first step of the remedy, and the operator may move meanwhile. */
  @Test
  void whatAFormerProcessFoundStandsUntilAllWereCompared() {
    cluster.m(3).patched.put("/k/00042", 777L);
    InspectionOutcome found = lab.round(FIVE);
    cluster.m(3).down = Optional.of(FailureCause.CONNECTION_REFUSED);
    Lab later = afterRestart(found);

    for (int i = 0; i < 2; i++) {
      InspectionOutcome away = later.round(FIVE);
      assertThat(away.verdict()).isEqualTo(Verdict.CRITICAL);
      assertThat(away.findings())
          .singleElement()
          .matches(f -> f.id().equals(found.findings().get(0).id()));
      assertThat(away.message())
          .contains("/k/00042", "seen at 2026-01-01T00:00:00Z", "m3 could not be compared");
    }

    cluster.m(3).down = Optional.empty();
    cluster.m(3).patched.clear();
    assertThat(later.round(FIVE).verdict()).isEqualTo(Verdict.PASSED);
    assertThat(later.round(FIVE).findings()).isEmpty();
  }

  @Test
  void whatAFormerProcessFoundOfAMemberThatLeftIsOver() {
    cluster.m(3).patched.put("/k/00042", 777L);
    InspectionOutcome found = lab.round(FIVE);
    cluster.members.remove(2);

    assertThat(afterRestart(found).round(FIVE).verdict()).isEqualTo(Verdict.PASSED);
  }

  private Lab afterRestart(InspectionOutcome said) {
    Lab later = new Lab(new ConsistencyProvider(), cluster);
    later.timeout = lab.timeout;
    later.before =
        new Recollection(
            Optional.of(said.verdict()), said.reason(), false, said.findings(), Optional.empty());
    return later;
  }

  @Test
  void aMemberThatLeftTheClusterIsNotWaitedFor() {
    cluster.m(3).patched.put("/k/00042", 777L);
    lab.round(FIVE);
    cluster.members.remove(2);

    InspectionOutcome outcome = lab.round(FIVE);

    assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(outcome.message()).contains("2 members");
  }

  @Test
  void aSuspectThatIsAwayStaysSuspected() {
    lab.round(FIVE);
    cluster.members.forEach(this::onlyStoredHashes);
    cluster.m(3).patched.put("/k/00042", 777L);
    cluster.members.forEach(m -> m.compactRevision = 400);
    assertSuspected(lab.round(FIVE), "revision 400");

    cluster.members.forEach(m -> m.hash = Optional.empty());
    cluster.m(3).down = Optional.of(FailureCause.CONNECTION_REFUSED);
    lab.clock.advance(Duration.ofHours(1));
    assertSuspected(lab.round(FIVE), "[m1, m2] and [m3]", "again: m3 could not be compared");
    int scans = cluster.m(1).calls("hashKv");
    assertSuspected(lab.round(FIVE), "again: m3 could not be compared");
    assertThat(cluster.m(1).calls("hashKv")).as("nothing new to see").isEqualTo(scans);
    cluster.members.forEach(m -> m.compactRevision = 450);
    assertSuspected(lab.round(FIVE), "[m1, m2] and [m3]", "again: m3 could not be compared");

    cluster.m(3).down = Optional.empty();
    lab.onPause = () -> fail("it was seen twice");
    InspectionOutcome outcome = lab.round(FIVE);
    assertThat(outcome.reason()).isEqualTo(Reasons.HASH_MISMATCH);
    assertThat(outcome.findings().get(0).member()).isEqualTo("m3");
  }

  @Test
  void whatIsKnownOfAMemberThatIsAwayIsKeptBesideWhatIsSeenOfOthers() {
    FakeCluster five = new FakeCluster(5);
    five.keys.put("/a", 1L);
    five.m(4).patched.put("/a", 2L);
    five.m(5).patched.put("/a", 3L);
    Lab lab5 = new Lab(new ConsistencyProvider(), five);
    lab5.round(FIVE);
    five.m(5).down = Optional.of(FailureCause.CONNECTION_REFUSED);

    assertThat(lab5.round(FIVE).findings()).extracting(Finding::member).containsExactly("m4", "m5");

    five.m(4).patched.clear();
    assertThat(lab5.round(FIVE).reason()).isEqualTo(Reasons.HASH_MISMATCH);
    five.m(5).down = Optional.empty();
    assertThat(lab5.round(FIVE).findings()).extracting(Finding::member).containsExactly("m5");
  }

  @Test
  void authRevisionsThatDifferTwiceAreDivergence() {
    cluster.m(2).authRevision = OptionalLong.of(9);
    lab.onPause = () -> cluster.m(2).authRevision = OptionalLong.of(1);
    assertThat(lab.round(FIVE).verdict()).isEqualTo(Verdict.PASSED);

    lab.onPause = () -> {};
    cluster.m(2).authRevision = OptionalLong.of(9);
    assertThat(lab.round(FIVE).reason()).isEqualTo(Reasons.AUTH_REVISION_MISMATCH);

    cluster.m(2).authRevision = OptionalLong.empty();
    assertThat(lab.round(FIVE).verdict()).isEqualTo(Verdict.PASSED);
  }

  @Test
  void authRevisionsAreNotAskedForWhileAnyMemberMayBeOlderThanThreeFive() {
    cluster.m(2).authRevision = OptionalLong.of(9);
    cluster.m(3).version = "3.4.23";
    assertThat(lab.round(FIVE).verdict()).isEqualTo(Verdict.PASSED);

    cluster.m(3).version = "3.5.30";
    cluster.m(3).down = Optional.of(FailureCause.CONNECTION_REFUSED);
    assertThat(lab.round(FIVE).reason()).isNotEqualTo(Reasons.AUTH_REVISION_MISMATCH);

    cluster.m(3).down = Optional.empty();
    assertThat(lab.round(FIVE).reason()).isEqualTo(Reasons.AUTH_REVISION_MISMATCH);
  }

  @Test
  void authRevisionsThatDifferDoSoUntilTheirMembersAreSeenToAgree() {
    cluster.m(1).authRevision = OptionalLong.of(9);
    assertThat(lab.round(FIVE).reason()).isEqualTo(Reasons.AUTH_REVISION_MISMATCH);

    cluster.m(3).down = Optional.of(FailureCause.CONNECTION_REFUSED);
    InspectionOutcome notAsked = lab.round(FIVE);
    assertThat(notAsked.reason()).isEqualTo(Reasons.AUTH_REVISION_MISMATCH);
    assertThat(notAsked.verdict()).isEqualTo(Verdict.CRITICAL);
    assertThat(notAsked.message())
        .contains("{m1=9, m2=1, m3=1}; seen at 2026-01-01T00:00:00Z, not compared since");

    cluster.m(3).down = Optional.empty();
    cluster.m(1).failing.put("authRevision", FailureCause.PERMISSION_DENIED);
    assertThat(lab.round(FIVE).reason()).isEqualTo(Reasons.AUTH_REVISION_MISMATCH);

    cluster.m(1).failing.clear();
    cluster.m(1).authRevision = OptionalLong.of(1);
    assertThat(lab.round(FIVE).verdict()).isEqualTo(Verdict.PASSED);
  }

  @Test
  void authRevisionsThatDifferedForAFormerProcessDoSoUntilTheyAreSeenToAgree() {
    cluster.m(1).authRevision = OptionalLong.of(9);
    lab.round(FIVE);
    cluster.m(3).down = Optional.of(FailureCause.CONNECTION_REFUSED);
    Lab later = afterRestart(lab.round(FIVE));

    assertThat(later.round(FIVE).message())
        .contains("{m1=9, m2=1, m3=1}; seen at 2026-01-01T00:00:00Z, not compared since")
        .containsOnlyOnce("not compared since");

    cluster.m(3).down = Optional.empty();
    cluster.m(1).authRevision = OptionalLong.of(1);
    assertThat(later.round(FIVE).verdict()).isEqualTo(Verdict.PASSED);
  }

  @Test
  void authRevisionsThatDifferedAgreeWithoutAMemberThatWasRemoved() {
    cluster.m(1).authRevision = OptionalLong.of(9);
    assertThat(lab.round(FIVE).reason()).isEqualTo(Reasons.AUTH_REVISION_MISMATCH);

    cluster.elect(1);
    cluster.members.remove(0);
    assertThat(lab.round(FIVE).verdict()).isEqualTo(Verdict.PASSED);
  }
}
