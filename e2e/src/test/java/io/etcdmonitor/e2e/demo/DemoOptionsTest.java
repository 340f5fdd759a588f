package io.etcdmonitor.e2e.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoOptionsTest {
  @Test
  void flags() {
    assertThat(DemoOptions.parse(List.of()))
        .isEqualTo(new DemoOptions(false, false, Optional.empty()));
    assertThat(DemoOptions.parse(List.of("--mock", "--once", "--seconds", "60")))
        .isEqualTo(new DemoOptions(true, true, Optional.of(Duration.ofMinutes(1))));
  }

  @ParameterizedTest
  @CsvSource({"--mok,--mok", "--seconds,whole number", "--seconds 0,'0'", "--seconds x,'x'"})
  void badUsageIsSaidInOneSentence(String line, String words) {
    assertThatThrownBy(() -> DemoOptions.parse(List.of(line.split(" "))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }
}
