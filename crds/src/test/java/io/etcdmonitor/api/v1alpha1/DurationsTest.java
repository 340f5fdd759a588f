package io.etcdmonitor.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "30s, PT30S",
    "5m, PT5M",
    "1h30m, PT1H30M",
    "1h2m3s4ms, PT1H2M3.004S",
    "90m, PT1H30M",
    "0s, PT0S",
    "9999h, PT9999H"
  })
  void reads(String text, Duration expected) {
    assertThat(Durations.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {"30", "1d", "-5s", "5 s", "1.5s", "30m1h", "5S", "PT5S", "10000h", "soon"})
  void refusesAndSaysWhatIsAllowed(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + text + "\" is not a duration")
        .hasMessageContaining("1h30m");
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT0.0004S, 0s",
    "PT0.015S, 15ms",
    "PT90S, 1m30s",
    "PT24H, 24h",
    "PT1H0.25S, 1h250ms"
  })
  void writesTheShortestForm(Duration duration, String expected) {
    assertThat(Durations.format(duration)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 999, 1000, 59_999, 60_000, 3_599_999, 3_600_000, 86_399_999})
  void readsBackWhatItWrote(long millis) {
    Duration duration = Duration.ofMillis(millis);
    assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
  }

  @Test
  void doesNotWriteNegativeDurations() {
    assertThatThrownBy(() -> Durations.format(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
