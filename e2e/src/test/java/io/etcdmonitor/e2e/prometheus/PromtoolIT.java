package io.etcdmonitor.e2e.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What promtool says of deploy/prometheus. */
@NeedsPrometheus
class PromtoolIT {
  @ParameterizedTest
  @ValueSource(strings = {RuleFile.OURS, RuleFile.ETCDS})
  void theRulesAreValid(String name) {
    ok("check", "rules", "--lint-fatal", RuleFile.path(name).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {RuleFile.OURS, RuleFile.ETCDS})
  void eachAlertFiresAndIsSilentAsItsTestSays(String name) {
    for (Path tests : RuleFile.tests(name)) {
      ok("test", "rules", tests.toString());
    }
  }

  @Test
  void theConfigurationIsValid() {
    ok("check", "config", RuleFile.directory().resolve("prometheus.yml").toString());
  }

  private static void ok(String... arguments) {
    Promtool.Run run = Promtool.run(List.of(arguments));
    assertThat(run.code()).as(run.output()).isZero();
    assertThat(run.output()).contains("SUCCESS");
  }
}
