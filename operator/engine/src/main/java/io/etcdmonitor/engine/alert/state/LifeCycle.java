package io.etcdmonitor.engine.alert.state;

import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The state machine. Pure: see the table in {@code alert/DESIGN.md}. */
public final class LifeCycle {
  /** A condition met again so soon after the end belongs to the same episode. */
  static final Duration REOPEN = Duration.ofMinutes(5);

  static final Duration NO_DATA = Duration.ofMinutes(5);
  static final Duration FLAP_WINDOW = Duration.ofMinutes(30);
  static final Duration STEADY = Duration.ofMinutes(15);
  static final int FLAP_LIMIT = 4;
  private static final Duration SHORTEST_GAP = Duration.ofSeconds(60);

  private LifeCycle() {}

  /** What a rule asks for. */
  public record Times(Duration forDuration, Duration keepFiringFor) {}

  /**
   * One look at the data.
   *
   * @param time of the data
   * @param interval at which it comes
   * @param met severity and facts, empty when the condition is known not to be met
   */
  public record Sample(Instant time, Duration interval, Optional<Met> met) {}

  /** A condition that is met. */
  public record Met(Severity severity, Alert.Facts facts) {}

  /**
   * What came of it.
   *
   * @param alert empty when nothing is left to remember
   * @param changes in order
   */
  public record Step(Optional<Alert> alert, List<Change> changes) {
    static Step of(Alert alert, Change... changes) {
      return new Step(Optional.of(alert), List.of(changes));
    }
  }

  /**
   * Takes a sample that is newer than those before; an older one changes nothing.
   *
   * @param newEpisode makes IDs that sort by time
   */
  public static Step step(
      Alert.Identity identity,
      Optional<Alert> before,
      Times times,
      Sample sample,
      Supplier<String> newEpisode) {
    if (before.isPresent() && !sample.time().isAfter(before.get().span().lastSample())) {
      return new Step(before, List.of());
    }
    if (before.isEmpty()) {
      return sample.met().isEmpty()
          ? new Step(Optional.empty(), List.of())
          : due(begin(identity, sample, sample.met().get()), times, sample, newEpisode, true);
    }
    Alert alert = before.get();
    List<Change> fresh = alert.stale() ? List.of(Change.FRESH) : List.of();
    Step step =
        sample.met().isPresent()
            ? met(alert.withStale(false), times, sample, sample.met().get(), newEpisode)
            : notMet(alert.withStale(false), times, sample);
    List<Change> all = new ArrayList<>(fresh);
    all.addAll(step.changes());
    return new Step(step.alert(), all);
  }

