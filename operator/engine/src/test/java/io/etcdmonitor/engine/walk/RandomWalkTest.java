package io.etcdmonitor.engine.walk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole engine and its alerts on a cluster to which anything happens, in the test's own time.
 * What is asked of it is in {@link Walk}. For more of it: {@code -Dwalk.seeds=100-400}; one seed
 * alone tells all that it did.
 */
class RandomWalkTest {
  private static final String SEEDS = System.getProperty("walk.seeds", "24-29");

  static LongStream seeds() {
    String[] ends = SEEDS.split("-");
    return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsSaidIsTrueAndDoesNotHangOnThePast(long seed) {
    Walk walk = new Walk(seed);

    walk.run(25);

    if (!SEEDS.contains("-")) {
      walk.log().forEach(System.out::println);
    }
    assertThat(walk.wrong()).as("seed %d", seed).isEmpty();
  }
}
