package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/** What is different about an alert rule for one cluster, or a rule that only it has. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AlertRuleSpec(
    @JsonPropertyDescription(
            "Name of a rule that there is, which is changed for this cluster, or of a new one, "
                + "which needs at least one of info, warning and critical.")
        @Required
        @Pattern(Patterns.RULE_NAME)
        @Size(min = 1, max = 63)
        String name,
    @JsonPropertyDescription("Severity of its alerts, whichever of its conditions is met.")
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        Severity severity,
    @JsonProperty("for")
        @JsonPropertyDescription("How long it must be met before people hear of it, 0s to 24h.")
        @Pattern(Durations.PATTERN)
        String forDuration,
    @JsonPropertyDescription("How long it must not be met before it counts as over, 0s to 24h.")
        @Pattern(Durations.PATTERN)
        String keepFiringFor,
    @JsonPropertyDescription(
            "What one alert of a new rule is about: cluster (default), or each member.")
        String scope,
    @JsonPropertyDescription(
            "One line; {cluster}, {member}, {value}, {threshold} and {since} are replaced.")
        @Size(max = 256)
        String summary,
    @JsonPropertyDescription("The next step for a person.") @Size(max = 1024) String remedy,
    @JsonPropertyDescription("Labels added to its alerts.") Map<String, String> labels,
    @JsonPropertyDescription("When it is worth knowing.") AlertConditionSpec info,
    @JsonPropertyDescription("When it needs attention in working hours.")
        AlertConditionSpec warning,
    @JsonPropertyDescription("When it needs action now.") AlertConditionSpec critical) {

  /** Copies the map. */
  public AlertRuleSpec {
    labels = Sorted.copy(labels);
  }
}
