package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.rule.BuiltInRules;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.state.EscalationPolicy;
import io.etcdmonitor.engine.alert.state.Inhibition;
import io.etcdmonitor.engine.alert.state.Route;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is alerted, and who hears of it. Immutable; replaced as a whole.
 *
 * @param rules all rules, disabled ones too
 * @param routes in order; the first that matches decides
 * @param escalations policies that routes name
 * @param inhibitions which rules explain which
 * @param fallback channel that hears what another could not be told
 * @param neverSilenced rules that no silence holds back
 * @param runbooks URL that rules' runbook paths are added to; empty for none
 * @param heartbeat who is told that alerting works, and misses it when it does not
 */
public record AlertConfig(
    List<Rule> rules,
    List<Route> routes,
    List<EscalationPolicy> escalations,
    List<Inhibition> inhibitions,
    Optional<String> fallback,
    Set<String> neverSilenced,
    String runbooks,
    Optional<Heartbeat> heartbeat) {

  /**
   * A sign of life, only while clusters are really looked at.
   *
   * @param channel whose receiver raises the alarm when it hears nothing
   * @param interval how often
   */
  public record Heartbeat(String channel, Duration interval) {
    public static final Duration DEFAULT = Duration.ofSeconds(60);

    /**
     * @throws IllegalArgumentException when it is too often
     */
    public Heartbeat {
      if (interval.compareTo(Duration.ofSeconds(10)) < 0) {
        throw new IllegalArgumentException("a heartbeat's interval is at least 10s");
      }
    }
  }

  /** Without a heartbeat. */
  public AlertConfig(
      List<Rule> rules,
      List<Route> routes,
      List<EscalationPolicy> escalations,
      List<Inhibition> inhibitions,
      Optional<String> fallback,
      Set<String> neverSilenced,
      String runbooks) {
    this(
        rules,
        routes,
        escalations,
        inhibitions,
        fallback,
        neverSilenced,
        runbooks,
        Optional.empty());
  }

  /**
   * @throws IllegalArgumentException with one sentence when it contradicts itself
   */
  public AlertConfig {
    rules = List.copyOf(rules);
    routes = List.copyOf(routes);
    escalations = List.copyOf(escalations);
    inhibitions = List.copyOf(inhibitions);
    neverSilenced = Set.copyOf(neverSilenced);
    Inhibition.check(inhibitions);
    unique("rule", rules.stream().map(Rule::id).toList());
    unique("route", routes.stream().map(Route::name).toList());
    unique("escalation", escalations.stream().map(EscalationPolicy::name).toList());
    Set<String> policies = new HashSet<>();
    escalations.forEach(policy -> policies.add(policy.name()));
    for (Route route : routes) {
      if (route.escalation().filter(name -> !policies.contains(name)).isPresent()) {
        throw new IllegalArgumentException(
            "route %s: there is no escalation '%s'"
                .formatted(route.name(), route.escalation().get()));
      }
    }
  }

  /** The built-in rules, all to these channels. */
  public static AlertConfig standard(List<String> channels) {
    return new AlertConfig(
        BuiltInRules.all(),
        List.of(Route.all("default", channels)),
        List.of(),
        Inhibition.DEFAULTS,
        channels.stream().findFirst(),
        Set.of(),
        "");
  }

  /** The same, without a sign of life. */
  AlertConfig withoutHeartbeat() {
    return new AlertConfig(
        rules, routes, escalations, inhibitions, fallback, neverSilenced, runbooks);
  }

  /** The channels that it names. */
  public Set<String> channels() {
    Set<String> names = new HashSet<>();
    routes.forEach(route -> names.addAll(route.channels()));
    escalations.forEach(policy -> policy.steps().forEach(step -> names.addAll(step.channels())));
    fallback.ifPresent(names::add);
    heartbeat.ifPresent(beat -> names.add(beat.channel()));
    return names;
  }

  private static void unique(String what, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException("there are two %ss named '%s'".formatted(what, name));
      }
    }
  }
}
