package io.etcdmonitor.e2e.demo;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the demo was asked for.
 *
 * @param mock use the mock API even where a real one can be had
 * @param once end with success as soon as the cluster is seen healthy
 * @param atMost end after this time
 */
public record DemoOptions(boolean mock, boolean once, Optional<Duration> atMost) {
  /** How it is called. */
  public static final String USAGE =
      """
      Usage: make demo [ARGS="--mock --seconds 60"]
        --mock       use the mock API even where a kube-apiserver can be had
        --once       print the view once the cluster is healthy, and end
        --seconds N  end by itself after N seconds (with --once: give up then)
      """;

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException in one sentence, when it is wrong
   */
  public static DemoOptions parse(List<String> arguments) {
    boolean mock = false;
    boolean once = false;
    Optional<Duration> atMost = Optional.empty();
    var rest = arguments.iterator();
    while (rest.hasNext()) {
      String argument = rest.next();
      switch (argument) {
        case "--mock" -> mock = true;
        case "--once" -> once = true;
        case "--seconds" -> atMost = Optional.of(seconds(rest.hasNext() ? rest.next() : ""));
        default -> throw new IllegalArgumentException("unknown option " + argument);
      }
    }
    return new DemoOptions(mock, once, atMost);
  }

  private static Duration seconds(String text) {
    if (!text.matches("[1-9]\\d{0,5}")) {
      throw new IllegalArgumentException(
          "--seconds needs a whole number from 1, not '" + text + "'");
    }
    return Duration.ofSeconds(Long.parseLong(text));
  }
}
