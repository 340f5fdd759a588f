package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/**
 * One thing that an inspection found. The ID is stable: the same trouble keeps it from run to run.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Finding(
    @JsonPropertyDescription("Stable identity of the finding within this inspection.") @Required
        String id,
    @JsonPropertyDescription("Info, Warning or Critical.")
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        Severity severity,
    @JsonPropertyDescription(
            "Name or ID of the member it is about; absent when it is about the cluster.")
        String member,
    @JsonPropertyDescription("One CamelCase word for the cause.") String reason,
    @JsonPropertyDescription("What was seen.") String message,
    @JsonPropertyDescription("The value that was measured, with its unit.") String value,
    @JsonPropertyDescription("The value it was compared with, with its unit.") String threshold,
    @JsonPropertyDescription("The next step for a person.") String remedy,
    @JsonPropertyDescription(
            "When it was seen first (RFC 3339); a restart of the operator changes nothing.")
        String firstSeen,
    @JsonPropertyDescription(
            "When it was seen last (RFC 3339); refreshed on change and at each heartbeat.")
        String lastSeen) {

  /** An empty builder. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from this value. */
  public Builder toBuilder() {
    return new Builder()
        .id(id)
        .severity(severity)
        .member(member)
        .reason(reason)
        .message(message)
        .value(value)
        .threshold(threshold)
        .remedy(remedy)
        .firstSeen(firstSeen)
        .lastSeen(lastSeen);
  }

  /** Builds a {@link Finding}; what is not set keeps its default. Not thread-safe. */
  public static final class Builder {
    private String id;
    private Severity severity;
    private String member;
    private String reason;
    private String message;
    private String value;
    private String threshold;
    private String remedy;
    private String firstSeen;
    private String lastSeen;

    private Builder() {}

    public Builder id(String id) {
      this.id = id;
      return this;
    }

    public Builder severity(Severity severity) {
      this.severity = severity;
      return this;
    }

    public Builder member(String member) {
      this.member = member;
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

    public Builder value(String value) {
      this.value = value;
      return this;
    }

    public Builder threshold(String threshold) {
      this.threshold = threshold;
      return this;
    }

    public Builder remedy(String remedy) {
      this.remedy = remedy;
      return this;
    }

    public Builder firstSeen(String firstSeen) {
      this.firstSeen = firstSeen;
      return this;
    }

    public Builder lastSeen(String lastSeen) {
      this.lastSeen = lastSeen;
      return this;
    }

    public Finding build() {
      return new Finding(
          id, severity, member, reason, message, value, threshold, remedy, firstSeen, lastSeen);
    }
  }
}
