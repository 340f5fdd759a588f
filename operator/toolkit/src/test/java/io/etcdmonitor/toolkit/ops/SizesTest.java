package io.etcdmonitor.toolkit.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected is what etcdctl prints for the same number. */
class SizesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "9, 9 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "9950, 10 kB",
    "16384, 16 kB",
    "20480, 20 kB",
    "21500, 22 kB",
    "24576, 25 kB",
    "2147483648, 2.1 GB",
    "8589934592, 8.6 GB"
  })
  void roundsAsEtcdctlDoes(long bytes, String shown) {
    assertThat(Sizes.decimal(bytes)).isEqualTo(shown);
  }
}
