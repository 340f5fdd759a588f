package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.Book.Desk;
import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.EscalationPolicy;
import io.etcdmonitor.engine.alert.state.Escalations;
import io.etcdmonitor.engine.alert.state.Route;
import java.time.Instant;
import java.util.List;
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
      Alert current = alert;
      if (current.escalation().isEmpty() && route.isPresent()) {
        Optional<EscalationPolicy> policy =
            config.escalations().stream()
                .filter(p -> p.name().equals(route.get().escalation().get()))
                .findFirst();
        current = current.withEscalation(policy.map(p -> Escalations.begin(p, alert)));
      }
      if (current.escalation().isPresent()) {
        boolean held =
            suppression.held(current, config, route.flatMap(Route::hours), now).isPresent();
        Escalations.Turn turn =
            Escalations.tick(
                current.escalation().get(), current, held, current.ack().isPresent(), now);
        current = current.withEscalation(Optional.of(turn.run()));
        Alert told = current;
        turn.step().ifPresent(step -> take(book, told, step, route));
      }
      if (!current.equals(alert)) {
        book.put(current, true);
      }
    }
  }

  private void take(Book book, Alert alert, EscalationPolicy.Step step, Optional<Route> route) {
    String group = route.map(r -> r.group(alert)).orElse("escalation/" + alert.episode());
    for (String channel : step.channels()) {
      book.put(book.ledger(new Desk(channel, group)).withExtra(alert.episode(), true));
    }
    recorder.message(
        book, alert.episode(), "ESCALATED", "", "to " + String.join(", ", step.channels()));
  }
}
