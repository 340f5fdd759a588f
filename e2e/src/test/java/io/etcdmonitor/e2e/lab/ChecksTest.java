package io.etcdmonitor.e2e.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.e2e.alert.WebhookReceiver.Told;
import io.etcdmonitor.e2e.lab.Checks.Check;
import io.etcdmonitor.e2e.operator.Scrape;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What counts as seen: the right thing about the right member, and nothing else. */
class ChecksTest {
  @Test
  void anAlertAboutAnotherMemberIsNotTheFaultsAlert() throws Exception {
    Row row = row("{finding: disk/SlowFsync, member: $it, alert: EtcdSlowFsync}");
    assertThat(met(row, "alert", told("EtcdSlowFsync", "m1"))).isFalse();
    assertThat(met(row, "alert", told("EtcdSlowFsync", "m2"))).isTrue();
    assertThat(met(row, "alert", told("EtcdSlowFsync", ""))).as("of the cluster").isTrue();
    assertThat(met(row, "alert", told("EtcdMemberDown", "m2"))).isFalse();
  }

  @Test
  void aRowThatNamesNoMemberTakesAny() throws Exception {
    Row row = row("{finding: healthy/HighLatency, alert: EtcdHighLatency}");
    assertThat(met(row, "alert", told("EtcdHighLatency", "m1"))).isTrue();
    assertThat(met(row, "finding", found("healthy", "HighLatency", "m1"))).isTrue();
    assertThat(met(row, "finding", found("healthy", "HighLatencyOfAll", ""))).isFalse();
  }

  @Test
  void aFindingThatMustNameNobodyNamesNobody() throws Exception {
    Row row = row("{finding: consistency/HashMismatch, member: ''}");
    assertThat(met(row, "finding", found("consistency", "HashMismatch", "m1"))).isFalse();
    assertThat(met(row, "finding", found("consistency", "HashMismatch", ""))).isTrue();
  }

  @Test
  void aFindingMustNameTheMemberThatWasHurt() throws Exception {
    Row row = row("{finding: healthy/Timeout, member: $it}");
    assertThat(met(row, "finding", found("healthy", "Timeout", "m1"))).isFalse();
    assertThat(met(row, "finding", found("healthy", "Timeout", "m2"))).isTrue();
  }

  private static boolean met(Row row, String kind, Sight sight) {
    Check check =
        Checks.of(row).stream().filter(c -> c.kind().equals(kind)).findFirst().orElseThrow();
    return Checks.met(check, sight, row.cluster(), "m2");
  }

  private static Row row(String expect) throws Exception {
    return new ObjectMapper(new YAMLFactory())
        .readValue("{row: '99', fault: one, expect: " + expect + "}", Row.class);
  }

  private static Sight told(String rule, String member) {
    return sight(
        List.of(), List.of(new Told(0, "1", rule, member, "firing", "warning", "lab", "row-99")));
  }

  private static Sight found(String feature, String reason, String member) {
    return sight(
        List.of(
            Serialization.unmarshal(
                """
                spec: {clusterName: row-99, feature: %s}
                status: {findings: [{id: one, reason: %s, member: '%s'}]}
                """
                    .formatted(feature, reason, member),
                EtcdInspection.class)),
        List.of());
  }

  private static Sight sight(List<EtcdInspection> inspections, List<Told> told) {
    return new Sight(null, inspections, List.of(), told, new Scrape(List.of()), Map.of());
  }
}
