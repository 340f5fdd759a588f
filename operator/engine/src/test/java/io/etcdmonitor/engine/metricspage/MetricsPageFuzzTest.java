package io.etcdmonitor.engine.metricspage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands at a metrics address, reading it ends, soon, and without an exception. */
class MetricsPageFuzzTest {
  private static final String ALPHABET = "ab_:{}\"\\=, \t#\n\r0123456789.eE+-NaInf\u0000\u00e9";

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void noiseIsReadWithoutAnException(long seed) {
    Random random = new Random(seed);
    for (int page = 0; page < 2_000; page++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(400);
      for (int i = 0; i < length; i++) {
        text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
      }
      String noise = text.toString();
      assertThatCode(() -> MetricsPage.parse(noise, n -> true, 1_000))
          .as(noise)
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.4-basic", "3.5-basic", "3.6-extensive"})
  void aDamagedPageKeepsItsOtherLines(String name) throws IOException {
    String page = MetricsPageTest.recorded(name);
    long whole = page.lines().filter(line -> !line.startsWith("#")).count();
    Random random = new Random(name.hashCode());
    for (int round = 0; round < 50; round++) {
      StringBuilder damaged = new StringBuilder(page);
      for (int i = 0; i < 20; i++) {
        // One character of a line can spoil that line at most, unless it joins or splits lines.
        int at = random.nextInt(damaged.length());
        if (damaged.charAt(at) != '\n') {
          char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
          damaged.setCharAt(at, c == '\n' || c == '#' ? '?' : c);
        }
      }
      MetricsPage read = MetricsPage.parse(damaged.toString(), n -> true, 20_000);
      assertThat(read.size()).isBetween((int) whole - 20, (int) whole + 20);
    }
  }

  @Test
  void aPageCutAnywhereKeepsWhatStandsBefore() throws IOException {
    String page = MetricsPageTest.recorded("3.5-basic");
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      int end = random.nextInt(page.length());
      MetricsPage cut = MetricsPage.parse(page.substring(0, end), n -> true, 20_000);
      long lines = page.substring(0, end).lines().filter(line -> !line.startsWith("#")).count();
      assertThat(cut.size()).isBetween((int) lines - 1, (int) lines);
    }
  }

  @Test
  void hugePagesOfLabelsAreReadInLinearTime() {
    String line = "m{" + "a=\"b\",".repeat(50) + "} 1\n";
    String huge = line.repeat((4 << 20) / line.length());
    // Reading on beyond the line for every label would take minutes; this takes far below a second.
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertThat(MetricsPage.parse(huge, n -> true, 1_000_000).size()).isGreaterThan(1000));
  }
}
