package io.etcdmonitor.engine.alert.rule;

import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One kind of alert, as data.
 *
 * @param id CamelCase, unique
 * @param scope what one alert of it is about
 * @param levels conditions by severity: one alert, as severe as the highest that is met
 * @param forDuration how long it must be met before people hear of it
 * @param keepFiringFor how long it must not be met before it counts as over
 * @param summary one line; {@code {cluster}}, {@code {subject}}, {@code {value}}, {@code
 *     {threshold}}, {@code {since}}, {@code {remedy}} and {@code {message}} are replaced
 * @param description what, where and how bad; replaced likewise
 * @param remedy the next step where the result tells none
 * @param labels added to its alerts
 * @param enabled whether it is evaluated
 */
public record Rule(
    String id,
    Scope scope,
    List<Level> levels,
    Duration forDuration,
    Duration keepFiringFor,
    String summary,
    String description,
    String remedy,
    Map<String, String> labels,
    boolean enabled) {

  /**
   * One severity's condition.
   *
   * @param severity {@code INFO}, {@code WARNING} or {@code CRITICAL}
   * @param condition when it is that severe
   */
  public record Level(Severity severity, Condition condition) {}

  /**
   * @throws IllegalArgumentException with one sentence when it cannot work
   */
  public Rule {
    labels = Map.copyOf(labels);
    levels =
        levels.stream()
            .sorted(Comparator.comparing(Level::severity, Comparator.reverseOrder()))
            .toList();
    if (!id.matches("[A-Z][A-Za-z0-9]{0,62}")) {
      throw new IllegalArgumentException(
          "rule '%s': a rule's name is CamelCase, at most 63 letters and digits".formatted(id));
    }
    if (levels.isEmpty() || levels.stream().anyMatch(l -> l.severity() == Severity.UNKNOWN)) {
      throw new IllegalArgumentException(
          "rule %s: needs a condition for at least one of info, warning, critical".formatted(id));
    }
    if (forDuration.isNegative() || keepFiringFor.isNegative()) {
      throw new IllegalArgumentException("rule %s: durations are not negative".formatted(id));
    }
  }

  /** The features it reads. */
  public Set<String> features() {
    return levels.stream()
        .flatMap(l -> l.condition().features().stream())
        .collect(Collectors.toSet());
  }

  /** The features that it is about: without them it has no object. Empty for any. */
  public Set<String> about() {
    return leaves().flatMap(leaf -> leaf.about().stream()).collect(Collectors.toSet());
  }

  /** The conditions that it is put together of. */
  public Stream<Condition> leaves() {
    return levels.stream().flatMap(l -> l.condition().leaves());
  }

  /** Where its page is, within the documentation. */
  public String runbook() {
    return "docs/runbooks/" + id + ".md";
  }

  public Rule withEnabled(boolean value) {
    return new Rule(
        id, scope, levels, forDuration, keepFiringFor, summary, description, remedy, labels, value);
  }

  /** The same with other times and further labels. */
  public Rule with(Duration newFor, Duration newKeepFiringFor, Map<String, String> moreLabels) {
    Map<String, String> all = new TreeMap<>(labels);
    all.putAll(moreLabels);
    return new Rule(
        id, scope, levels, newFor, newKeepFiringFor, summary, description, remedy, all, enabled);
  }

  public Rule withLevels(List<Level> newLevels) {
    return new Rule(
        id,
        scope,
        newLevels,
        forDuration,
        keepFiringFor,
        summary,
        description,
        remedy,
        labels,
        enabled);
  }

  Rule says(String newSummary) {
    return new Rule(
        id,
        scope,
        levels,
        forDuration,
        keepFiringFor,
        newSummary,
        description,
        remedy,
        labels,
        enabled);
  }

  Rule advises(String newRemedy) {
    return new Rule(
        id,
        scope,
        levels,
        forDuration,
        keepFiringFor,
        summary,
        description,
        newRemedy,
        labels,
        enabled);
  }

  Rule keeps(Duration time) {
    return with(forDuration, time, Map.of());
  }
}
