package io.etcdmonitor.engine.alert.state;

import io.etcdmonitor.engine.alert.channel.AlertMessage.Kind;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares what a channel should know of a group with what it was told, and says what to send.
 * Pure: asked again it says the same until something is delivered or time has passed.
 */
public final class Planner {
  /**
   * The channel's circumstances.
   *
   * @param timing of the route
   * @param repost how often the receiver must hear the same again
   * @param retry how long what was given up rests at most; empty: until it would be repeated
   */
  public record Setting(Timing timing, Optional<Duration> repost, Optional<Duration> retry) {}

  /** How the reason begins for which an alert is withheld that was given up lately. */
  public static final String GIVEN_UP = "given up";

  private static final Duration REPOST_RESOLVED = Duration.ofMinutes(5);

  private final Ledger ledger;
  private final Setting setting;
  private final Instant now;
  private final Map<String, String> withheld = new HashMap<>();
  private final Map<String, Told> told;
  private final List<Alert> fresh = new ArrayList<>();
  private final List<Alert> known = new ArrayList<>();
  private final List<Alert> raised = new ArrayList<>();
  private final List<Alert> escalated = new ArrayList<>();
  private final List<Alert> taken = new ArrayList<>();
  private final List<Alert> unsilenced = new ArrayList<>();
  private final List<Alert> repeatable = new ArrayList<>();
  private final List<Alert> flapping = new ArrayList<>();
  private final List<Alert> over = new ArrayList<>();
  private final List<Alert> overAgain = new ArrayList<>();
  private Optional<Instant> wake = Optional.empty();

  private Planner(Ledger ledger, Setting setting, Instant now) {
    this.ledger = ledger;
    this.setting = setting;
    this.now = now;
    this.told = new HashMap<>(ledger.told());
  }

  /** What to send now. */
  public static Plan plan(List<Candidate> candidates, Ledger ledger, Setting setting, Instant now) {
    Planner planner = new Planner(ledger, setting, now);
    candidates.stream()
        .sorted(Comparator.comparing(c -> c.alert().episode()))
        .forEach(planner::sort);
    Optional<Plan.Send> send = planner.decide();
    return new Plan(
        send,
        planner.withheld,
        planner.wake,
        planner.told.equals(ledger.told()) ? ledger : ledger.withTold(planner.told));
  }

  private void sort(Candidate candidate) {
    Alert alert = candidate.alert();
    Optional<Told> before = Optional.ofNullable(told.get(alert.episode()));
    if (alert.open()) {
      sortOpen(candidate, before);
    } else {
      before.ifPresent(t -> sortOver(candidate, t));
    }
  }

  private void sortOver(Candidate candidate, Told before) {
    Alert alert = candidate.alert();
    if (!before.firing()) {
      boolean again =
          before.gaveUp().isEmpty()
              && setting.repost().isPresent()
              && now.isBefore(before.at().plus(REPOST_RESOLVED));
      if (again) {
        overAgain.add(alert);
      } else {
        told.remove(alert.episode());
      }
      return;
    }
    if (givenUp(alert, before)) {
      return;
    }
    // While it is held back a notice is, too; that it is over never is.
    if (alert.flaps() && candidate.suppressed().isEmpty()) {
      quiet(alert);
      keepReminding(alert, true);
    } else {
      over.add(alert);
    }
  }

  private void sortOpen(Candidate candidate, Optional<Told> before) {
    Alert alert = candidate.alert();
    String episode = alert.episode();
    boolean firing = before.filter(Told::firing).isPresent();
    if (!candidate.routed() && !firing && !ledger.extra().contains(episode)) {
      return;
    }
    if (before.filter(t -> givenUp(alert, t)).isPresent()) {
      return;
    }
    boolean due =
        ledger.due().contains(episode) && !candidate.silenced() && alert.inhibition().isEmpty();
    if (candidate.suppressed().isPresent() && !due) {
      withheld.put(episode, candidate.suppressed().get());
      if (firing && candidate.silenced()) {
        told.put(episode, before.get().withSilenced(true));
      }
      keepReminding(alert, firing);
      return;
    }
    if (due) {
      escalated.add(alert);
    } else if (alert.flaps()) {
      quiet(alert);
      keepReminding(alert, firing);
    } else if (!firing || before.get().unsure()) {
      first(alert, before);
    } else {
      sortKnown(alert, before.get());
    }
  }

  private void sortKnown(Alert alert, Told before) {
    known.add(alert);
    if (alert.severity().compareTo(before.severity()) > 0) {
      raised.add(alert);
    } else if (alert.ack().isPresent()) {
      if (before.acknowledged()) {
        withheld.put(alert.episode(), "acknowledged by " + alert.ack().get().by());
        keepReminding(alert, true);
      } else {
        taken.add(alert);
      }
    } else if (before.silenced()) {
      unsilenced.add(alert);
    } else {
      repeatable.add(alert);
    }
  }

  /** A receiver that forgets what is not repeated is reminded whatever people do meanwhile. */
  private void keepReminding(Alert alert, boolean firing) {
    if (firing && setting.repost().isPresent()) {
      repeatable.add(alert);
    }
  }

