package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;

/** What the cluster can still lose. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record QuorumStatus(
    @JsonPropertyDescription("Voting members.") @Min(0) Integer voters,
    @JsonPropertyDescription("Voting members that answer and serve.") @Min(0) Integer healthy,
    @JsonPropertyDescription("Voting members needed for quorum.") @Min(0) Integer needed,
    @JsonPropertyDescription(
            "Further voting members that can fail before quorum is lost; negative when "
                + "quorum is lost already.")
        Integer canLose) {}
