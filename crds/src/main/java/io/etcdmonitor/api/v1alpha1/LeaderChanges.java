package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;

/** How often the leader changed while it was watched. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record LeaderChanges(
    @JsonPropertyDescription("Changes seen since this operator first saw the cluster.") @Min(0)
        Long total,
    @JsonPropertyDescription("Changes seen within the last hour.") @Min(0) Integer lastHour,
    @JsonPropertyDescription("When the leader changed last (RFC 3339).") String last) {}
