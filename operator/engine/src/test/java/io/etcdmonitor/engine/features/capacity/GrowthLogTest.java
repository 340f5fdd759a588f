package io.etcdmonitor.engine.features.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.etcdmonitor.engine.features.capacity.Forecast.Confidence;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrowthLogTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final long MIB = 1L << 20;
  private static final long QUOTA = 2048 * MIB;

  /** What is forecast after so many minutes of sizes, one a minute. */
  private static Forecast after(int minutes, LongUnaryOperator size) {
    GrowthLog log = new GrowthLog();
    for (int i = 0; i <= minutes; i++) {
      log.saw(START.plusSeconds(60L * i), size.applyAsLong(i));
    }
    Instant now = START.plusSeconds(60L * minutes);
    return log.forecast(now, size.applyAsLong(minutes), QUOTA);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 14})
  void tooLittleMakesNoForecast(int minutes) {
    Forecast forecast = after(minutes, i -> (100 + 10 * i) * MIB);
    assertThat(forecast.confidence()).isEqualTo(Confidence.NONE);
    assertThat(forecast.bytesPerSecond()).isEmpty();
    assertThat(forecast.fullAt()).isEmpty();
  }

  @Test
  void steadyGrowthIsForecast() {
    Forecast forecast = after(120, i -> (100 + i) * MIB);
    assertThat(forecast.confidence()).isEqualTo(Confidence.HIGH);
    assertThat(forecast.bytesPerSecond().getAsDouble()).isCloseTo(MIB / 60.0, within(1.0));
    // 1,828 MiB are left, at one a minute, a little over thirty hours; ten times what was seen is
    // twenty.
    assertThat(forecast.fullAt()).isEmpty();

    Forecast fast = after(120, i -> (100 + 10 * i) * MIB);
    assertThat(Duration.between(START.plus(Duration.ofMinutes(120)), fast.fullAt().orElseThrow()))
        .isCloseTo(Duration.ofSeconds(74 * 60 + 48), Duration.ofMinutes(2));
  }

  @Test
  void aShortTimeGivesLessConfidence() {
    assertThat(after(20, i -> (100 + 10 * i) * MIB).confidence()).isEqualTo(Confidence.MEDIUM);
  }

  @Test
  void oneJumpIsNoGrowth() {
    Forecast forecast = after(120, i -> i < 100 ? 100 * MIB : 900 * MIB);
    assertThat(forecast.fullAt()).isEmpty();
    assertThat(forecast.bytesPerSecond()).hasValue(0);
  }

  @Test
  void noiseDoesNotMoveTheSlopeFar() {
    Random random = new Random(1);
    Forecast forecast =
        after(120, i -> (1_000 + 5 * i) * MIB + (long) (random.nextGaussian() * 5 * MIB));
    assertThat(forecast.bytesPerSecond().getAsDouble())
        .isCloseTo(5 * MIB / 60.0, within(0.3 * MIB / 60));
    assertThat(forecast.fullAt()).isPresent();
  }

  @Test
  void growthByFitsAndStartsIsNotForecast() {
    Random random = new Random(3);
    long[] size = {100 * MIB};
    Forecast forecast =
        after(
            120,
            i -> {
              size[0] += random.nextInt(12) == 0 ? random.nextInt(400) * MIB / 4 : 10_000;
              return size[0];
            });
    assertThat(forecast.confidence()).isIn(Confidence.LOW, Confidence.MEDIUM);
  }

  @Test
  void aDefragmentationBeginsAnew() {
    Forecast forecast = after(120, i -> i < 118 ? (100 + 10 * i) * MIB : 50 * MIB);
    assertThat(forecast.confidence()).isEqualTo(Confidence.NONE);
  }

  @Test
  void aDayIsKeptInFewPointsAndWhatIsOlderIsForgotten() {
    Forecast steady = after(3 * 24 * 60, i -> 100 * MIB + i * MIB / 10);
    assertThat(steady.seen()).isBetween(Duration.ofHours(12), Duration.ofHours(24));
    assertThat(steady.confidence()).isEqualTo(Confidence.HIGH);
    assertThat(steady.bytesPerSecond().getAsDouble()).isCloseTo(MIB / 600.0, within(20.0));
  }

  @Test
  void growthThatBeganAfterAQuietDayIsForecastInTime() {
    // 1,000 MiB all day, then 5 MiB a minute: full 3 h 30 min after that began.
    int day = 24 * 60;
    LongUnaryOperator size = i -> (1_000 + 5 * Math.max(0, i - day)) * MIB;
    Forecast forecast = after(day + 110, size);
    assertThat(forecast.confidence()).isGreaterThanOrEqualTo(Confidence.MEDIUM);
    assertThat(forecast.bytesPerSecond().getAsDouble())
        .isCloseTo(5 * MIB / 60.0, within(MIB / 60.0));
    Instant now = START.plusSeconds(60L * (day + 110));
    assertThat(Duration.between(now, forecast.fullAt().orElseThrow()))
        .isCloseTo(Duration.ofMinutes(100), Duration.ofMinutes(10));
  }

  @Test
  void growthThatEndedIsSoonNoneAnyMore() {
    // 3 MiB a minute for eight hours, until somebody stops it.
    LongUnaryOperator size = i -> (100 + 3 * Math.min(i, 480)) * MIB;
    assertThat(after(480, size).fullAt()).isPresent();
    Forecast forecast = after(480 + 170, size);
    assertThat(forecast.bytesPerSecond()).hasValue(0);
    assertThat(forecast.fullAt()).isEmpty();
  }

  @Test
  void oneJumpAfterAQuietDayIsNoGrowth() {
    int day = 24 * 60;
    for (int minutes = 1; minutes < 300; minutes += 7) {
      Forecast forecast = after(day + minutes, i -> (i < day ? 100 : 900) * MIB);
      assertThat(forecast.fullAt()).as("after %d minutes", minutes).isEmpty();
    }
  }

  @Test
  void whatADayShowsIsNotOverruledByLittle() {
    Random random = new Random(5);
    Forecast forecast =
        after(24 * 60, i -> 100 * MIB + i * MIB / 10 + (long) (random.nextGaussian() * MIB));
    assertThat(forecast.seen()).isGreaterThan(Duration.ofHours(12));
    assertThat(forecast.bytesPerSecond().getAsDouble()).isCloseTo(MIB / 600.0, within(50.0));
  }
}
