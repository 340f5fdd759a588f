package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/** One feature applied to one cluster, once or on an interval. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record EtcdInspectionSpec(
    @JsonPropertyDescription("Name of the EtcdCluster in the same namespace. Cannot be changed.")
        @Required
        @Pattern(Patterns.DNS_SUBDOMAIN)
        @Size(min = 1, max = Patterns.MAX_DNS_SUBDOMAIN)
        String clusterName,
    @JsonPropertyDescription(
            "Name of the feature to run: healthy, alarm, consistency, request, disk, capacity, "
                + "certificate, version, benchmark, or one that a plug-in brings. Cannot be changed.")
        @Required
        @Pattern(Patterns.DNS_LABEL)
        @Size(min = 1, max = 63)
        String feature,
    @JsonPropertyDescription("How often it runs, 5s to 24h. Absent: it runs once.")
        @Pattern(Durations.PATTERN)
        String interval,
    @JsonPropertyDescription(
            "How long one run may take, 100ms to 10m, not longer than the interval. "
                + "Absent: the default of the feature.")
        @Pattern(Durations.PATTERN)
        String timeout,
    @JsonPropertyDescription(
            "Settings of the feature, as docs/features.md lists them. An unknown key is "
                + "reported by a condition.")
        Map<String, String> settings,
    @JsonPropertyDescription("Do not run it for now.") Boolean suspend,
    @JsonPropertyDescription("How many changes of verdict are kept in the status, 0 to 50.")
        @Min(0)
        @Max(50)
        Integer historyLimit,
    @JsonPropertyDescription(
            "Delete this object so long after its one run has ended, 1m to 8760h. Only "
                + "without interval. Absent: it is kept.")
        @Pattern(Durations.PATTERN)
        String ttlAfterFinished) {
  /** Changes of verdict that are kept when nothing else is said. */
  public static final int DEFAULT_HISTORY_LIMIT = 10;

  /** Fills absent fields with their documented defaults; collections are copied. */
  public EtcdInspectionSpec {
    settings = Sorted.copy(settings);
    suspend = suspend == null ? false : suspend;
    historyLimit = historyLimit == null ? DEFAULT_HISTORY_LIMIT : historyLimit;
  }

  /** An empty builder. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from this value. */
  public Builder toBuilder() {
    return new Builder()
        .clusterName(clusterName)
        .feature(feature)
        .interval(interval)
        .timeout(timeout)
        .settings(settings)
        .suspend(suspend)
        .historyLimit(historyLimit)
        .ttlAfterFinished(ttlAfterFinished);
  }

  /** Builds a {@link EtcdInspectionSpec}; what is not set keeps its default. Not thread-safe. */
  public static final class Builder {
    private String clusterName;
    private String feature;
    private String interval;
    private String timeout;
    private Map<String, String> settings;
    private Boolean suspend;
    private Integer historyLimit;
    private String ttlAfterFinished;

    private Builder() {}

    public Builder clusterName(String clusterName) {
      this.clusterName = clusterName;
      return this;
    }

    public Builder feature(String feature) {
      this.feature = feature;
      return this;
    }

    public Builder interval(String interval) {
      this.interval = interval;
      return this;
    }

    public Builder timeout(String timeout) {
      this.timeout = timeout;
      return this;
    }

    public Builder settings(Map<String, String> settings) {
      this.settings = settings;
      return this;
    }

    public Builder suspend(Boolean suspend) {
      this.suspend = suspend;
      return this;
    }

    public Builder historyLimit(Integer historyLimit) {
      this.historyLimit = historyLimit;
      return this;
    }

    public Builder ttlAfterFinished(String ttlAfterFinished) {
      this.ttlAfterFinished = ttlAfterFinished;
      return this;
    }

    public EtcdInspectionSpec build() {
      return new EtcdInspectionSpec(
          clusterName,
          feature,
          interval,
          timeout,
          settings,
          suspend,
          historyLimit,
          ttlAfterFinished);
    }
  }
}
