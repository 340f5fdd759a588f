package io.etcdmonitor.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "512, 512",
    "20Ki, 20480",
    "100Mi, 104857600",
    "2Gi, 2147483648",
    "1Ti, 1099511627776",
    "999999999999999Ti, 9223372036854775807"
  })
  void reads(String text, long bytes) {
    assertThat(Quantities.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"100MB", "1.5Gi", "-1", "1 Gi", "Mi"})
  void refusesAndSaysWhatIsAllowed(String text) {
    assertThatThrownBy(() -> Quantities.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + text + "\" is not a size")
        .hasMessageContaining("Ki, Mi, Gi or Ti");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "9999, 9999",
    "20480, 20Ki",
    "25165824, 24Mi",
    "25165825, 24Mi",
    "2147483648, 2048Mi",
    "12884901888, 12Gi",
    "9223372036854775807, 8388608Ti"
  })
  void writesRoundedSoThatAStatusStaysTheSame(long bytes, String expected) {
    assertThat(Quantities.format(bytes)).isEqualTo(expected).matches(Quantities.PATTERN);
  }

  @Test
  void doesNotWriteNegativeSizes() {
    assertThatThrownBy(() -> Quantities.format(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
