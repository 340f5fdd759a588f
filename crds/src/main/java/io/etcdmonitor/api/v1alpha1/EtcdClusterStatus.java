package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/**
 * What was last seen of a cluster. Written only by the operator, and only when something that
 * matters changed or at a heartbeat. Absent means not known.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record EtcdClusterStatus(
    @JsonPropertyDescription("The generation of the spec that this status is about.") @Min(0)
        Long observedGeneration,
    @JsonPropertyDescription("Healthy, Warning, Critical or Unknown; derived from the conditions.")
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        Health health,
    @JsonPropertyDescription(
            "One CamelCase word for the cause of the health: the reason of the worst "
                + "condition.")
        String reason,
    @JsonPropertyDescription("One sentence that a person can act on.") String message,
    @JsonPropertyDescription("Cluster ID, lower-case hex.") @Pattern(Patterns.HEX_ID)
        String clusterID,
    @JsonPropertyDescription("Cluster version, or the lowest server version while members differ.")
        String version,
    @JsonPropertyDescription("The leader that the members agree on; absent when there is none.")
        LeaderStatus leader,
    @JsonPropertyDescription("How often the leader changed.") LeaderChanges leaderChanges,
    @JsonPropertyDescription("The members as they were last seen, by ID.")
        List<MemberStatus> members,
    @JsonPropertyDescription("Healthy members of all members, e.g. 2/3.") String membersReady,
    @JsonPropertyDescription("What the cluster can still lose.") QuorumStatus quorum,
    @JsonPropertyDescription("Size of the database against its quota.") DatabaseStatus database,
    @JsonPropertyDescription("When the first certificate of the cluster expires (RFC 3339).")
        String certNotAfter,
    @JsonPropertyDescription("The features and their last verdicts, by name.")
        List<FeatureStatus> features,
    @JsonPropertyDescription("Number of open alerts, also of those that the list leaves out.")
        @Min(0)
        Integer openAlerts,
    @JsonPropertyDescription("Open alerts, at most 20, worst first.") List<AlertStatus> alerts,
    @JsonPropertyDescription(
            "Open alerts that the list has no place for and that a channel was told of, at most 100:"
                + " the next leader has to know whom it owes the end.")
        List<AlertStatus> furtherAlerts,
    @JsonPropertyDescription(
            "Alerts that are over, while a channel that was told of them has still to hear it; at"
                + " most 100.")
        List<AlertStatus> endingAlerts,
    @JsonPropertyDescription(
            "The operator that wrote this: namespace and name of its Lease. Where two operators"
                + " watch a cluster, each tells the other's name in an Event.")
        String watchedBy,
    @JsonPropertyDescription(
            "Reachable, Available, Degraded, FaultTolerant, Consistent, CapacityOK, "
                + "CertificatesValid, Suspended.")
        List<Condition> conditions) {
  /** At most this many members are listed. */
  public static final int MAX_MEMBERS = 128;

  /** At most this many features are listed. */
  public static final int MAX_FEATURES = 64;

  /** At most this many alerts are listed. */
  public static final int MAX_ALERTS = 20;

  /** At most this many are written down beside the list, for the next leader. */
  public static final int MAX_FURTHER_ALERTS = 100;

  /** Fills absent fields with their documented defaults; collections are copied. */
  public EtcdClusterStatus {
    members = members == null ? List.of() : List.copyOf(members);
    features = features == null ? List.of() : List.copyOf(features);
    alerts = alerts == null ? List.of() : List.copyOf(alerts);
    furtherAlerts = furtherAlerts == null ? List.of() : List.copyOf(furtherAlerts);
    endingAlerts = endingAlerts == null ? List.of() : List.copyOf(endingAlerts);
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
        .health(health)
        .reason(reason)
        .message(message)
        .clusterID(clusterID)
        .version(version)
        .leader(leader)
        .leaderChanges(leaderChanges)
        .members(members)
        .membersReady(membersReady)
        .quorum(quorum)
        .database(database)
        .certNotAfter(certNotAfter)
        .features(features)
        .openAlerts(openAlerts)
        .alerts(alerts)
        .furtherAlerts(furtherAlerts)
        .endingAlerts(endingAlerts)
        .watchedBy(watchedBy)
        .conditions(conditions);
  }

  /** Builds a {@link EtcdClusterStatus}; what is not set keeps its default. Not thread-safe. */
  public static final class Builder {
    private Long observedGeneration;
    private Health health;
    private String reason;
    private String message;
    private String clusterID;
    private String version;
    private LeaderStatus leader;
    private LeaderChanges leaderChanges;
    private List<MemberStatus> members;
    private String membersReady;
    private QuorumStatus quorum;
    private DatabaseStatus database;
    private String certNotAfter;
    private List<FeatureStatus> features;
    private Integer openAlerts;
    private List<AlertStatus> alerts;
    private List<AlertStatus> furtherAlerts;
    private List<AlertStatus> endingAlerts;
    private String watchedBy;
    private List<Condition> conditions;

    private Builder() {}

    public Builder observedGeneration(Long observedGeneration) {
      this.observedGeneration = observedGeneration;
      return this;
    }

    public Builder health(Health health) {
      this.health = health;
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

    public Builder clusterID(String clusterID) {
      this.clusterID = clusterID;
      return this;
    }

    public Builder version(String version) {
      this.version = version;
      return this;
    }

    public Builder leader(LeaderStatus leader) {
      this.leader = leader;
      return this;
    }

    public Builder leaderChanges(LeaderChanges leaderChanges) {
      this.leaderChanges = leaderChanges;
      return this;
    }

    public Builder members(List<MemberStatus> members) {
      this.members = members;
      return this;
    }

    public Builder membersReady(String membersReady) {
      this.membersReady = membersReady;
      return this;
    }

    public Builder quorum(QuorumStatus quorum) {
      this.quorum = quorum;
      return this;
    }

    public Builder database(DatabaseStatus database) {
      this.database = database;
      return this;
    }

    public Builder certNotAfter(String certNotAfter) {
      this.certNotAfter = certNotAfter;
      return this;
    }

    public Builder features(List<FeatureStatus> features) {
      this.features = features;
      return this;
    }

    public Builder openAlerts(Integer openAlerts) {
      this.openAlerts = openAlerts;
      return this;
    }

    public Builder alerts(List<AlertStatus> alerts) {
      this.alerts = alerts;
      return this;
    }

    public Builder furtherAlerts(List<AlertStatus> furtherAlerts) {
      this.furtherAlerts = furtherAlerts;
      return this;
    }

    public Builder endingAlerts(List<AlertStatus> endingAlerts) {
      this.endingAlerts = endingAlerts;
      return this;
    }

    public Builder watchedBy(String watchedBy) {
      this.watchedBy = watchedBy;
      return this;
    }

    public Builder conditions(List<Condition> conditions) {
      this.conditions = conditions;
      return this;
    }

    public EtcdClusterStatus build() {
      return new EtcdClusterStatus(
          observedGeneration,
          health,
          reason,
          message,
          clusterID,
          version,
          leader,
          leaderChanges,
          members,
          membersReady,
          quorum,
          database,
          certNotAfter,
          features,
          openAlerts,
          alerts,
          furtherAlerts,
          endingAlerts,
          watchedBy,
          conditions);
    }
  }
}
