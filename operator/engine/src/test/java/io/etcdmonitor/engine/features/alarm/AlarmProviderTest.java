package io.etcdmonitor.engine.features.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.testing.FakeCluster;
import io.etcdmonitor.engine.testing.Lab;
import io.etcdmonitor.etcd.Alarm;
import io.etcdmonitor.etcd.FailureCause;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlarmProviderTest {
  private final FakeCluster cluster = new FakeCluster(3);
  private final Lab lab = new Lab(new AlarmProvider(), cluster);

  private static List<String> ids(InspectionOutcome outcome) {
    return outcome.findings().stream().map(Finding::id).toList();
  }

  @Test
  void withoutAlarmsEveryMemberMeasuresZero() {
    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(outcome.reason()).isEqualTo(Reasons.NO_ALARMS);
    assertThat(outcome.measurements()).hasSize(6).allMatch(m -> m.value() == 0);
    assertThat(outcome.measurements()).extracting(Measurement::member).contains("m1", "m2", "m3");
  }

  @Test
  void alarmsAreNamedAndClearedOneByOne() {
    cluster.alarms.add(new Alarm("a2", "NOSPACE"));
    cluster.alarms.add(new Alarm("a3", "NOSPACE"));
    assertThat(lab.round().reason()).isEqualTo(Reasons.ALARM_NOSPACE);

    cluster.alarms.remove(0);
    InspectionOutcome outcome = lab.round();

    assertThat(ids(outcome)).containsExactly("AlarmNOSPACE/m3");
    assertThat(outcome.message()).contains("m3", "quota", "disarm");
    assertThat(outcome.measurements().stream().filter(m -> m.value() == 1).toList())
        .containsExactly(new Measurement("alarmActive", "m3", "NOSPACE", 1));
  }

  /** A member that was restored by itself may have the member ID that it had; it leads itself. */
  @Test
  void alarmsOfAClusterThatAnswersInAMembersPlaceAreNotOurs() {
    FakeCluster restored = new FakeCluster("c2", 0);
    restored.add("a1", "m1", "http://c1-m1:2379");
    restored.elect(0);
    restored.alarms.add(new Alarm("a1", "CORRUPT"));
    restored.m(1).errors = List.of("memberID:161 alarm:CORRUPT ");
    cluster.elect(1);
    cluster.alarms.add(new Alarm("a2", "NOSPACE"));
    Lab both = new Lab(new AlarmProvider(), cluster, restored);

    assertThat(ids(both.round())).containsExactly("AlarmNOSPACE/m2");

    cluster.members.forEach(m -> m.failing.put("alarms", FailureCause.TIMEOUT));
    assertThat(ids(both.round())).isEmpty();
  }

  @Test
  void aMemberThatWasReplacedUnderItsNameMeasuresNothingBesideTheNewOne() {
    lab.round();
    cluster.members.remove(2);
    cluster.add("a4", "m3", "http://c1-m3:2379");
    lab.round();
    cluster.alarms.add(new Alarm("a4", "NOSPACE"));

    assertThat(lab.round().measurements().stream().filter(m -> m.member().equals("m3")).toList())
        .containsExactlyInAnyOrder(
            new Measurement("alarmActive", "m3", "NOSPACE", 1),
            new Measurement("alarmActive", "m3", "CORRUPT", 0));
  }

  @Test
  void theWholeClusterAndUnknownTypes() {
    cluster.alarms.add(new Alarm("0", "CORRUPT"));
    cluster.alarms.add(new Alarm("a1", "7"));

    InspectionOutcome outcome = lab.round();

    assertThat(ids(outcome)).containsExactlyInAnyOrder("AlarmCORRUPT", "Alarm7/m1");
    assertThat(outcome.findings())
        .extracting(Finding::reason)
        .containsExactlyInAnyOrder(Reasons.ALARM_CORRUPT, Reasons.ALARM_OTHER);
    assertThat(outcome.findings())
        .filteredOn(f -> f.reason().equals(Reasons.ALARM_CORRUPT))
        .allSatisfy(f -> assertThat(f.message()).endsWith("the cluster rejects writes"))
        .allSatisfy(f -> assertThat(f.remedy()).endsWith("then: etcdctl alarm disarm"));
    assertThat(outcome.measurements())
        .contains(
            new Measurement("alarmActive", "", "CORRUPT", 1),
            new Measurement("alarmActive", "m1", "7", 1));
  }

  @Test
  void withoutQuorumTheMembersOwnStatusTells() {
    cluster.m(1).errors = List.of("etcdserver: no leader", "memberID:161 alarm:NOSPACE ");
    cluster.down(FailureCause.CONNECTION_REFUSED, 2, 3);

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.CRITICAL);
    assertThat(ids(outcome)).containsExactly("AlarmNOSPACE/m1");
  }

  @Test
  void withoutQuorumAndAlarmsItSaysHowItKnows() {
    lab.round();
    cluster.down(FailureCause.CONNECTION_REFUSED, 2, 3);

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(outcome.message()).contains("own status", "quorum");
  }

  @Test
  void aStatusThatLagsBehindTheListDoesNotRaise() {
    cluster.m(3).errors = List.of("memberID:163 alarm:NOSPACE ");

    assertThat(lab.round().verdict()).isEqualTo(Verdict.PASSED);
  }

  @Test
  void whenNobodyCanBeAskedItIsUnknown() {
    cluster.down(FailureCause.CONNECTION_REFUSED, 1, 2);
    cluster.m(3).down = java.util.Optional.of(FailureCause.CREDENTIALS_INVALID);

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(outcome.reason()).isEqualTo(Reasons.CREDENTIALS_INVALID);
    assertThat(outcome.measurements()).isEmpty();
  }

  @Test
  void oneMemberIsAskedForTheList() {
    lab.round();
    assertThat(cluster.m(1).calls("alarms")).isEqualTo(1);
    assertThat(cluster.m(2).calls("alarms") + cluster.m(3).calls("alarms")).isZero();

    cluster.m(1).failing.put("alarms", FailureCause.TIMEOUT);
    cluster.alarms.add(new Alarm("a1", "NOSPACE"));
    assertThat(lab.round().verdict()).isEqualTo(Verdict.CRITICAL);
  }
}
