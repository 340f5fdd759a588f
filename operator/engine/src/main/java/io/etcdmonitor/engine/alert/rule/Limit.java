package io.etcdmonitor.engine.alert.rule;

import io.etcdmonitor.engine.model.Thresholds;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What a measurement is compared with: a number, or one of the cluster's thresholds.
 *
 * @param threshold its name, empty for a number
 * @param number in base units
 */
public record Limit(String threshold, double number) {
  private static final Map<String, ToDoubleFunction<Thresholds>> NAMED = new TreeMap<>();

  static {
    NAMED.put("latency", t -> seconds(t.latency()));
    NAMED.put("leaderChangesPerHour", Thresholds::leaderChangesPerHour);
    NAMED.put("quotaWarningPercent", Thresholds::quotaWarningPercent);
    NAMED.put("quotaCriticalPercent", Thresholds::quotaCriticalPercent);
    NAMED.put("fragmentationPercent", Thresholds::fragmentationPercent);
    NAMED.put("fsyncWarning", t -> seconds(t.fsyncWarning()));
    NAMED.put("fsyncCritical", t -> seconds(t.fsyncCritical()));
    NAMED.put("commitWarning", t -> seconds(t.commitWarning()));
    NAMED.put("commitCritical", t -> seconds(t.commitCritical()));
    NAMED.put("errorRatePercent", Thresholds::errorRatePercent);
    NAMED.put("pendingProposals", Thresholds::pendingProposals);
    NAMED.put("appliedLag", Thresholds::appliedLag);
    NAMED.put("certificateWarning", t -> seconds(t.certificateWarning()));
    NAMED.put("certificateCritical", t -> seconds(t.certificateCritical()));
    NAMED.put("fileDescriptorsPercent", Thresholds::fileDescriptorsPercent);
    NAMED.put("clockSkew", t -> seconds(t.clockSkew()));
  }

  public Limit {
    if (!threshold.isEmpty() && !NAMED.containsKey(threshold)) {
      throw new IllegalArgumentException(
          "'%s' is no threshold; there are %s".formatted(threshold, NAMED.keySet()));
    }
  }

  public static Limit of(double number) {
    return new Limit("", number);
  }

  /** A threshold of {@code spec.thresholds}, by its name there. */
  public static Limit named(String threshold) {
    return new Limit(threshold, 0);
  }

  double in(Thresholds thresholds) {
    return threshold.isEmpty() ? number : NAMED.get(threshold).applyAsDouble(thresholds);
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
