package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.Book.Desk;
import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.Route;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where routes lead the alerts of a book now. However many of them lead an alert to a channel, it
 * comes there once: by the first that is within its hours, else by the first.
 */
final class Routing {
  private final Map<String, Route> routes = new HashMap<>();
  private final Map<Desk, List<Alert>> desks = new LinkedHashMap<>();

  private Routing() {}

  static Routing of(Book book, AlertConfig config, Instant now) {
    Routing routing = new Routing();
    book.alerts().stream()
        .filter(alert -> !alert.episode().isEmpty())
        .sorted(Comparator.comparing(Alert::episode))
        .forEach(alert -> routing.add(book, config, alert, now));
    return routing;
  }

  private void add(Book book, AlertConfig config, Alert alert, Instant now) {
    List<Route> taken = OwnAlerts.routes(config, alert);
    taken.forEach(route -> routes.put(route.group(alert), route));
    byChannel(book, taken, now)
        .forEach((channel, route) ->
            desks
                .computeIfAbsent(new Desk(channel, route.group(alert)), desk -> new ArrayList<>())
                .add(alert));
  }

  /** By which of the routes that an alert takes each channel hears of it. */
  static Map<String, Route> byChannel(Book book, List<Route> taken, Instant now) {
    Map<String, Route> ways = new LinkedHashMap<>();
    for (Route route : taken) {
      for (String channel : channelsOf(book, route)) {
        ways.merge(
            channel, route, (first, later) -> !first.open(now) && later.open(now) ? later : first);
      }
    }
    return ways;
  }

  static List<String> channelsOf(Book book, Route route) {
    return book.settings().channels().isEmpty() ? route.channels() : book.settings().channels();
  }

  /** What each desk is led to. */
  Map<Desk, List<Alert>> desks() {
    return desks;
  }

  /** What a desk is led to; nothing for one that was told beside the routes, or before. */
  List<Alert> at(Desk desk) {
    return desks.getOrDefault(desk, List.of());
  }

  /** The route of a group; empty when no alert takes it any more. */
  Optional<Route> route(String group) {
    return Optional.ofNullable(routes.get(group));
  }
}
