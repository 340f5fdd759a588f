package io.etcdmonitor.e2e.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.e2e.alert.WebhookReceiver.Told;
import io.etcdmonitor.e2e.lab.Checks.Check;
import io.etcdmonitor.e2e.operator.Scrape;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as seen: the right thing about the right member, and nothing else. */
class ChecksTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

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

  @ParameterizedTest
  @CsvSource({
    "< now + 11d, 864000, true",
    "< now + 11d, 86400000, false",
    "> now + 9d, 864000, true",
    "> now - 30s, -20, true",
    "> now - 30s, -40, false",
    "<= now+2h, 7200, true",
    "< now + 90m, 5401, false",
    ">= now, 0, true",
    "< 5, 864000, false",
    "> 0, 864000, true"
  })
  void aTimeIsComparedWithTheTimeItIsSeenAt(String limit, long secondsAhead, boolean met)
      throws Exception {
    Row row = row("{metric: 'ends{member=\"$it\"} " + limit + "'}");
    assertThat(met(row, "metric", ends(secondsAhead))).isEqualTo(met);
  }

  @ParameterizedTest
  @ValueSource(strings = {"< now + 7 parsecs", "< nowhere", "< now +", "about 5"})
  void aLimitThatIsNoneIsRefused(String limit) throws Exception {
    Row row = row("{metric: 'ends " + limit + "'}");
    assertThatThrownBy(() -> met(row, "metric", ends(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Sight ends(long secondsAhead) {
    Map<String, String> labels = Map.of("cluster", "row-99", "member", "m2");
    double time = NOW.getEpochSecond() + secondsAhead;
    return new Sight(
        NOW,
        null,
        List.of(),
        List.of(),
        List.of(),
        new Scrape(List.of(new Scrape.Sample("ends", labels, time))),
        Map.of());
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
        List.of(),
        List.of(new Told(0, "1", rule, member, "firing", "warning", "lab", "row-99", "firing")));
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
    return new Sight(NOW, null, inspections, List.of(), told, new Scrape(List.of()), Map.of());
  }
}
