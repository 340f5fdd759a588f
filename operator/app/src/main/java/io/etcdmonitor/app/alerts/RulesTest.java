package io.etcdmonitor.app.alerts;

import io.etcdmonitor.api.v1alpha1.Durations;
import io.etcdmonitor.engine.alert.AlertConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One case of a rules test file.
 *
 * @param name for people
 * @param config rules and routes that are tried
 * @param rules only these are compared; empty for all
 * @param samples what the features said
 * @param until how long it lasts
 * @param expected what must happen, and nothing else
 * @param messages who must be told, and nobody else; empty when that is not compared
 */
record RulesTest(
    String name,
    AlertConfig config,
    Set<String> rules,
    List<Sample> samples,
    Duration until,
    List<Transition> expected,
    Optional<List<Message>> messages) {

  /**
   * Something that happens to an alert.
   *
   * @param at time since the begin
   * @param change what, in lower case
   * @param rule of the alert
   * @param subject member or feature, empty for the cluster
   * @param severity then; empty where it does not matter
   */
  record Transition(Duration at, String change, String rule, String subject, String severity) {
    boolean agrees(Transition actual) {
      return at.equals(actual.at)
          && change.equals(actual.change)
          && rule.equals(actual.rule)
          && subject.equals(actual.subject)
          && (severity.isEmpty() || severity.equals(actual.severity));
    }

    String words() {
      return "%s %s %s%s%s"
          .formatted(
              Durations.format(at),
              rule,
              change,
              subject.isEmpty() ? "" : " " + subject,
              severity.isEmpty() ? "" : " (" + severity + ")");
    }
  }

  /**
   * Somebody is told.
   *
   * @param at time since the begin
   * @param channel who
   * @param kind why, in lower case
   * @param rule whose alerts it is about; empty where it does not matter
   */
  record Message(Duration at, String channel, String kind, String rule) {
    boolean agrees(Message actual) {
      return at.equals(actual.at)
          && channel.equals(actual.channel)
          && kind.equals(actual.kind)
          && (rule.isEmpty() || rule.equals(actual.rule));
    }

    String words() {
      return "%s %s is told: %s%s"
          .formatted(Durations.format(at), channel, kind, rule.isEmpty() ? "" : " (" + rule + ")");
    }
  }

  /**
   * What came of a case.
   *
   * @param name of the case
   * @param transitions that happened, those that were not compared too
   * @param messages that were sent
   * @param missing what was expected and did not come
   * @param unexpected what came and was not expected
   */
  record Result(
      String name,
      List<Transition> transitions,
      List<Message> messages,
      List<String> missing,
      List<String> unexpected) {
    boolean passed() {
      return missing.isEmpty() && unexpected.isEmpty();
    }
  }
}
