package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;

/** The leader that the members agree on. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record LeaderStatus(
    @JsonPropertyDescription("Member ID of the leader, lower-case hex.") @Pattern(Patterns.HEX_ID)
        String id,
    @JsonPropertyDescription("Member name of the leader.") String name,
    @JsonPropertyDescription(
            "Since when this member is seen as leader (RFC 3339); while it leads in the same term, a"
                + " restart of the operator changes nothing.")
        String since,
    @JsonPropertyDescription("Raft term of the leader.") @Min(0) Long term) {}
