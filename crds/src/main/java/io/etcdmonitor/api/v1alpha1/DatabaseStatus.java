package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;

/** The largest database file among the members, rounded. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DatabaseStatus(
    @JsonPropertyDescription("Size of the file, e.g. 24Mi.") @Pattern(Quantities.PATTERN)
        String size,
    @JsonPropertyDescription("Part of it that is in use.") @Pattern(Quantities.PATTERN)
        String inUse,
    @JsonPropertyDescription("Quota of the member; absent when it does not say.")
        @Pattern(Quantities.PATTERN)
        String quota,
    @JsonPropertyDescription("Size in percent of the quota.") @Min(0) Integer usedPercent,
    @JsonPropertyDescription(
            "When the quota is reached if growth goes on as it is (RFC 3339); absent "
                + "without a trend.")
        String fullAt) {}
