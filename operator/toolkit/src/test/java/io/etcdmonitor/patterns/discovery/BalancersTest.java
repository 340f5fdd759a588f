package io.etcdmonitor.patterns.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BalancersTest {
  private static final Instance A = Instance.of("a", "host", 1);
  private static final Instance B = Instance.of("b", "host", 2);
  private static final Instance C = Instance.of("c", "host", 3);

  private static String choices(Balancer balancer, int times, Instance... among) {
    return Stream.generate(() -> balancer.choose(List.of(among)).id())
        .limit(times)
        .collect(Collectors.joining());
  }

  @Test
  void roundRobinTakesTurnsWhateverComesAndGoes() {
    Balancer balancer = Balancers.roundRobin();
    assertThat(choices(balancer, 6, A, B, C)).isEqualTo("abcabc");
    assertThat(choices(balancer, 4, A, B)).isEqualTo("abab");
  }

  @Test
  void randomChoosesEverybody() {
    Map<Character, Long> counts =
        choices(Balancers.random(new Random(7)), 3_000, A, B, C)
            .chars()
            .mapToObj(c -> (char) c)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertThat(counts)
        .hasSize(3)
        .allSatisfy((id, count) -> assertThat(count).isBetween(900L, 1100L));
  }

  @Test
  void leastConnectionsChoosesWhoHasFewest() {
    Balancer balancer = Balancers.leastConnections();
    List<Instance> open = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      open.add(balancer.choose(List.of(A, B, C)));
    }
    assertThat(open).containsExactlyInAnyOrder(A, A, B, B, C, C);
    balancer.done(B);
    assertThat(balancer.choose(List.of(A, B, C))).isEqualTo(B);
    balancer.done(C);
    balancer.done(C);
    assertThat(choices(balancer, 2, A, B, C)).isEqualTo("cc");
    // Who is new has none.
    assertThat(choices(balancer, 1, A, B, C, Instance.of("d", "host", 4))).isEqualTo("d");
  }

  @Test
  void weightsAreKeptAndSpread() {
    Balancer balancer = Balancers.weighted();
    String chosen = choices(balancer, 12, A.withWeight(5), B);
    assertThat(chosen).doesNotContain("bb");
    assertThat(chosen.chars().filter(c -> c == 'b')).hasSize(2);
    assertThat(choices(balancer, 20, A.withWeight(0), B)).isEqualTo("b".repeat(20));
    assertThat(choices(balancer, 4, A.withWeight(0), B.withWeight(0))).contains("a", "b");
  }
}
