package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** Where the Prometheus page of each member is. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record MetricsSpec(
    @JsonPropertyDescription(
            "Read the /metrics page of each member. Without it rates and latencies come "
                + "from what Status and the own reads show, and feature request runs every 30s.")
        Boolean enabled,
    @JsonPropertyDescription(
            "http or https of the metrics page. Absent: the scheme of the client URL.")
        Scheme scheme,
    @JsonPropertyDescription(
            "Port of the metrics page (see etcd --listen-metrics-urls). Absent: the "
                + "client port.")
        @Min(1)
        @Max(65535)
        Integer port,
    @JsonPropertyDescription("Path of the metrics page.")
        @Pattern(Patterns.PATH)
        @Size(min = 1, max = 256)
        String path,
    @JsonPropertyDescription("How often the page is read, and the feature request runs, 5s to 24h.")
        @Pattern(Durations.PATTERN)
        String interval) {
  /** Path when none is given. */
  public static final String DEFAULT_PATH = "/metrics";

  /** Interval when none is given. */
  public static final String DEFAULT_INTERVAL = "10s";

  /** What an absent {@code spec.metrics} means. */
  public static MetricsSpec defaults() {
    return new MetricsSpec(null, null, null, null, null);
  }

  /** Fills absent fields with their documented defaults; collections are copied. */
  public MetricsSpec {
    enabled = enabled == null ? true : enabled;
    path = path == null ? DEFAULT_PATH : path;
    interval = interval == null ? DEFAULT_INTERVAL : interval;
  }
}
