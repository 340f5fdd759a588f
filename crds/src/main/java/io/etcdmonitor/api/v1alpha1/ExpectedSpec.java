package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** What the owner expects of a cluster; drift from it is a finding. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ExpectedSpec(
    @JsonPropertyDescription("Number of members, 1 to 64.") @Min(1) @Max(64) Integer members,
    @JsonPropertyDescription("Server version that all members run, e.g. 3.5 or 3.5.21.")
        @Pattern(Patterns.VERSION)
        @Size(max = 32)
        String version,
    @JsonPropertyDescription(
            "Cluster ID in lower-case hex. Another cluster behind the same address is "
                + "then noticed.")
        @Pattern(Patterns.HEX_ID)
        String clusterID) {}
