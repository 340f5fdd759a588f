package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** Two percentages: from the first on it is a warning, from the second on critical. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PercentLevels(
    @JsonPropertyDescription("Percentage from which the verdict is Warning; below critical.")
        @Min(1)
        @Max(100)
        Integer warning,
    @JsonPropertyDescription("Percentage from which the verdict is Critical.") @Min(1) @Max(100)
        Integer critical) {
  /** The given levels, with what is absent filled in. */
  static PercentLevels orElse(PercentLevels given, Integer warning, Integer critical) {
    return new PercentLevels(
        given == null || given.warning() == null ? warning : given.warning(),
        given == null || given.critical() == null ? critical : given.critical());
  }
}
