package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** When an alert rule is met: by a measurement, or by what the last result of a feature says. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AlertConditionSpec(
    @JsonPropertyDescription("Name of the feature whose last result is looked at.")
        @Required
        @Pattern(Patterns.DNS_LABEL)
        @Size(min = 1, max = 63)
        String feature,
    @JsonPropertyDescription("Kinds of finding, e.g. MemberUnreachable: one of them is there.")
        List<String> findings,
    @JsonPropertyDescription("Reasons of its findings or of its verdict.") List<String> reasons,
    @JsonPropertyDescription("Passed, Warning, Critical or Unknown: its verdict is one of these.")
        List<Verdict> verdicts,
    @JsonPropertyDescription(
            "Name of a measurement, compared with one of above, atLeast, below and atMost.")
        String measurement,
    @JsonPropertyDescription("Which of the measurement's values: its label. Absent: any.")
        String label,
    @JsonPropertyDescription(
            "Compare by how much the measurement has changed within this time, 10s to 24h.")
        @Pattern(Durations.PATTERN)
        String changeWithin,
    @JsonPropertyDescription("Met above this number, in base units (seconds, bytes, percent).")
        Double above,
    @JsonPropertyDescription("Met from this number on.") Double atLeast,
    @JsonPropertyDescription("Met below this number.") Double below,
    @JsonPropertyDescription("Met up to this number.") Double atMost) {

  /** Copies the lists. */
  public AlertConditionSpec {
    findings = findings == null ? List.of() : List.copyOf(findings);
    reasons = reasons == null ? List.of() : List.copyOf(reasons);
    verdicts = verdicts == null ? List.of() : List.copyOf(verdicts);
  }
}
