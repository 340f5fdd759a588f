package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** Two numbers of days left: below the first it is a warning, below the second critical. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DaysLevels(
    @JsonPropertyDescription("Days left below which the verdict is Warning; above critical.")
        @Min(1)
        @Max(3650)
        Integer warning,
    @JsonPropertyDescription("Days left below which the verdict is Critical.") @Min(0) @Max(3650)
        Integer critical) {
  /** The given levels, with what is absent filled in. */
  static DaysLevels orElse(DaysLevels given, Integer warning, Integer critical) {
    return new DaysLevels(
        given == null || given.warning() == null ? warning : given.warning(),
        given == null || given.critical() == null ? critical : given.critical());
  }
}
