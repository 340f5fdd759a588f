package io.etcdmonitor.engine.scrape;

import io.etcdmonitor.engine.metricspage.MetricsPage;
import io.etcdmonitor.engine.metricspage.MetricsPage.Sample;
import io.etcdmonitor.etcd.OneLine;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Another member, as one member sees it.
 *
 * @param active whether they are connected; NaN when the page does not say
 * @param sendFailures failed sends since the process began; NaN when the page does not say
 * @param roundTripSum seconds of all round trips measured
 * @param roundTripCount number of round trips measured
 * @param roundTrip seconds of the latest round trips; NaN when none was measured lately
 * @param measured when {@code roundTrip} was
 */
public record Peer(
    double active,
    double sendFailures,
    double roundTripSum,
    double roundTripCount,
    double roundTrip,
    Instant measured) {
  private static final String ACTIVE = "etcd_network_active_peers";
  private static final String KNOWN = "etcd_network_known_peers";
  private static final String SEND_FAILURES = "etcd_network_peer_sent_failures_total";
  private static final String SUM = "etcd_network_peer_round_trip_time_seconds_sum";
  private static final String COUNT = "etcd_network_peer_round_trip_time_seconds_count";

  /** etcd measures every 30 s. */
  private static final Duration LASTS = Duration.ofSeconds(75);

  /** Twice the members that a cluster may have: those of before stay until etcd is restarted. */
  static final int MOST = 256;

  static final Set<String> NAMES = Set.of(ACTIVE, KNOWN, SEND_FAILURES, SUM, COUNT);

  /** The latest round trip, in seconds; empty when none was measured lately. */
  public OptionalDouble latestRoundTrip() {
    return Double.isNaN(roundTrip) ? OptionalDouble.empty() : OptionalDouble.of(roundTrip);
  }

  static Map<String, Peer> of(MetricsPage page, Instant time, Map<String, Peer> before) {
    Map<String, Double> active = by(page, ACTIVE, "Remote");
    Map<String, Double> known = by(page, KNOWN, "Remote");
    Map<String, Double> failures = by(page, SEND_FAILURES, "To");
    Map<String, Double> sums = by(page, SUM, "To");
    Map<String, Double> counts = by(page, COUNT, "To");
    Map<String, Peer> peers = new HashMap<>();
    // etcd keeps a series of a member that was removed; from 3.6 on it says which are known.
    active.keySet().removeIf(id -> known.getOrDefault(id, 1.0) == 0);
    for (String id : first(active)) {
      double sum = sums.getOrDefault(id, 0.0);
      double count = counts.getOrDefault(id, 0.0);
      peers.put(
          id,
          new Peer(
                  active.get(id),
                  failures.getOrDefault(id, Double.NaN),
                  sum,
                  count,
                  Double.NaN,
                  time)
              .after(before.get(id)));
    }
    return peers;
  }

  /** All; where they are too many, those that are connected before the others. */
  private static List<String> first(Map<String, Double> active) {
    return active.keySet().stream()
        .sorted(
            Comparator.<String, Double>comparing(active::get)
                .reversed()
                .thenComparing(Comparator.naturalOrder()))
        .limit(MOST)
        .toList();
  }

  private Peer after(Peer before) {
    if (before == null || roundTripCount < before.roundTripCount) {
      return this;
    }
    double more = roundTripCount - before.roundTripCount;
    if (more > 0) {
      return with((roundTripSum - before.roundTripSum) / more, measured);
    }
    boolean fresh = Duration.between(before.measured, measured).compareTo(LASTS) <= 0;
    return fresh ? with(before.roundTrip, before.measured) : this;
  }

  private Peer with(double seconds, Instant time) {
    return new Peer(active, sendFailures, roundTripSum, roundTripCount, seconds, time);
  }

  private static Map<String, Double> by(MetricsPage page, String name, String label) {
    Map<String, Double> values = new HashMap<>();
    for (Sample sample : page.samples(name)) {
      values.merge(OneLine.name(sample.label(label)), sample.value(), Double::sum);
    }
    return values;
  }
}