  private static Alert begin(Alert.Identity identity, Sample sample, Met met) {
    Instant now = sample.time();
    return new Alert(
        identity,
        Phase.PENDING,
        "",
        new Alert.Span(
            now,
            now,
            Optional.empty(),
            now,
            now,
            Optional.empty(),
            Optional.empty(),
            sample.interval()),
        met.severity(),
        met.facts(),
        Tally.NONE,
        false,
        "",
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Step met(
      Alert alert, Times times, Sample sample, Met met, Supplier<String> newEpisode) {
    Instant now = sample.time();
    Alert.Span span = alert.span();
    if (alert.open()) {
      return stillMet(alert, sample, met);
    }
    boolean pending = alert.phase() == Phase.PENDING;
    boolean gap =
        Duration.between(span.lastTrue(), now)
                .compareTo(longer(sample.interval().multipliedBy(3), SHORTEST_GAP))
            > 0;
    Instant since = pending && !gap ? span.activeSince() : now;
    Alert next =
        alert
            .with(Phase.PENDING, Spans.active(span, since, sample))
            .with(met.severity(), met.facts());
    return due(next, times, sample, newEpisode, !pending);
  }

  private static Step stillMet(Alert alert, Sample sample, Met met) {
    List<Change> changes = new ArrayList<>();
    Tally tally = alert.tally();
    if (alert.phase() == Phase.RECOVERING) {
      changes.add(Change.FIRING_AGAIN);
      tally =
          new Tally(
              tally.flaps() + 1,
              tally.reopens(),
              tally.blips(),
              tally.changes(),
              tally.flappingSince());
    }
    Alert next =
        alert
            .with(Phase.FIRING, Spans.active(alert.span(), alert.span().activeSince(), sample))
            .with(met.severity(), worst(alert.facts(), met.facts()))
            .with(tally);
    int order = met.severity().compareTo(alert.severity());
    if (order > 0) {
      changes.add(Change.SEVERITY_RAISED);
      if (alert.ack().filter(ack -> !ack.covers(met.severity())).isPresent()) {
        changes.add(Change.ACKNOWLEDGEMENT_ENDED);
        next = next.withAck(Optional.empty());
      }
    } else if (order < 0) {
      changes.add(Change.SEVERITY_LOWERED);
    }
    return new Step(Optional.of(next), changes);
  }

  /** Fires when the condition was met for long enough. */
  private static Step due(
      Alert pending, Times times, Sample sample, Supplier<String> newEpisode, boolean began) {
    Instant now = sample.time();
    Alert.Span span = pending.span();
    if (Duration.between(span.activeSince(), now).compareTo(times.forDuration()) < 0) {
      return began ? Step.of(pending, Change.PENDING) : Step.of(pending);
    }
    boolean same =
        !pending.episode().isEmpty()
            && span.endsAt().isPresent()
            && !span.activeSince().isAfter(span.endsAt().get().plus(REOPEN));
    Tally tally = pending.tally().changed(now, FLAP_WINDOW, FLAP_LIMIT);
    boolean flaps = tally.flappingSince().isPresent() && pending.tally().flappingSince().isEmpty();
    Tally counted =
        new Tally(
            same ? tally.flaps() : 0,
            same ? tally.reopens() + 1 : 0,
            tally.blips(),
            tally.changes(),
            tally.flappingSince());
    Alert fired =
        pending
            .with(
                Phase.FIRING,
                new Alert.Span(
                    same ? span.startedAt() : span.activeSince(),
                    span.activeSince(),
                    Optional.of(now),
                    now,
                    now,
                    Optional.empty(),
                    Optional.empty(),
                    sample.interval()))
            .with(counted)
            .withEpisode(same ? pending.episode() : newEpisode.get())
            .withEndReason("")
            .withAck(Optional.empty())
            .withEscalation(Optional.empty());
    Change change = same ? Change.REOPENED : Change.FIRED;
    return flaps ? Step.of(fired, change, Change.FLAPPING) : Step.of(fired, change);
  }

  private static Step notMet(Alert alert, Times times, Sample sample) {
    Instant now = sample.time();
    Alert.Span span = alert.span();
    if (alert.phase() == Phase.PENDING) {
      return blip(alert, sample);
    }
    if (alert.phase() == Phase.RESOLVED) {
      return Step.of(alert.with(Phase.RESOLVED, Spans.sampled(span, span.recoverSince(), sample)));
    }
    Instant since = span.recoverSince().orElse(now);
    Alert recovering =
        alert.with(Phase.RECOVERING, Spans.sampled(span, Optional.of(since), sample));
    if (Duration.between(since, now).compareTo(times.keepFiringFor()) >= 0) {
      return resolved(recovering, "", now);
    }
    return alert.phase() == Phase.FIRING
        ? Step.of(recovering, Change.RECOVERING)
        : Step.of(recovering);
  }

  private static Step blip(Alert alert, Sample sample) {
    if (alert.episode().isEmpty()) {
      return new Step(Optional.empty(), List.of(Change.BLIP));
    }
    Tally old = alert.tally();
    Tally tally =
        new Tally(old.flaps(), old.reopens(), old.blips() + 1, old.changes(), old.flappingSince());
    Alert back =
        alert
            .with(Phase.RESOLVED, Spans.sampled(alert.span(), alert.span().recoverSince(), sample))
            .with(tally);
    return Step.of(back, Change.BLIP);
  }

  /**
   * Ends an alert for a reason beside its condition: rule removed, target removed, paused. One that
   * never fired is forgotten.
   */
  public static Step end(Alert alert, String reason, Instant now) {
    if (alert.open()) {
      return resolved(alert, reason, now);
    }
    if (alert.phase() == Phase.PENDING) {
      return alert.episode().isEmpty()
          ? new Step(Optional.empty(), List.of())
          : Step.of(alert.with(Phase.RESOLVED, alert.span()));
    }
    return Step.of(alert);
  }

  private static Step resolved(Alert alert, String reason, Instant now) {
    Alert.Span span = alert.span();
    Tally tally = alert.tally().changed(now, FLAP_WINDOW, FLAP_LIMIT);
    boolean flaps = tally.flappingSince().isPresent() && alert.tally().flappingSince().isEmpty();
    Alert ended =
        alert
            .with(
                Phase.RESOLVED,
                new Alert.Span(
                    span.startedAt(),
                    span.activeSince(),
                    span.firedAt(),
                    span.lastTrue(),
                    span.lastSample(),
                    Optional.empty(),
                    Optional.of(span.lastTrue()),
                    span.interval()))
            .with(tally)
            .withStale(false)
            .withEndReason(reason)
            .withAck(Optional.empty())
            .withEscalation(Optional.empty());
    return flaps
        ? Step.of(ended, Change.RESOLVED, Change.FLAPPING)
        : Step.of(ended, Change.RESOLVED);
  }

  private static Alert.Facts worst(Alert.Facts before, Alert.Facts now) {
    double worst =
        Double.isNaN(before.worst()) ? now.worst() : Math.max(before.worst(), now.worst());
    return new Alert.Facts(
        now.summary(),
        now.description(),
        now.value(),
        now.threshold(),
        now.remedy(),
        Double.isNaN(worst) ? before.worst() : worst,
        now.labels());
  }

  static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
