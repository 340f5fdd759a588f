package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** The state of one feature of a cluster. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record FeatureStatus(
    @JsonPropertyDescription("Name of the feature.") @Required String name,
    @JsonPropertyDescription("Name of the EtcdInspection that runs it.") String inspection,
    @JsonPropertyDescription("Passed, Warning, Critical or Unknown.")
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        Verdict verdict,
    @JsonPropertyDescription("One CamelCase word for the cause of the verdict.") String reason,
    @JsonPropertyDescription(
            "When it ran last (RFC 3339); refreshed on change and at each heartbeat.")
        String lastRun) {}
