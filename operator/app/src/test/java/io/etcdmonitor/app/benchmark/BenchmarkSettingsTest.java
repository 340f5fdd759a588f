package io.etcdmonitor.app.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.SettingSpec;
import io.etcdmonitor.toolkit.benchmark.BenchmarkOptions;
import java.lang.reflect.Proxy;
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

  /** Blanks around a value pass the check of each. */
  @Test
  void whatIsAllowedCanBeRun() {
    InspectionContext blanks =
        (InspectionContext)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {InspectionContext.class},
                (proxy, method, arguments) -> {
                  SettingSpec setting = SETTINGS.get((String) arguments[0]);
                  String spaced = " " + setting.defaultValue() + " ";
                  return setting.check().apply(spaced).isEmpty() ? spaced : setting.defaultValue();
                });
    BenchmarkOptions options = BenchmarkProvider.options(blanks);
    assertThat(options.load().clients()).isEqualTo(8);
    assertThat(options.load().rate()).isEqualTo(200);
    assertThat(options.data().valueSize()).isEqualTo(256);
  }

  @Test
  void defaultsAreAllowed() {
    assertThat(SETTINGS.values()).allMatch(s -> s.check().apply(s.defaultValue()).isEmpty());
  }
}
