package io.etcdmonitor.engine.scrape;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** What happened between two samples of one process. Nothing in it is negative. */
public final class SampleDelta {
  private final MemberSample before;
  private final MemberSample after;
  private final Duration passed;

  SampleDelta(MemberSample before, MemberSample after, Duration passed) {
    this.before = before;
    this.after = after;
    this.passed = passed;
  }

  /** How long it was. */
  public Duration passed() {
    return passed;
  }

  /** Per second, of something counted in that time. */
  public double perSecond(double amount) {
    return amount / (passed.toNanos() / 1e9);
  }

  /** By how much a counter went up; empty when it was not there at both times. */
  public OptionalDouble increase(Series series) {
    OptionalDouble from = before.value(series);
    OptionalDouble to = after.value(series);
    return from.isPresent() && to.isPresent()
        ? OptionalDouble.of(Math.max(0, to.getAsDouble() - from.getAsDouble()))
        : OptionalDouble.empty();
  }

  /** What was timed; empty when it was not there at both times. */
  public Optional<Histogram> histogram(Timings timings) {
    return after.histogram(timings).flatMap(now -> before.histogram(timings).flatMap(now::since));
  }

  /** Requests by RPC, every one that was ever called. */
  public Map<String, Double> handled() {
    return difference(after.requests().handled(), before.requests().handled());
  }

  /** Requests that failed on the server's side, by RPC. */
  public Map<String, Double> errors() {
    return difference(after.requests().errors(), before.requests().errors());
  }

  /** Seconds that requests took, by RPC, where etcd measures it. */
  public Map<String, Double> seconds() {
    return difference(after.requests().seconds(), before.requests().seconds());
  }

  /** Requests by the client's API version. */
  public Map<String, Double> clients() {
    Map<String, Double> now = after.requests().clients();
    Map<String, Double> past = before.requests().clients();
    Map<String, Double> difference = difference(now, past);
    if (now.containsKey(Requests.OTHER) || past.containsKey(Requests.OTHER)) {
      // What is told apart since now was one of the others before, and not nothing.
      difference.keySet().retainAll(past.keySet());
      difference.remove(Requests.OTHER);
      double others = total(now) - total(past) - total(difference);
      difference.put(Requests.OTHER, Math.max(0, others));
    }
    return difference;
  }

  /** The sum of counts. */
  public static double total(Map<String, Double> counts) {
    return counts.values().stream().mapToDouble(v -> v).sum();
  }

  private static Map<String, Double> difference(
      Map<String, Double> now, Map<String, Double> before) {
    Map<String, Double> difference = new TreeMap<>();
    now.forEach(
        (key, value) -> difference.put(key, Math.max(0, value - before.getOrDefault(key, 0.0))));
    return difference;
  }
}
