package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;

/** Which alerts of a cluster are sent, and where. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AlertsSpec(
    @JsonPropertyDescription(
            "Send alerts of this cluster. Findings and conditions are kept either way.")
        Boolean enabled,
    @JsonPropertyDescription(
            "Names of the channels (operator configuration) that get them. Absent: as the "
                + "operator configuration routes them.")
        List<String> channels,
    @JsonPropertyDescription("Labels added to every alert of this cluster, e.g. team: storage.")
        Map<String, String> labels,
    @JsonPropertyDescription("Names of alert rules that do not apply to this cluster.")
        List<String> disabledRules,
    @JsonPropertyDescription(
            "Rules that are different for this cluster, and rules that only it has.")
        List<AlertRuleSpec> rules) {
  /** What an absent {@code spec.alerts} means. */
  public static AlertsSpec defaults() {
    return new AlertsSpec(null, null, null, null, null);
  }

  /** Fills absent fields with their documented defaults; collections are copied. */
  public AlertsSpec {
    enabled = enabled == null ? true : enabled;
    channels = channels == null ? List.of() : List.copyOf(channels);
    labels = Sorted.copy(labels);
    disabledRules = disabledRules == null ? List.of() : List.copyOf(disabledRules);
    rules = rules == null ? List.of() : List.copyOf(rules);
  }
}