  private void first(Alert alert, Optional<Told> before) {
    if (alert.ack().isPresent()) {
      withheld.put(alert.episode(), "acknowledged by " + alert.ack().get().by());
      return;
    }
    Optional<Instant> until =
        Optional.ofNullable(ledger.lastFiring().get(alert.identity().fingerprint()))
            .map(t -> t.plus(Ledger.DEDUP_WINDOW))
            .filter(now::isBefore)
            .filter(t -> before.filter(Told::unsure).isEmpty());
    if (until.isPresent()) {
      withheld.put(alert.episode(), "deduplicated until " + Words.time(until.get()));
      wakeAt(until.get());
    } else {
      fresh.add(alert);
    }
  }

  /** One notice, and another when it is worse than that said; then nothing until it is steady. */
  private void quiet(Alert alert) {
    Optional<Severity> noticed =
        told.values().stream()
            .filter(t -> t.isNoticeOf(alert))
            .map(Told::severity)
            .max(Comparator.naturalOrder());
    if (noticed.isEmpty()) {
      flapping.add(alert);
    } else if (alert.open() && alert.severity().compareTo(noticed.get()) > 0) {
      known.add(alert);
      raised.add(alert);
    } else {
      withheld.put(alert.episode(), "flapping; told when it is steady for 15 min");
    }
  }

  private boolean givenUp(Alert alert, Told before) {
    Duration repeat = setting.timing().repeat(alert.severity());
    Duration rest = setting.retry().filter(t -> t.compareTo(repeat) < 0).orElse(repeat);
    Optional<Instant> again = before.gaveUp().map(t -> t.plus(rest));
    if (again.isEmpty() || !now.isBefore(again.get())) {
      return false;
    }
    withheld.put(alert.episode(), GIVEN_UP + "; tried again at " + Words.time(again.get()));
    wakeAt(again.get());
    return true;
  }

  private Optional<Plan.Send> decide() {
    if (!escalated.isEmpty()) {
      return send(Kind.ESCALATION);
    }
    if (!raised.isEmpty()) {
      return send(Kind.SEVERITY_RAISED);
    }
    if (!flapping.isEmpty()) {
      return send(Kind.FLAPPING);
    }
    if (!over.isEmpty()) {
      return send(known.isEmpty() && fresh.isEmpty() ? Kind.RESOLVED : Kind.UPDATE);
    }
    if (!taken.isEmpty()) {
      return send(Kind.ACKNOWLEDGED);
    }
    if (!unsilenced.isEmpty()) {
      return send(Kind.SILENCE_ENDED);
    }
    Optional<Plan.Send> first = fresh.isEmpty() ? Optional.empty() : introduce();
    return first.isPresent() ? first : repeat();
  }

  private Optional<Plan.Send> introduce() {
    // A receiver that is told the same again and again groups by itself: each time would put it
    // off.
    boolean addition =
        setting.repost().isEmpty()
            && ledger.owesResolved()
            && ledger.lastAt().isPresent()
            && !known.isEmpty();
    Instant due =
        addition
            ? ledger.lastAt().get().plus(setting.timing().groupInterval())
            : fresh.stream()
                .map(
                    a -> a.span().firedAt().orElseThrow().plus(setting.timing().wait(worst(fresh))))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    if (now.isBefore(due)) {
      fresh.forEach(a -> withheld.put(a.episode(), "grouped until " + Words.time(due)));
      wakeAt(due);
      fresh.clear();
      return Optional.empty();
    }
    return send(addition ? Kind.UPDATE : Kind.FIRING);
  }

  private Optional<Plan.Send> repeat() {
    if (ledger.lastAt().isEmpty() || (repeatable.isEmpty() && overAgain.isEmpty())) {
      return Optional.empty();
    }
    Duration every = setting.repost().orElseGet(() -> setting.timing().repeat(worst(repeatable)));
    Instant due = ledger.lastAt().get().plus(every);
    if (now.isBefore(due)) {
      wakeAt(due);
      return Optional.empty();
    }
    if (repeatable.isEmpty()) {
      return Optional.of(new Plan.Send(Kind.RESOLVED, List.of(), episodes(overAgain)));
    }
    return Optional.of(new Plan.Send(Kind.REPEAT, episodes(repeatable), episodes(overAgain)));
  }

  /** With everything that may be said of the group, so that it is said once. */
  private Optional<Plan.Send> send(Kind kind) {
    List<Alert> firing = new ArrayList<>(known);
    firing.addAll(fresh);
    firing.addAll(escalated);
    // Also one that does not fire just now: it is not over before it is steady.
    firing.addAll(flapping);
    return Optional.of(new Plan.Send(kind, episodes(firing), episodes(over)));
  }

  private void wakeAt(Instant time) {
    wake = Optional.of(wake.filter(t -> t.isBefore(time)).orElse(time));
  }

  private static List<String> episodes(List<Alert> alerts) {
    return alerts.stream().map(Alert::episode).distinct().toList();
  }

  private static Severity worst(List<Alert> alerts) {
    return alerts.stream()
        .map(Alert::severity)
        .max(Comparator.naturalOrder())
        .orElse(Severity.INFO);
  }
}
