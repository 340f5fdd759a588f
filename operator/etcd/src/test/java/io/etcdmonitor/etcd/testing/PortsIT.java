package io.etcdmonitor.etcd.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests of several modules run beside each other, each in its own JVM. */
class PortsIT {
  private static final int MANY = 400;

  @Test
  void aPortThatOneJvmGaveOutIsNotGivenOutByAnother() throws Exception {
    Set<Integer> ours = many();
    assertThat(ours).hasSize(MANY);

    Process another =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PortsIT.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<Integer> theirs = another.inputReader().lines().map(Integer::valueOf).toList();
    assertThat(another.waitFor()).isZero();
    assertThat(theirs).hasSize(MANY).doesNotContainAnyElementsOf(ours);
  }

  /** The other JVM. */
  public static void main(String[] args) {
    many().forEach(System.out::println);
  }

  private static Set<Integer> many() {
    return IntStream.range(0, MANY).mapToObj(i -> Ports.free()).collect(Collectors.toSet());
  }
}
