package io.etcdmonitor.engine.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.etcdmonitor.engine.scrape.SampleHistory.Column;
import io.etcdmonitor.engine.scrape.SampleHistory.Point;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class SampleBlockTest {
  private static final long START = 1_800_000_000;
  private final Random random = new Random(7);

  @Test
  void whatGoesInComesOutBeforeAndAfterItIsPacked() {
    SampleBlock block = new SampleBlock(START);
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; block.takes(second(i)); i++) {
      float[] row = row(i);
      rows.add(row);
      block.add(second(i), row);
      for (Column column : Column.values()) {
        List<Point> points = new ArrayList<>();
        block.collect(column, points);
        check(points, rows, column);
      }
    }
    assertThat(rows).hasSize(SampleBlock.CAPACITY);
  }

  /** Gaps of up to 40 minutes: more than a signed short counts in seconds. */
  private static long second(int sample) {
    return START + sample * 2_500L;
  }

  private float[] row(int i) {
    float[] row = new float[Column.values().length];
    for (int column = 0; column < row.length; column++) {
      row[column] = (float) (Math.exp(random.nextGaussian() * 20) * (column % 2 == 0 ? 1 : -1));
    }
    row[0] = 0;
    row[1] = i % 3 == 0 ? Float.NaN : 8L << 30;
    return row;
  }

  private static void check(List<Point> points, List<float[]> rows, Column column) {
    int at = 0;
    for (int i = 0; i < rows.size(); i++) {
      float value = rows.get(i)[column.ordinal()];
      if (!Float.isNaN(value)) {
        Point point = points.get(at++);
        assertThat(point.time()).isEqualTo(Instant.ofEpochSecond(second(i)));
        assertThat(point.value()).isCloseTo(value, Percentage.withPercentage(0.5));
      }
    }
    assertThat(points).hasSize(at);
  }

  @Test
  void aFullBlockOfAnOrdinaryMemberTakesHalf() {
    SampleBlock block = new SampleBlock(START);
    assertThat(block.bytes()).isEqualTo(SampleBlock.CAPACITY * SampleHistory.BYTES_PER_SAMPLE);
    double[] usual = new double[Column.values().length];
    Arrays.setAll(usual, column -> Math.pow(10, random.nextInt(9)));
    for (int i = 0; i < SampleBlock.CAPACITY; i++) {
      float[] row = new float[usual.length];
      for (int column = 0; column < row.length; column++) {
        // Rates and times scatter by a tenth, sizes and counts hardly.
        double scatter = column < usual.length / 2 ? 0.1 : 0.001;
        row[column] = (float) (usual[column] * (1 + scatter * random.nextGaussian()));
      }
      block.add(START + 10L * i, row);
    }
    assertThat((double) block.bytes()).isCloseTo(400, within(100.0));
  }
}
