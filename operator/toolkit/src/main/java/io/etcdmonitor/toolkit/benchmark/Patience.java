package io.etcdmonitor.toolkit.benchmark;

import java.time.Duration;

/**
 * How long a run waits.
 *
 * @param dial for a connection to be made
 * @param request for an answer to a request of its own: finding the members, granting a lease
 * @param load for an answer to a request of the load, which is an error then
 */
public record Patience(Duration dial, Duration request, Duration load) {
  /** A request of the load may take as long as etcd gives it, and some. */
  public static final Patience DEFAULT =
      new Patience(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(30));

  public Patience {
    if (!dial.isPositive() || !request.isPositive() || !load.isPositive()) {
      throw new IllegalArgumentException("command timeout and dial timeout must be positive");
    }
  }

  /** For deleting a thousand keys: who waits less for answers wants them deleted all the same. */
  Duration cleaning() {
    return request.compareTo(DEFAULT.request) > 0 ? request : DEFAULT.request;
  }
}
