package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;

/**
 * The numbers that verdicts use. Accessors never return null: what was not given has its default.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Thresholds(
    @JsonPropertyDescription("Latency of a probe above which a member is slow, 1ms to 1m.")
        @Pattern(Durations.PATTERN)
        String latency,
    @JsonPropertyDescription("More leader changes than this within an hour count as flapping.")
        @Min(1)
        @Max(1000)
        Integer leaderChangesPerHour,
    @JsonPropertyDescription("Database size in percent of the quota.") PercentLevels quotaPercent,
    @JsonPropertyDescription("Free space inside the database file.")
        FragmentationThreshold fragmentation,
    @JsonPropertyDescription("99th percentile of the WAL fsync duration.") DurationLevels fsync,
    @JsonPropertyDescription("99th percentile of the backend commit duration.")
        DurationLevels commit,
    @JsonPropertyDescription("Share of failed requests from which on the verdict is Warning.")
        @Min(1)
        @Max(100)
        Integer errorRatePercent,
    @JsonPropertyDescription(
            "More proposals than this waiting to be committed: the verdict is Warning.")
        @Min(1)
        @Max(1000000)
        Integer pendingProposals,
    @JsonPropertyDescription(
            "Entries that a member may be behind in applying before it counts as lagging.")
        @Min(1)
        @Max(1000000)
        Integer appliedLag,
    @JsonPropertyDescription("Days until a certificate expires.") DaysLevels certificateDays,
    @JsonPropertyDescription(
            "Open file descriptors in percent of the limit from which on the verdict is "
                + "Warning.")
        @Min(1)
        @Max(100)
        Integer fileDescriptorsPercent,
    @JsonPropertyDescription(
            "Distance of a member's clock from the other members' clocks from which on the verdict "
                + "is Warning, 1s to 24h. It is measured in whole seconds; below 4s it may warn of nothing.")
        @Pattern(Durations.PATTERN)
        String clockSkew) {
  /** What an absent {@code spec.thresholds} means. */
  public static Thresholds defaults() {
    return new Thresholds(null, null, null, null, null, null, null, null, null, null, null, null);
  }

  /** Fills absent fields with their documented defaults; collections are copied. */
  public Thresholds {
    latency = latency == null ? "100ms" : latency;
    leaderChangesPerHour = leaderChangesPerHour == null ? 3 : leaderChangesPerHour;
    quotaPercent = PercentLevels.orElse(quotaPercent, 80, 90);
    fragmentation = fragmentation == null ? new FragmentationThreshold(null, null) : fragmentation;
    fsync = DurationLevels.orElse(fsync, "10ms", "100ms");
    commit = DurationLevels.orElse(commit, "25ms", "250ms");
    errorRatePercent = errorRatePercent == null ? 5 : errorRatePercent;
    pendingProposals = pendingProposals == null ? 100 : pendingProposals;
    appliedLag = appliedLag == null ? 5000 : appliedLag;
    certificateDays = DaysLevels.orElse(certificateDays, 30, 7);
    fileDescriptorsPercent = fileDescriptorsPercent == null ? 80 : fileDescriptorsPercent;
    clockSkew = clockSkew == null ? "5s" : clockSkew;
  }
}
