package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.Book.Desk;
import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.EscalationPolicy;
import io.etcdmonitor.engine.alert.state.EscalationRun;
import io.etcdmonitor.engine.alert.state.Escalations;
import io.etcdmonitor.engine.alert.state.Route;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls the next channels about open alerts that nobody takes. */
final class Escalating {
  private final Suppression suppression;
  private final Dispatch.Recorder recorder;

  Escalating(Suppression suppression, Dispatch.Recorder recorder) {
    this.suppression = suppression;
    this.recorder = recorder;
  }

  /** Takes the steps that are due. */
  void climb(Book book, AlertConfig config, Instant now) {
    for (Alert alert : book.alerts()) {
      if (!alert.open()) {
        continue;
      }
      List<Route> routes = Route.of(config.routes(), alert.labels());
      Optional<Route> route = routes.stream().filter(r -> r.escalation().isPresent()).findFirst();
      Optional<EscalationPolicy> policy =
          route
              .flatMap(Route::escalation)
              .flatMap(name ->
                  config.escalations().stream().filter(p -> p.name().equals(name)).findFirst());
      Alert current = alert.withEscalation(run(book, alert, policy, now));
      if (current.escalation().isPresent()) {
        boolean held =
            suppression.held(current, config, route.flatMap(Route::hours), now).isPresent();
        Escalations.Turn turn =
            Escalations.tick(
                current.escalation().get(), current, held, current.ack().isPresent(), now);
        current = current.withEscalation(Optional.of(turn.run()));
        Alert told = current;
        Map<String, Route> ways = Routing.byChannel(book, routes, now);
        turn.step().ifPresent(step -> take(book, told, step, route, ways));
      }
      if (!current.equals(alert)) {
        book.put(current, true);
      }
    }
    book.raised.clear();
  }

  /** A policy is pinned, but an alert that grows worse may be led to another. */
  private static Optional<EscalationRun> run(
      Book book, Alert alert, Optional<EscalationPolicy> policy, Instant now) {
    Optional<EscalationRun> before = alert.escalation();
    if (before.isPresent() && !book.raised.contains(alert.episode())) {
      return before;
    }
    Optional<String> name = before.map(run -> run.policy().name());
    return policy
        .filter(p -> !name.equals(Optional.of(p.name())))
        .flatMap(p -> Escalations.begin(p, alert, now))
        .or(() -> before.map(run -> Escalations.raised(run, alert, now)));
  }

  private void take(
      Book book,
      Alert alert,
      EscalationPolicy.Step step,
      Optional<Route> route,
      Map<String, Route> ways) {
    for (String channel : step.channels()) {
      // Who hears of it by a route hears of it there, and not a second time here.
      String group =
          Optional.ofNullable(ways.get(channel))
              .or(() -> route)
              .map(r -> r.group(alert))
              .orElse("escalation/" + alert.episode());
      Desk desk = book.beside(channel, group, alert.episode());
      book.put(book.ledger(desk).withExtra(alert.episode(), true));
    }
    recorder.message(
        book, alert.episode(), "ESCALATED", "", "to " + String.join(", ", step.channels()));
  }
}
