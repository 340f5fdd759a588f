package io.etcdmonitor.engine.features.healthy;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.testing.FakeCluster;
import io.etcdmonitor.engine.testing.Lab;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SlowReadsTest {
  private static final Duration SLOW = Duration.ofMillis(300);
  private static final Duration QUICK = Duration.ofMillis(2);

  private final FakeCluster cluster = new FakeCluster(3);
  private final Lab lab = new Lab(new HealthyProvider(), cluster);

  /** One round for each letter, 30 s apart: S slow, q quick; returns what the last one says. */
  private Optional<Finding> rounds(String looks) {
    return rounds(looks, Duration.ofSeconds(30));
  }

  private Optional<Finding> rounds(String looks, Duration interval) {
    Optional<Finding> last = Optional.empty();
    for (int i = 0; i < looks.length(); i++) {
      cluster.m(2).latency = looks.charAt(i) == 'S' ? SLOW : QUICK;
      last =
          lab.round(interval).findings().stream()
              .filter(f -> f.reason().equals(Reasons.HIGH_LATENCY))
              .findFirst();
    }
    return last;
  }

  @Test
  void whatWasSlowForOnceIsOverWithAQuickLook() {
    assertThat(rounds("qqSSSSS")).isPresent();
    assertThat(rounds("q")).isEmpty();
  }

  @Test
  void whatIsSlowNowAndThenIsSlowInBetweenToo() {
    assertThat(rounds("SqSq")).isEmpty();
    assertThat(rounds("S").orElseThrow().message())
        .isEqualTo("member m2 took 300 ms to serve a read, twice in a row, more than 100 ms");

    Finding between = rounds("q").orElseThrow();

    assertThat(between.message())
        .isEqualTo(
            "member m2 is slow to serve reads now and then: more than 100 ms in 3 of the last 6"
                + " looks, 300 ms at most");
    assertThat(between.id()).isEqualTo("HighLatency/m2");
    assertThat(between.severity()).isEqualTo(Severity.WARNING);
    assertThat(between.member()).contains("m2");
    assertThat(between.value()).isEqualTo("300 ms");
    assertThat(between.threshold()).isEqualTo("100 ms");
  }

  @Test
  void itIsOverWhenItsLooksWereQuickForLong() {
    assertThat(rounds("SqSqSqqqqq")).isPresent();
    assertThat(rounds("q")).isEmpty();
  }

  @Test
  void slowLooksOfLongAgoDoNotCount() {
    assertThat(rounds("SqSq", Duration.ofMinutes(5))).isEmpty();
    assertThat(rounds("Sq", Duration.ofMinutes(5))).isEmpty();
  }

  @Test
  void aMemberThatWasReplacedTakesItsPastWithIt() {
    assertThat(rounds("SqSqSq")).isPresent();
    cluster.members.remove(cluster.m(2));
    cluster.add("another", "m2", "http://c1-m2:2379");
    assertThat(lab.round().findings()).isEmpty();
  }
}
