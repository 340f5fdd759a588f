package io.etcdmonitor.engine.alert.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What happened to it.
 *
 * @param flaps times it was met again while recovering
 * @param reopens times the episode was opened again
 * @param blips times it was met for too short
 * @param changes when it opened and closed lately
 * @param flappingSince since when it is flapping
 */
public record Tally(
    int flaps, int reopens, int blips, List<Instant> changes, Optional<Instant> flappingSince) {
  static final Tally NONE = new Tally(0, 0, 0, List.of(), Optional.empty());

  public Tally {
    changes = List.copyOf(changes);
  }

  Tally notAfter(Instant now) {
    return new Tally(
        flaps,
        reopens,
        blips,
        changes.stream().map(time -> Spans.earlier(time, now)).toList(),
        flappingSince);
  }

  Tally changed(Instant now, Duration window, int limit) {
    List<Instant> recent = new ArrayList<>(changes);
    recent.removeIf(time -> time.isBefore(now.minus(window)));
    recent.add(now);
    Optional<Instant> since =
        flappingSince.isPresent() || recent.size() < limit ? flappingSince : Optional.of(now);
    return new Tally(flaps, reopens, blips, recent, since);
  }
}
