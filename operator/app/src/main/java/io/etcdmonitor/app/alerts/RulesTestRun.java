package io.etcdmonitor.app.alerts;

import io.etcdmonitor.engine.alert.AlertReplay;
import io.etcdmonitor.engine.alert.ClusterAlerts;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.state.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Replays one case and compares. */
final class RulesTestRun {
  /** What people would hear of; other changes are compared only where a case names one. */
  private static final Set<Change> ALWAYS =
      EnumSet.of(
          Change.FIRED,
          Change.REOPENED,
          Change.SEVERITY_RAISED,
          Change.SEVERITY_LOWERED,
          Change.RESOLVED);

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int MOST_STEPS = 200_000;

  private RulesTestRun() {}

  static RulesTest.Result run(RulesTest test) {
    List<RulesTest.Transition> transitions;
    List<RulesTest.Message> messages;
    try (AlertReplay replay = new AlertReplay(test.config(), ClusterAlerts.DEFAULTS)) {
      replay(test, replay);
      transitions = replay.events().stream().map(RulesTestRun::transition).toList();
      messages =
          replay.sent().stream()
              .map(sent ->
                  new RulesTest.Message(
                      offset(sent.time()),
                      sent.channel(),
                      sent.message().kind().name().toLowerCase(Locale.ROOT),
                      rules(sent.message())))
              .toList();
    }
    List<String> missing = new ArrayList<>();
    List<String> unexpected = new ArrayList<>();
    compare(test, transitions, missing, unexpected);
    test.messages().ifPresent(expected -> compare(expected, messages, missing, unexpected));
    return new RulesTest.Result(test.name(), transitions, messages, missing, unexpected);
  }

  private static void replay(RulesTest test, AlertReplay replay) {
    List<Sample> samples =
        test.samples().stream().sorted(Comparator.comparing(Sample::offset)).toList();
    Duration step = test.until().dividedBy(MOST_STEPS);
    step = step.compareTo(SECOND) > 0 ? step : SECOND;
    Iterator<Sample> left = samples.iterator();
    Optional<Sample> next = Optional.of(left.next());
    Duration now = Duration.ZERO;
    while (now.compareTo(test.until()) <= 0) {
      while (next.isPresent() && next.get().offset().compareTo(now) <= 0) {
        replay.result(next.get().change());
        next = left.hasNext() ? Optional.of(left.next()) : Optional.empty();
      }
      replay.until(RulesTestFile.START.plus(now));
      now = now.plus(step);
    }
  }

  private static void compare(
      RulesTest test,
      List<RulesTest.Transition> transitions,
      List<String> missing,
      List<String> unexpected) {
    Set<String> changes = ALWAYS.stream().map(RulesTestRun::word).collect(Collectors.toSet());
    test.expected().forEach(expected -> changes.add(expected.change()));
    List<RulesTest.Transition> left =
        new ArrayList<>(
            transitions.stream()
                .filter(t -> changes.contains(t.change()))
                .filter(t -> test.rules().isEmpty() || test.rules().contains(t.rule()))
                .toList());
    for (RulesTest.Transition expected : test.expected()) {
      Optional<RulesTest.Transition> found = left.stream().filter(expected::agrees).findFirst();
      found.ifPresentOrElse(left::remove, () -> missing.add(expected.words()));
    }
    left.forEach(transition -> unexpected.add(transition.words()));
  }

  private static void compare(
      List<RulesTest.Message> expected,
      List<RulesTest.Message> sent,
      List<String> missing,
      List<String> unexpected) {
    List<RulesTest.Message> left = new ArrayList<>(sent);
    for (RulesTest.Message message : expected) {
      Optional<RulesTest.Message> found = left.stream().filter(message::agrees).findFirst();
      found.ifPresentOrElse(left::remove, () -> missing.add(message.words()));
    }
    left.forEach(message -> unexpected.add(message.words()));
  }

  private static RulesTest.Transition transition(AlertReplay.Event event) {
    return new RulesTest.Transition(
        offset(event.time()),
        word(event.change()),
        event.alert().identity().rule(),
        event.alert().identity().subject(),
        event.alert().severity().word().toLowerCase(Locale.ROOT));
  }

  private static String rules(AlertMessage message) {
    return message.episodes().stream()
        .map(AlertMessage.Episode::rule)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static Duration offset(Instant time) {
    return Duration.between(RulesTestFile.START, time);
  }

  private static String word(Change change) {
    return change.name().toLowerCase(Locale.ROOT);
  }
}
