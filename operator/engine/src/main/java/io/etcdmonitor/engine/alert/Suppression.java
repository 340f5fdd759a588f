package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.Hours;
import io.etcdmonitor.engine.alert.state.Inhibition;
import io.etcdmonitor.engine.alert.state.Silence;
import io.etcdmonitor.engine.feature.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Why an alert is held back. */
final class Suppression {
  /** A cause may come back: its consequences wait so long after it. */
  private static final Duration RELEASE = Duration.ofSeconds(60);

  private final Map<String, Silence> silences = new HashMap<>();

  /** Why, and whether it is a silence. */
  record Held(String reason, boolean silenced) {}

  void put(Silence silence) {
    silences.put(silence.id(), silence);
  }

  Collection<Silence> silences() {
    return silences.values();
  }

  Optional<Silence> silence(String id) {
    return Optional.ofNullable(silences.get(id));
  }

  void remove(Silence silence) {
    silences.remove(silence.id());
  }

  /** Works out anew what explains what within one cluster. */
  void inhibit(Book book, AlertConfig config, Instant now) {
    for (Alert alert : book.alerts()) {
      if (!alert.open()) {
        continue;
      }
      Optional<String> cause =
          config.inhibitions().stream()
              .filter(i ->
                  book.alerts().stream()
                      .anyMatch(c -> c.open() && !c.stale() && i.explains(c, alert)))
              .map(Inhibition::source)
              .findFirst();
      Optional<Alert.Inhibited> before = alert.inhibition();
      Optional<Alert.Inhibited> after;
      if (cause.isPresent()) {
        after = Optional.of(new Alert.Inhibited(cause.get(), Optional.empty()));
      } else {
        after =
            before
                .map(i ->
                    i.until().isPresent()
                        ? i
                        : new Alert.Inhibited(i.rule(), Optional.of(now.plus(RELEASE))))
                .filter(i -> now.isBefore(i.until().get()));
      }
      if (!after.equals(before)) {
        book.put(alert.withInhibition(after), true);
      }
    }
  }

  /** Why people are not told now. */
  Optional<Held> held(Alert alert, AlertConfig config, Optional<Hours> hours, Instant now) {
    if (alert.inhibition().isPresent()) {
      return Optional.of(new Held("a consequence of " + alert.inhibition().get().rule(), false));
    }
    if (!config.neverSilenced().contains(alert.identity().rule())) {
      Optional<Silence> silence =
          silences.values().stream()
              .filter(s -> s.active(now) && s.covers(alert.labels()))
              .findFirst();
      if (silence.isPresent()) {
        return silence.map(s ->
            new Held(
                "silenced by %s until %s: %s"
                    .formatted(s.author(), Words.time(s.end()), s.reason()),
                true));
      }
    }
    return hours
        .filter(h -> !h.contains(now))
        .map(h -> new Held("outside the route's hours", false));
  }

  /** When a silence next begins or ends. */
  Optional<Instant> nextChange(Instant now) {
    return silences.values().stream()
        .flatMap(s -> Stream.of(s.start(), s.end()))
        .filter(t -> t.isAfter(now))
        .min(Instant::compareTo);
  }
}
