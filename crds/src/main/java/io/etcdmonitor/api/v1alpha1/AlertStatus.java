package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;

/** One open alert, or one that is over while a channel has still to hear it. */
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
    @JsonPropertyDescription("The feature it is about, for alerts about looking itself.")
        String feature,
    @JsonPropertyDescription("What is wrong, in one line.") String summary,
    @JsonPropertyDescription("What is wrong, and what to do.") String message,
    @JsonPropertyDescription("Since when it is open (RFC 3339).") String since,
    @JsonPropertyDescription("When it ended (RFC 3339); absent while it is open.") String ended,
    @JsonPropertyDescription(
            "True while the data behind it is missing: it may be over, nobody knows.")
        Boolean stale,
    @JsonPropertyDescription(
            "Why nobody is told now: a silence, or the alert whose consequence it is.")
        String suppressed,
    @JsonPropertyDescription("Who has taken it.") AlertAck acknowledged,
    @JsonPropertyDescription("The channels that were told that it fires.") List<AlertTold> told,
    @JsonPropertyDescription("How far its escalation was carried.") AlertEscalation escalation,
    @JsonPropertyDescription("Names the alert: the same for every episode of it.")
        String fingerprint,
    @JsonPropertyDescription("Names this span of firing; later ones sort after it.")
        String episode) {

  /** Copies the list. */
  public AlertStatus {
    told = told == null ? List.of() : List.copyOf(told);
  }

  /** An alert without what only its own history tells. */
  public AlertStatus(String rule, Severity severity, String member, String message, String since) {
    this(
        rule, severity, member, null, null, message, since, null, null, null, null, null, null,
        null, null);
  }

  /**
   * A channel that was told that an alert fires, and not yet that it is over.
   *
   * @param channel its name
   * @param severity as it was told
   * @param at when it was told last
   * @param unconfirmed whether the message may not have arrived
   * @param thread where the receiver keeps what it was told
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record AlertTold(
      @JsonPropertyDescription("Name of the channel.") @Required String channel,
      @JsonPropertyDescription("Severity that it was told.")
          @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
          Severity severity,
      @JsonPropertyDescription("When it was told last (RFC 3339).") String at,
      @JsonPropertyDescription("True when a message was begun, and may or may not have arrived.")
          Boolean unconfirmed,
      @JsonPropertyDescription(
              "Where the receiver keeps what it was told: in Slack the channel and the time stamp of the"
                  + " first message, for e-mail its Message-ID; absent where there is no such thing.")
          String thread) {}

  /**
   * Somebody has taken an alert.
   *
   * @param by who
   * @param comment what they say
   * @param until when it ends by itself
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record AlertAck(
      @JsonPropertyDescription("Who.") @Required String by,
      @JsonPropertyDescription("What they say.") String comment,
      @JsonPropertyDescription("When it ends by itself (RFC 3339).") String until) {}

  /**
   * How far an escalation was carried.
   *
   * @param policy its name
   * @param nextStep number of the next step, from 1
   * @param nextAt when that is due
   * @param remaining time left when the clock was stopped
   * @param loops times the loop was run through
   * @param exhausted whether all steps were done
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record AlertEscalation(
      @JsonPropertyDescription("Name of the escalation.") @Required String policy,
      @JsonPropertyDescription("Number of the next step, from 1.") Integer nextStep,
      @JsonPropertyDescription("When it is due (RFC 3339); absent while the clock stands.")
          String nextAt,
      @JsonPropertyDescription("Time left when the clock was stopped.") String remaining,
      @JsonPropertyDescription("Times that the loop was run through.") Integer loops,
      @JsonPropertyDescription("True when all steps were done.") Boolean exhausted) {}
}
