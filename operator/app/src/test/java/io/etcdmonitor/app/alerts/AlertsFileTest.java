package io.etcdmonitor.app.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.etcdmonitor.app.UserException;
import io.etcdmonitor.app.config.AppConfig;
import io.etcdmonitor.engine.alert.AlertConfig;
import io.etcdmonitor.engine.alert.Surroundings;
import io.etcdmonitor.engine.alert.rule.BuiltInRules;
import io.etcdmonitor.engine.alert.rule.Condition;
import io.etcdmonitor.engine.alert.rule.Limit;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.alert.rule.Scope;
import io.etcdmonitor.engine.alert.state.Inhibition;
import io.etcdmonitor.engine.model.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertsFileTest {
  @TempDir private Path directory;

  private final AlertsFile reader =
      new AlertsFile(Map.of("TOKEN", "0123456789abcdef0123456789abcdef"));

  @Test
  void theExampleOfTheDocumentationIsReadWhole() throws Exception {
    String page = Files.readString(page());
    String example = page.substring(page.indexOf("```yaml\n") + 8);
    AlertsFile.Content content = reader.read(example.substring(0, example.indexOf("```")));
    assertThat(content.channels()).containsOnlyKeys("log", "hook", "pager");
    assertThat(content.config().routes()).hasSize(2);
    assertThat(content.config().routes().get(0).escalation()).contains("on-call");
    assertThat(content.config().fallback()).contains("log");
    Rule down = rule(content, RuleIds.MEMBER_DOWN);
    assertThat(down.forDuration()).isZero();
    assertThat(down.levels()).isNotEmpty();
    assertThat(rule(content, RuleIds.LEADER_FLAPPING).enabled()).isFalse();
    Rule own = rule(content, "TooManyWatchers");
    assertThat(own.scope()).isEqualTo(Scope.MEMBER);
    assertThat(own.levels())
        .extracting(Rule.Level::severity)
        .containsExactly(Severity.CRITICAL, Severity.WARNING);
    assertThat(own.levels().get(1).condition()).isInstanceOf(Condition.Compare.class);
  }

  @Test
  void thePageListsEveryRule() throws Exception {
    String page = Files.readString(page());
    for (Rule rule : BuiltInRules.all()) {
      assertThat(page).contains("[%s](runbooks/%s.md)".formatted(rule.id(), rule.id()));
    }
  }

  @Test
  void thePageListsEveryThresholdThatARuleMayName() throws Exception {
    String page = Files.readString(page());
    String known =
        assertThrows(IllegalArgumentException.class, () -> Limit.named("none"))
            .getMessage()
            .replaceAll(".*\\[|\\].*", "");
    for (String name : known.split(", ")) {
      assertThat(page).contains("`" + name + "`");
    }
  }

  @Test
  void anEmptyFileMeansTheBuiltInRulesToTheLog() {
    AlertsFile.Content content = reader.read("");
    assertThat(content.channels()).containsOnlyKeys("log");
    assertThat(content.config().rules()).isEqualTo(BuiltInRules.all());
    assertThat(content.config().fallback()).contains("log");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "chanels: [] | line 1: chanels is not known",
        "channels:\\n  - name: a\\n    type: fax | line 3: there is no channel type 'fax'",
        "channels:\\n  - name: a\\n    type: console\\n    colour: red | line 4: colour is not known",
        "routes:\\n  - name: r\\n    channels: [x] | there is no channel 'x'",
        "routes:\\n  - name: r\\n    channels: [log]\\n    groupWait: soon | line 4: groupWait must be a duration",
        "routes:\\n  - name: r\\n    channels: [log]\\n    repeatInterval: 0s | line 4: repeatInterval must be at least 1m, not \"0s\"",
        "routes:\\n  - name: r\\n    channels: [log]\\n    repeatIntervalCritical: 59s | line 4: repeatIntervalCritical must be at least 1m, not \"59s\"",
        "routes:\\n  - name: r\\n    channels: [log]\\n    match: [x] | line 4: 'x' is no matcher",
        "routes:\\n  - name: r\\n    channels: [log]\\n    match: [severity=Critical] | line 4: 'severity=Critical' is about no alert: write info, warning or critical",
        "routes:\\n  - name: r\\n    channels: [log]\\n    match: ['severity=~\"Crit.*\"'] | is about no alert",
        "routes:\\n  - name: r\\n    channels: [log]\\n    match: [severity!=Info] | is about no alert",
        "routes:\\n  - name: r\\n    channels: [log]\\n    match: [rule=EtcdQuorumLst] | line 4: there is no rule 'EtcdQuorumLst'; did you mean EtcdQuorumLost?",
        "routes:\\n  - name: r\\n    channels: [log]\\n    match:\\n      - 'rule != \"etcdNoLeader\"' | line 5: there is no rule 'etcdNoLeader'; did you mean EtcdNoLeader?",
        "routes:\\n  - name: r\\n    channels: [log]\\n    match: [severity=critical, severity=warning] | line 4: no alert has both severity=critical and severity=warning; for either write severity=~",
        "rules:\\n  - name: EtcdMemberDown\\n    fro: 1m | line 3: fro is not known",
        "rules:\\n  - name: New | line 2: rule New: needs a condition",
        "rules:\\n  - name: N\\n    warning: {feature: request, measurement: watchers, above: quota} | line 3: 'quota' is no threshold",
        "rules:\\n  - name: N\\n    warning: {feature: request, measurement: watcher, above: 1} | line 3: there is no measurement 'watcher'; did you mean watchers?",
        "rules:\\n  - name: N\\n    warning: {feature: helthy, findings: [X]} | line 3: there is no feature 'helthy'; did you mean healthy?",
        "rules:\\n  - name: N\\n    warning: {feature: request, measurement: watchers} | line 3: a measurement needs one of above",
        "rules:\\n  - name: N\\n    scope: all\\n    warning: {absentFor: 5m} | line 3: scope must be cluster, member or feature",
        "rules:\\n  - name: N\\n    summary: '{clutser} is odd'\\n    warning: {absentFor: 5m} | line 3: summary must name only",
        "heartbeat: {channel: p}\\nchannels:\\n  - {name: p, type: pagerduty, routingKey: 0123456789abcdef0123456789abcdef} | line 1: a heartbeat goes to a program",
        "heartbeat: {channel: log, interval: 1s} | line 1: a heartbeat's interval is at least 10s",
        "escalations:\\n  - name: e\\n    steps:\\n      - {after: 5m, channels: [nobody]} | line 4: there is no channel 'nobody'",
        "routes:\\n  - name: r\\n    channels: [log]\\n    hours: {from: '08:00', to: '18:00', days: [freitag]} | line 4: days must be monday to sunday",
        "fallback: log\\nneverSilenced: [EtcdQuorumLst] | line 2: there is no rule 'EtcdQuorumLst'; did you mean EtcdQuorumLost?",
        "neverSilenced:\\n  - EtcdQuorumLost\\n  - etcdNoLeader | line 3: there is no rule 'etcdNoLeader'; did you mean EtcdNoLeader?",
        "neverSilenced: {EtcdQuorumLost: true} | line 1: neverSilenced must be a text",
        "inhibitions:\\n  - {source: EtcdQuorumLst} | line 2: there is no rule 'EtcdQuorumLst'; did you mean EtcdQuorumLost?",
        "inhibitions:\\n  - source: EtcdQuorumLost\\n    targets:\\n      - EtcdMemberDown\\n      - etcdNoLeader | line 5: there is no rule 'etcdNoLeader'; did you mean EtcdNoLeader?",
        "rules:\\n  - {name: Watchers, warning: {absentFor: 5m}}\\ninhibitions:\\n  - {source: Watcher} | line 4: there is no rule 'Watcher'; did you mean Watchers?",
        "a: [ | is no YAML"
      })
  void whatIsWrongIsRefusedWithItsLine(String text, String problem) {
    assertThatThrownBy(() -> reader.read(text.replace("\\n", "\n")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void rulesOfAllKindsMayBeNeverSilenced() {
    String text =
        """
        neverSilenced: [EtcdQuorumLost, EtcdMonitorChannelFailing, TooManyWatchers, RackDown]
        rules:
          - {name: TooManyWatchers, warning: {feature: request, measurement: watchers, above: 5}}
        """;
    assertThat(reader.read(text).config().neverSilenced())
        .containsExactlyInAnyOrder(
            "EtcdQuorumLost", "EtcdMonitorChannelFailing", "TooManyWatchers", "RackDown");
  }

  @Test
  void routesMayNameRulesOfClustersAndOfTheFile() {
    String text =
        """
        routes:
          - {name: r, channels: [log], match: ["rule=RackDown", "team=a", "team=a"]}
          - {name: s, channels: [log], match: ["rule!=TooManyWatchers", "rule=~Etcd.*"]}
        rules:
          - {name: TooManyWatchers, warning: {feature: request, measurement: watchers, above: 5}}
        """;
    assertThat(reader.read(text).config().routes()).hasSize(2);
  }

  /** A rule that only a cluster has stands in its own spec. */
  @Test
  void inhibitionsMayNameRulesOfClusters() {
    String text =
        """
        inhibitions:
          - {source: EtcdQuorumLost, targets: [EtcdMemberDown, TooManyWatchers, EtcdMemberSlow]}
          - {source: RackDown}
        """;
    assertThat(reader.read(text).config().inhibitions())
        .extracting(Inhibition::source)
        .containsExactly("EtcdQuorumLost", "RackDown");
  }

  @Test
  void aRuleThatIsRefusedIsNotAlsoAnUnknownOne() {
    assertThatThrownBy(() -> reader.read("neverSilenced: [New]\nrules:\n  - {name: New}\n"))
        .isInstanceOfSatisfying(
            AlertsFileException.class,
            e ->
                assertThat(e.problems())
                    .singleElement()
                    .asString()
                    .startsWith("line 3: rule New: needs a condition"));
  }

  @Test
  void everyProblemIsToldAtOnceInTheOrderOfTheFile() {
    String text =
        """
        routes:
          - {name: r, channels: [nobody]}
        rules:
          - {name: EtcdMemberDown, for: soon}
          - {name: New}
        """;
    assertThatThrownBy(() -> reader.read(text))
        .isInstanceOfSatisfying(
            AlertsFileException.class,
            e ->
                assertThat(e.problems())
                    .hasSize(3)
                    .satisfiesExactly(
                        p -> assertThat(p).startsWith("line 2: there is no channel"),
                        p -> assertThat(p).startsWith("line 4: for must be a duration"),
                        p -> assertThat(p).startsWith("line 5: rule New: needs a condition")))
        .hasMessageEndingWith("(and 2 more)");
  }

  @Test
  void aChannelOfAWrongTypeIsNotAlsoAnUnknownOne() {
    String text =
        """
        channels:
          - {name: mail, type: emial}
        routes:
          - {name: r, channels: [mail]}
        """;
    assertThatThrownBy(() -> reader.read(text))
        .isInstanceOfSatisfying(
            AlertsFileException.class,
            e ->
                assertThat(e.problems()).singleElement().asString().startsWith("line 2: there is"));
  }

  @Test
  void whatIsListedCanBeReadAgain() {
    String text =
        """
        rules:
          - name: Odd
            scope: member
            labels: {team: databases}
            info: {feature: request, measurement: watchers, label: x, changeWithin: 1h, notEquals: 0}
            warning:
              all:
                - {feature: disk, measurement: walFsyncP99, atLeast: fsyncWarning}
                - {not: {feature: healthy, verdicts: [passed, warning], reasons: [A]}}
            critical:
              any:
                - {absentFor: 10m, features: [request], exceptFeatures: [disk]}
                - {absentFor: 10m, feature: request, measurement: watchers}
                - {feature: healthy, findings: [A], exceptFindings: [B], reasons: [C], minSeverity: warning}
        """;
    List<Rule> rules = reader.readWithoutSecrets(text).config().rules();
    String listed = RuleWriter.file(rules).toString();
    assertThat(reader.readWithoutSecrets(listed).config().rules()).isEqualTo(rules);
    assertThat(rules).hasSize(BuiltInRules.all().size() + 1);
  }

  @Test
  void withoutSecretsNoChannelIsMade() {
    String text = "channels:\n  - {name: p, type: pagerduty, routingKeyEnv: NOT_SET}\n";
    AlertsFile.Content content = reader.readWithoutSecrets(text);
    assertThat(content.channels()).isEmpty();
    assertThat(content.channelTypes()).containsExactly(Map.entry("p", "pagerduty"));
    assertThatThrownBy(() -> reader.read(text)).hasMessageContaining("NOT_SET is not set");
  }

  @Test
  void theHeartbeatAndTheHoursOfAStepAreRead() {
    AlertConfig config =
        reader
            .read(
                """
                heartbeat: {channel: log, interval: 30s}
                escalations:
                  - name: e
                    steps:
                      - {after: 5m, channels: [log], hours: {zone: Europe/Berlin, from: "22:00", to: "06:00"}}
                """)
            .config();
    assertThat(config.heartbeat())
        .contains(new AlertConfig.Heartbeat("log", Duration.ofSeconds(30)));
    assertThat(config.escalations().get(0).steps().get(0).hours()).isPresent();
  }

  @Test
  void aBadFileRefusesTheStart() throws Exception {
    Path file = Files.writeString(directory.resolve("alerts.yaml"), "rules: 7");
    assertThatThrownBy(() -> service(file).close())
        .isInstanceOf(UserException.class)
        .hasMessageContaining("alerts.yaml: line 1");
  }

  @Test
  void aChangedFileComesIntoForceAndABadOneDoesNot() throws Exception {
    Path file = Files.writeString(directory.resolve("alerts.yaml"), "");
    try (AlertService service = service(file)) {
      Files.writeString(file, "rules:\n  - {name: EtcdMemberDown, for: 7m}\n");
      assertThat(service.reload()).isTrue();
      assertThat(memberDown(service)).isEqualTo(Duration.ofMinutes(7));
      Files.writeString(file, "rules:\n  - {name: EtcdMemberDown, for: 8 parsecs}\n");
      assertThat(service.reload()).isFalse();
      assertThat(service.reloadSuccess()).isFalse();
      assertThat(memberDown(service)).isEqualTo(Duration.ofMinutes(7));
      Files.writeString(file, "rules:\n  - {name: EtcdMemberDown, for: 9m}\n");
      assertThat(service.reload()).isTrue();
      assertThat(service.reloadSuccess()).isTrue();
      assertThat(memberDown(service)).isEqualTo(Duration.ofMinutes(9));
    }
  }

  @Test
  void aChangedSecretComesIntoForceWithoutTheFile() throws Exception {
    Path secret = Files.writeString(directory.resolve("key"), "first");
    Path file = directory.resolve("alerts.yaml");
    Files.writeString(
        file,
        """
        channels:
          - {name: hook, type: webhook, url: "http://127.0.0.1:1/", signingKeyFile: %s}
        """
            .formatted(secret));
    List<String> reloads = new ArrayList<>();
    try (AlertService service = service(file)) {
      service.onReload(refused -> reloads.add(refused.orElse("in force")));
      assertThat(service.reload()).isTrue();
      assertThat(reloads).isEmpty();
      Files.writeString(secret, "second");
      assertThat(service.reload()).isTrue();
      assertThat(service.reload()).isTrue();
      assertThat(reloads).containsExactly("in force");
      Files.delete(secret);
      assertThat(service.reload()).isFalse();
      assertThat(service.reload()).isFalse();
      assertThat(reloads).hasSize(2).last().asString().contains("line 2", "key cannot be read");
      Files.writeString(secret, "third");
      assertThat(service.reload()).isTrue();
      assertThat(service.reloadSuccess()).isTrue();
      assertThat(reloads).hasSize(3).last().isEqualTo("in force");
    }
  }

  private static Duration memberDown(AlertService service) {
    return service.engine().config().rules().stream()
        .filter(r -> r.id().equals(RuleIds.MEMBER_DOWN))
        .findFirst()
        .orElseThrow()
        .forDuration();
  }

  private AlertService service(Path file) {
    return AlertService.create(
        new AppConfig.Alerts(
            Optional.of(file.toString()), Optional.of(directory.resolve("state").toString())),
        Surroundings.ALONE,
        Map.of(),
        Clock.systemUTC());
  }

  private static Rule rule(AlertsFile.Content content, String id) {
    List<Rule> rules = content.config().rules();
    return rules.stream().filter(r -> r.id().equals(id)).findFirst().orElseThrow();
  }

  private static Path page() {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("docs/alerts.md"))) {
      root = root.getParent();
    }
    return root.resolve("docs/alerts.md");
  }
}
