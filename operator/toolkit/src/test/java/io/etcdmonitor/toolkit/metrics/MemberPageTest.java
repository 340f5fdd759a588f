package io.etcdmonitor.toolkit.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What is read from a page, and what is not made up. */
class MemberPageTest {
  private static final String PAGE =
      """
      # HELP wal_seconds time
      # TYPE wal_seconds histogram
      wal_seconds_bucket{le="0.001"} %d
      wal_seconds_bucket{le="0.002"} %d
      wal_seconds_bucket{le="+Inf"} %d
      wal_seconds_sum 3
      fds 12
      fds_other 13
      by_label{a="1"} 2
      by_label{a="2"} 3.5
      broken line that is none x
      """;

  @Test
  void readsWhatIsThere() {
    MemberPage page = new MemberPage(PAGE.formatted(50, 100, 100));
    assertThat(page.value("fds")).hasValue(12);
    assertThat(page.value("by_label")).hasValue(5.5);
    assertThat(page.value("absent")).isEqualTo(OptionalDouble.empty());
    assertThat(page.value("broken")).isEqualTo(OptionalDouble.empty());
    assertThat(page.histogram("absent")).isEmpty();
    Buckets wal = page.histogram("wal_seconds").orElseThrow();
    assertThat(wal.count()).isEqualTo(100);
    assertThat(wal.quantile(0.75)).hasValue(0.0015);
    assertThat(wal.beyond(0.99)).isFalse();
  }

  @Test
  void aWindowIsTheDifferenceAndARestartIsNone() {
    Buckets before =
        new MemberPage(PAGE.formatted(50, 100, 100)).histogram("wal_seconds").orElseThrow();
    Buckets after =
        new MemberPage(PAGE.formatted(50, 100, 200)).histogram("wal_seconds").orElseThrow();
    Buckets window = after.since(before).orElseThrow();
    assertThat(window.count()).isEqualTo(100);
    assertThat(window.beyond(0.5)).isTrue();
    assertThat(window.quantile(0.5)).hasValue(0.002);
    assertThat(before.since(after)).isEmpty();
    assertThat(before.since(before).orElseThrow().quantile(0.5)).isEmpty();
  }
}
