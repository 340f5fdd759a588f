package io.etcdmonitor.e2e.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the report makes of what was seen: no more than it proves. */
class ReportTest {
  private static final Map<String, Double> WELL = Map.of("status", 0.1, "alerts", 0.1);

  @TempDir Path directory;

  @Test
  void aQuietRowRaisesNothingAtAll() throws Exception {
    Row quiet = row("{row: Q, fault: one, quiet: Healthy}");
    assertThat(quiet(Map.of("events", List.of("LeaderChanged")), WELL).caught(quiet)).isTrue();
    assertThat(quiet(Map.of("alerts", List.of("EtcdNoLeader critical")), WELL).caught(quiet))
        .isFalse();
    assertThat(quiet(Map.of("warnings", List.of("Event NoLeader")), WELL).caught(quiet)).isFalse();
    Map<String, Double> unwell = Map.of("status", RowResult.MISSED, "alerts", 0.1);
    assertThat(quiet(Map.of(), unwell).caught(quiet)).as("not well at the end").isFalse();
  }

  @Test
  void whereAWarningIsAllowedNothingIsCritical() throws Exception {
    Row row = row("{row: Q, fault: one, quiet: Warning}");
    assertThat(quiet(Map.of("warnings", List.of("Event MemberUnreachable")), WELL).caught(row))
        .isTrue();
    assertThat(quiet(Map.of("warnings", List.of("healthy Critical")), WELL).caught(row)).isFalse();
  }

  @Test
  void aRowThatExpectsNoVerdictHasNoTimeOfIt() throws Exception {
    String row = "{row: '34a', fault: one, expect: {alert: EtcdMemberDown}}";
    assertThat(line(row, Map.of("alert EtcdMemberDown", 18.5), 40))
        .contains("| caught | none expected | 18.5 s |");
  }

  @Test
  void nothingIsSaidOfOthersRulesThatHadNoTime() throws Exception {
    String row = "{row: '12', fault: one, expect: {health: Critical}}";
    assertThat(line(row, Map.of("health Critical", 3.9), 6.2)).contains("| nothing in 6 s |");
    assertThat(line(row, Map.of("health Critical", 3.9), 0)).contains("| nothing in 4 s |");
    assertThat(line(row, Map.of("health Critical", 3.9), 31)).contains("| nothing |");
  }

  @Test
  void othersRulesAreNotComparedWhereTheyDoNotSeeTheFault() throws Exception {
    String row =
        "{row: '31a', fault: one, inject: [watch-not-etcd nobody], expect: {health: Critical}}";
    assertThat(line(row, Map.of("health Critical", 3.9), 31)).contains("| not compared |");
  }

  /** The row's line in the first table of the report. */
  private String line(String row, Map<String, Double> seen, double lasted) throws Exception {
    Row one = row(row);
    Results results = Results.load(directory.resolve("results.yaml"));
    results.put(one, result(seen, WELL, Map.of(), lasted));
    String text = new Report(new FaultTable(List.of(one)), results).text();
    assertThat(Files.exists(directory.resolve("results.yaml"))).isTrue();
    return text.lines()
        .filter(line -> line.startsWith("| " + one.row() + " |"))
        .findFirst()
        .orElseThrow();
  }

  private static RowResult quiet(Map<String, List<String>> also, Map<String, Double> clear) {
    return result(Map.of(), clear, also, 40);
  }

  private static RowResult result(
      Map<String, Double> seen,
      Map<String, Double> clear,
      Map<String, List<String>> also,
      double lasted) {
    return new RowResult(
        "now", List.of(), List.of(), seen, clear, also, Map.of(), "Healthy", true, "", "", "",
        lasted);
  }

  private static Row row(String yaml) throws Exception {
    return new ObjectMapper(new YAMLFactory()).readValue(yaml, Row.class);
  }
}
