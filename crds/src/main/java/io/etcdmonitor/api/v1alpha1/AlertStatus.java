package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** One open alert. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AlertStatus(
    @JsonPropertyDescription("Name of the alert rule.") @Required String rule,
    @JsonPropertyDescription("Info, Warning or Critical.")
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        Severity severity,
    @JsonPropertyDescription(
            "Name or ID of the member it is about; absent when it is about the cluster.")
        String member,
    @JsonPropertyDescription("What is wrong, and what to do.") String message,
    @JsonPropertyDescription("Since when it is open (RFC 3339).") String since) {}
