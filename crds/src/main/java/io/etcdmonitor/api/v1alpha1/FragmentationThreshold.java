package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;

/** When the free space inside a database file is worth a finding. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record FragmentationThreshold(
    @JsonPropertyDescription(
            "Share of the file that is free, from which on the verdict is Warning.")
        @Min(1)
        @Max(100)
        Integer percent,
    @JsonPropertyDescription("Only for database files of at least this size, e.g. 100Mi.")
        @Pattern(Quantities.PATTERN)
        String aboveSize) {

  /** Fills absent fields with their documented defaults; collections are copied. */
  public FragmentationThreshold {
    percent = percent == null ? 50 : percent;
    aboveSize = aboveSize == null ? "100Mi" : aboveSize;
  }
}
