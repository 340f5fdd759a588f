package io.etcdmonitor.app.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.feature.SettingSpec;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings cannot make a heavy load. */
class BenchmarkSettingsTest {
  private static final Map<String, SettingSpec> SETTINGS =
      new BenchmarkProvider()
          .settings().stream().collect(Collectors.toMap(SettingSpec::name, s -> s));

  @ParameterizedTest
  @CsvSource({
    "rate, 2000, true",
    "rate, 2001, false",
    "rate, 0, false",
    "clients, 33, false",
    "duration, 20s, true",
    "duration, 21s, false",
    "duration, 1s, false",
    "duration, soon, false",
    "valueSize, 4097, false",
    "kind, mixed, true",
    "kind, delete, false",
  })
  void limits(String setting, String value, boolean allowed) {
    assertThat(SETTINGS.get(setting).check().apply(value).isEmpty()).isEqualTo(allowed);
  }

  @Test
  void defaultsAreAllowed() {
    assertThat(SETTINGS.values()).allMatch(s -> s.check().apply(s.defaultValue()).isEmpty());
  }
}
