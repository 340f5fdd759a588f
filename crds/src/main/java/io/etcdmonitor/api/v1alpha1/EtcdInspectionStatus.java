package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;

/**
 * What an inspection last found. Written only by the operator, and only when something that matters
 * changed or at a heartbeat.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record EtcdInspectionStatus(
    @JsonPropertyDescription("The generation of the spec that this status is about.") @Min(0)
        Long observedGeneration,
    @JsonPropertyDescription("Pending, Running, Active, Completed, Suspended or Failed.")
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        Phase phase,
    @JsonPropertyDescription("Passed, Warning, Critical or Unknown.")
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        Verdict verdict,
    @JsonPropertyDescription("One CamelCase word for the cause of the verdict.") String reason,
    @JsonPropertyDescription("One sentence that a person can act on.") String message,
    @JsonPropertyDescription("What was found, worst first, at most 50, by ID.")
        List<Finding> findings,
    @JsonPropertyDescription("Number of findings, also of those that the list leaves out.") @Min(0)
        Integer findingCount,
    @JsonPropertyDescription("What was measured, by name, rounded, with units.")
        Map<String, String> measurements,
    @JsonPropertyDescription("Open alerts that this inspection raised, at most 20, worst first.")
        List<AlertStatus> alerts,
    @JsonPropertyDescription(
            "When it ran last (RFC 3339); refreshed on change and at each heartbeat.")
        String lastRun,
    @JsonPropertyDescription("When the verdict changed last (RFC 3339).") String lastChange,
    @JsonPropertyDescription("When it runs next (RFC 3339); absent when it does not.")
        String nextRun,
    @JsonPropertyDescription("How long the last run took, rounded, e.g. 15ms.") String duration,
    @JsonPropertyDescription(
            "Runs since the operator took it up; begins anew with another process or leader, and "
                + "after it was suspended.")
        @Min(0)
        Long runs,
    @JsonPropertyDescription("Of these runs, those that could not look (verdict Unknown).") @Min(0)
        Long failures,
    @JsonPropertyDescription("Changes of verdict, newest first, at most spec.historyLimit.")
        List<VerdictChange> history,
    @JsonPropertyDescription("Ready, Passed.") List<Condition> conditions) {
  /** At most this many findings are listed. */
  public static final int MAX_FINDINGS = 50;

  /** At most this many alerts are listed. */
  public static final int MAX_ALERTS = 20;

  /** Fills absent fields with their documented defaults; collections are copied. */
  public EtcdInspectionStatus {
    findings = findings == null ? List.of() : List.copyOf(findings);
    measurements = Sorted.copy(measurements);
    alerts = alerts == null ? List.of() : List.copyOf(alerts);
    history = history == null ? List.of() : List.copyOf(history);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /** An empty builder. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from this value. */
  public Builder toBuilder() {
    return new Builder()
        .observedGeneration(observedGeneration)
        .phase(phase)
        .verdict(verdict)
        .reason(reason)
        .message(message)
        .findings(findings)
        .findingCount(findingCount)
        .measurements(measurements)
        .alerts(alerts)
        .lastRun(lastRun)
        .lastChange(lastChange)
        .nextRun(nextRun)
        .duration(duration)
        .runs(runs)
        .failures(failures)
        .history(history)
        .conditions(conditions);
  }

  /** Builds a {@link EtcdInspectionStatus}; what is not set keeps its default. Not thread-safe. */
  public static final class Builder {
    private Long observedGeneration;
    private Phase phase;
    private Verdict verdict;
    private String reason;
    private String message;
    private List<Finding> findings;
    private Integer findingCount;
    private Map<String, String> measurements;
    private List<AlertStatus> alerts;
    private String lastRun;
    private String lastChange;
    private String nextRun;
    private String duration;
    private Long runs;
    private Long failures;
    private List<VerdictChange> history;
    private List<Condition> conditions;

    private Builder() {}

    public Builder observedGeneration(Long observedGeneration) {
      this.observedGeneration = observedGeneration;
      return this;
    }

    public Builder phase(Phase phase) {
      this.phase = phase;
      return this;
    }

    public Builder verdict(Verdict verdict) {
      this.verdict = verdict;
      return this;
    }

    public Builder reason(String reason) {
      this.reason = reason;
      return this;
    }

    public Builder message(String message) {
      this.message = message;
      return this;
    }

    public Builder findings(List<Finding> findings) {
      this.findings = findings;
      return this;
    }

    public Builder findingCount(Integer findingCount) {
      this.findingCount = findingCount;
      return this;
    }

    public Builder measurements(Map<String, String> measurements) {
      this.measurements = measurements;
      return this;
    }

    public Builder alerts(List<AlertStatus> alerts) {
      this.alerts = alerts;
      return this;
    }

    public Builder lastRun(String lastRun) {
      this.lastRun = lastRun;
      return this;
    }

    public Builder lastChange(String lastChange) {
      this.lastChange = lastChange;
      return this;
    }

    public Builder nextRun(String nextRun) {
      this.nextRun = nextRun;
      return this;
    }

    public Builder duration(String duration) {
      this.duration = duration;
      return this;
    }

    public Builder runs(Long runs) {
      this.runs = runs;
      return this;
    }

    public Builder failures(Long failures) {
      this.failures = failures;
      return this;
    }

    public Builder history(List<VerdictChange> history) {
      this.history = history;
      return this;
    }

    public Builder conditions(List<Condition> conditions) {
      this.conditions = conditions;
      return this;
    }

    public EtcdInspectionStatus build() {
      return new EtcdInspectionStatus(
          observedGeneration,
          phase,
          verdict,
          reason,
          message,
          findings,
          findingCount,
          measurements,
          alerts,
          lastRun,
          lastChange,
          nextRun,
          duration,
          runs,
          failures,
          history,
          conditions);
    }
  }
}
