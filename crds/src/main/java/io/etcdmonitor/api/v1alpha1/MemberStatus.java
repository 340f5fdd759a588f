package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;

/**
 * One etcd member as it was last seen. What could not be read is absent (null), never zero and
 * never an old value.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record MemberStatus(
    @JsonPropertyDescription("Member ID, lower-case hex.") @Required @Pattern(Patterns.HEX_ID)
        String id,
    @JsonPropertyDescription("Member name; absent for a member that never started.") String name,
    @JsonPropertyDescription("Client URL that the operator talks to.") String endpoint,
    @JsonPropertyDescription("Leader, Follower, Learner or Unknown.")
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        MemberRole role,
    @JsonPropertyDescription("Healthy, Unhealthy, Unreachable, NotStarted or Unknown.")
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        MemberState state,
    @JsonPropertyDescription("Server version.") String version,
    @JsonPropertyDescription("Size of the database file, rounded, e.g. 24Mi.")
        @Pattern(Quantities.PATTERN)
        String dbSize,
    @JsonPropertyDescription("Entries that this member is behind in applying, rounded.") @Min(0)
        Long appliedLag,
    @JsonPropertyDescription("Latency of the last probe, rounded, e.g. 5ms.") String latency,
    @JsonPropertyDescription("When the server certificate expires (RFC 3339).") String certNotAfter,
    @JsonPropertyDescription(
            "Since when the member is seen in this state for this reason (RFC 3339); a restart of the"
                + " operator changes nothing.")
        String since,
    @JsonPropertyDescription("One CamelCase word for the cause of the state.") String reason,
    @JsonPropertyDescription("What was seen, and what to do about it.") String message) {

  /** An empty builder. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from this value. */
  public Builder toBuilder() {
    return new Builder()
        .id(id)
        .name(name)
        .endpoint(endpoint)
        .role(role)
        .state(state)
        .version(version)
        .dbSize(dbSize)
        .appliedLag(appliedLag)
        .latency(latency)
        .certNotAfter(certNotAfter)
        .since(since)
        .reason(reason)
        .message(message);
  }

  /** Builds a {@link MemberStatus}; what is not set keeps its default. Not thread-safe. */
  public static final class Builder {
    private String id;
    private String name;
    private String endpoint;
    private MemberRole role;
    private MemberState state;
    private String version;
    private String dbSize;
    private Long appliedLag;
    private String latency;
    private String certNotAfter;
    private String since;
    private String reason;
    private String message;

    private Builder() {}

    public Builder id(String id) {
      this.id = id;
      return this;
    }

    public Builder name(String name) {
      this.name = name;
      return this;
    }

    public Builder endpoint(String endpoint) {
      this.endpoint = endpoint;
      return this;
    }

    public Builder role(MemberRole role) {
      this.role = role;
      return this;
    }

    public Builder state(MemberState state) {
      this.state = state;
      return this;
    }

    public Builder version(String version) {
      this.version = version;
      return this;
    }

    public Builder dbSize(String dbSize) {
      this.dbSize = dbSize;
      return this;
    }

    public Builder appliedLag(Long appliedLag) {
      this.appliedLag = appliedLag;
      return this;
    }

    public Builder latency(String latency) {
      this.latency = latency;
      return this;
    }

    public Builder certNotAfter(String certNotAfter) {
      this.certNotAfter = certNotAfter;
      return this;
    }

    public Builder since(String since) {
      this.since = since;
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

    public MemberStatus build() {
      return new MemberStatus(
          id,
          name,
          endpoint,
          role,
          state,
          version,
          dbSize,
          appliedLag,
          latency,
          certNotAfter,
          since,
          reason,
          message);
    }
  }
}
