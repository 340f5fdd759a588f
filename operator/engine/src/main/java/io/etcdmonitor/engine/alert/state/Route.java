package io.etcdmonitor.engine.alert.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which channels hear of which alerts. The first route that matches decides.
 *
 * @param name unique
 * @param matchers all must match; none matches everything
 * @param channels names
 * @param escalation name of the policy
 * @param groupBy labels beside namespace, cluster and rule that part alerts into messages
 * @param timing when
 * @param hours only then; resolved ones always
 * @param goOn whether later routes are looked at as well
 */
public record Route(
    String name,
    List<Matcher> matchers,
    List<String> channels,
    Optional<String> escalation,
    List<String> groupBy,
    Timing timing,
    Optional<Hours> hours,
    boolean goOn) {
  public Route {
    matchers = List.copyOf(matchers);
    channels = List.copyOf(channels);
    groupBy = List.copyOf(groupBy);
  }

  /** Everything to these channels. */
  public static Route all(String name, List<String> channels) {
    return new Route(
        name,
        List.of(),
        channels,
        Optional.empty(),
        List.of(),
        Timing.DEFAULTS,
        Optional.empty(),
        false);
  }

  /** Whether it tells what fires at this moment. */
  public boolean open(Instant now) {
    return hours.isEmpty() || hours.get().contains(now);
  }

  boolean matches(Map<String, String> labels) {
    return matchers.stream().allMatch(m -> m.matches(labels));
  }

  /** Names the group of an alert; the same over the group's whole life. */
  public String group(Alert alert) {
    Map<String, String> labels = alert.labels();
    return Stream.concat(
            Stream.of(
                name,
                alert.identity().cluster().namespace(),
                alert.identity().cluster().name(),
                alert.identity().rule()),
            groupBy.stream().map(label -> labels.getOrDefault(label, "")))
        .collect(Collectors.joining("/"));
  }

  /**
   * The routes that some alert with these labels may take: what routes ask of other labels, such as
   * rule and severity, is left open.
   */
  public static List<Route> thatMayTake(List<Route> routes, Map<String, String> labels) {
    List<Route> taken = new ArrayList<>();
    for (Route route : routes) {
      List<Matcher> sure =
          route.matchers.stream().filter(m -> labels.containsKey(m.label())).toList();
      if (sure.stream().allMatch(m -> m.matches(labels))) {
        taken.add(route);
        if (!route.goOn() && sure.size() == route.matchers.size()) {
          break;
        }
      }
    }
    return taken;
  }

  /** The routes that an alert takes. */
  public static List<Route> of(List<Route> routes, Map<String, String> labels) {
    List<Route> taken = new ArrayList<>();
    for (Route route : routes) {
      if (route.matches(labels)) {
        taken.add(route);
        if (!route.goOn()) {
          break;
        }
      }
    }
    return taken;
  }
}
