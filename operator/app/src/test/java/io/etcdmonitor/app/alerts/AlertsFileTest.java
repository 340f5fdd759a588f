package io.etcdmonitor.app.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.app.UserException;
import io.etcdmonitor.app.config.AppConfig;
import io.etcdmonitor.engine.alert.Surroundings;
import io.etcdmonitor.engine.alert.rule.BuiltInRules;
import io.etcdmonitor.engine.alert.rule.Condition;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.alert.rule.Scope;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
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
        "channels:\\n  - name: a\\n    type: console\\n    colour: red | line 2: channel a: there is no option colour",
        "routes:\\n  - name: r\\n    channels: [x] | there is no channel 'x'",
        "routes:\\n  - name: r\\n    channels: [log]\\n    groupWait: soon | line 4: must be a duration",
        "routes:\\n  - name: r\\n    channels: [log]\\n    match: [x] | line 2: 'x' is no matcher",
        "rules:\\n  - name: EtcdMemberDown\\n    fro: 1m | line 3: fro is not known",
        "rules:\\n  - name: New | line 2: rule New: needs a condition",
        "rules:\\n  - name: N\\n    warning: {feature: request, measurement: x, above: quota} | line 3: 'quota' is no threshold",
        "a: [ | is no YAML"
      })
  void whatIsWrongIsRefusedWithItsLine(String text, String problem) {
    assertThatThrownBy(() -> reader.read(text.replace("\\n", "\n")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
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

  private static Duration memberDown(AlertService service) {
    return service.engine().config().rules().stream()
        .filter(r -> r.id().equals(RuleIds.MEMBER_DOWN))
        .findFirst()
        .orElseThrow()
        .forDuration();
  }

  private AlertService service(Path file) {
    Surroundings alone =
        new Surroundings() {
          @Override
          public boolean active() {
            return true;
          }

          @Override
          public Fate fate(ClusterKey cluster) {
            return Fate.WATCHED;
          }
        };
    return AlertService.create(
        new AppConfig.Alerts(
            Optional.of(file.toString()), Optional.of(directory.resolve("state").toString())),
        alone,
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
