package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;

/** Two durations: above the first it is a warning, above the second critical. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DurationLevels(
    @JsonPropertyDescription("Duration above which the verdict is Warning; below critical.")
        @Pattern(Durations.PATTERN)
        String warning,
    @JsonPropertyDescription("Duration above which the verdict is Critical.")
        @Pattern(Durations.PATTERN)
        String critical) {
  /** The given levels, with what is absent filled in. */
  static DurationLevels orElse(DurationLevels given, String warning, String critical) {
    return new DurationLevels(
        given == null || given.warning() == null ? warning : given.warning(),
        given == null || given.critical() == null ? critical : given.critical());
  }
}
