package io.etcdmonitor.toolkit.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PutTallyTest {
  private final PutTally tally = new PutTally(10);

  @Test
  void withoutAnyThereIsNothingToMeasure() {
    assertThat(tally.count()).isZero();
    assertThat(tally.slowest()).isZero();
    assertThat(tally.deviation()).isZero();
    assertThat(tally.errors()).isEmpty();
  }

  @Test
  void onlyThoseThatSucceededAreMeasured() {
    tally.took(2_000_000_000L);
    tally.took(4_000_000_000L);
    tally.failed("no leader");
    assertThat(tally.count()).isEqualTo(2);
    assertThat(tally.slowest()).isEqualTo(4);
    assertThat(tally.deviation()).isCloseTo(1, within(1e-9));
  }

  @Test
  void equalFailuresAreCountedTogether() {
    tally.failed("no leader");
    tally.failed("too many requests");
    tally.failed("no leader");
    assertThat(tally.errors()).isEqualTo(Map.of("no leader", 2L, "too many requests", 1L));
  }
}
