package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/** One feature (kind of inspection) of a cluster and how it runs. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record FeatureSpec(
    @JsonPropertyDescription(
            "Name of the feature: healthy, alarm, consistency, request, disk, capacity, certificate, "
                + "version, benchmark (off by default), or one that a plug-in brings. A name that nobody provides is reported by a condition.")
        @Required
        @Pattern(Patterns.DNS_LABEL)
        @Size(min = 1, max = 63)
        String name,
    @JsonPropertyDescription("Run this feature.") Boolean enabled,
    @JsonPropertyDescription("How often it runs, 5s to 24h. Absent: the default of the feature.")
        @Pattern(Durations.PATTERN)
        String interval,
    @JsonPropertyDescription(
            "How long one run may take, 100ms to 10m, not longer than the interval. A call to a member "
                + "takes a sixth of it at most, also for the features that run at the same time. "
                + "Absent: the default of the feature.")
        @Pattern(Durations.PATTERN)
        String timeout,
    @JsonPropertyDescription(
            "Settings of the feature, as docs/features.md lists them. An unknown key is "
                + "reported by a condition.")
        Map<String, String> settings) {

  /** Fills absent fields with their documented defaults; collections are copied. */
  public FeatureSpec {
    enabled = enabled == null ? true : enabled;
    settings = Sorted.copy(settings);
  }
}
