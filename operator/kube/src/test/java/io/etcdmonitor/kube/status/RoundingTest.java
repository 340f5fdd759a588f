package io.etcdmonitor.kube.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoundingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "m2 took 134 ms.|m# took # ms.",
        "1.5 GiB of 8,192 MiB|# GiB of # MiB",
        "etcd 3.5.16.|etcd #.",
        "7|#",
        "5. and 6,|#. and #,",
        "x1,y2|x#,y#"
      })
  void eachNumberCountsAsOne(String text, String without) {
    assertThat(Rounding.withoutDigits(text)).isEqualTo(without);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "20480,20Ki",
    "9223372036854775807,8323072Ti",
    "9223372036854775000,8323072Ti"
  })
  void everySizeCanBeWritten(long bytes, String size) {
    assertThat(Rounding.size(bytes)).isEqualTo(size);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "of them, no.", "., ,."})
  void aTextWithoutDigitsIsNotEvenCopied(String text) {
    assertThat(Rounding.withoutDigits(text)).isSameAs(text);
  }
}
