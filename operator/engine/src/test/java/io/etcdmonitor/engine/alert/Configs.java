package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.rule.BuiltInRules;
import io.etcdmonitor.engine.alert.state.EscalationPolicy;
import io.etcdmonitor.engine.alert.state.Inhibition;
import io.etcdmonitor.engine.alert.state.Matcher;
import io.etcdmonitor.engine.alert.state.Route;
import io.etcdmonitor.engine.alert.state.Timing;
import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What tests of alerting configure: the built-in rules over routes of their own. */
final class Configs {
  private Configs() {}

  static AlertConfig of(List<EscalationPolicy> policies, Route... routes) {
    return new AlertConfig(
        BuiltInRules.all(),
        List.of(routes),
        policies,
        Inhibition.DEFAULTS,
        Optional.empty(),
        Set.of(),
        "");
  }

  /** A policy whose steps are taken once. */
  static EscalationPolicy once(String name, EscalationPolicy.Step... steps) {
    return new EscalationPolicy(name, List.of(steps), 0, 0);
  }

  /** The policy "up": one step, once, to "pager". */
  static EscalationPolicy pagerAfterMinutes(int minutes) {
    return once(
        "up",
        new EscalationPolicy.Step(Duration.ofMinutes(minutes), List.of("pager"), Severity.WARNING));
  }

  /** A route of the usual times. An empty matcher takes all, an empty escalation calls nobody. */
  static Route route(String name, String matcher, String escalation, String... channels) {
    return new Route(
        name,
        matcher.isEmpty() ? List.of() : List.of(Matcher.parse(matcher)),
        List.of(channels),
        Optional.of(escalation).filter(policy -> !policy.isEmpty()),
        List.of(),
        Timing.DEFAULTS,
        Optional.empty(),
        false);
  }
}
