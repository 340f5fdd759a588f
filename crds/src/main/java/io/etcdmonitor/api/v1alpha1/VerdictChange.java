package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** One change of verdict in the history of an inspection. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record VerdictChange(
    @JsonPropertyDescription("When the verdict changed (RFC 3339).") String time,
    @JsonPropertyDescription("The verdict from then on.")
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        Verdict verdict,
    @JsonPropertyDescription("One CamelCase word for the cause.") String reason,
    @JsonPropertyDescription("What was seen.") String message) {}
