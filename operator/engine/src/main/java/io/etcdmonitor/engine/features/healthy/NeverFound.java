package io.etcdmonitor.engine.features.healthy;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FailureReasons;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What is to be said of a cluster none of whose members was ever found. When it is our own
 * configuration that fails, nothing is known of the cluster; when nothing answers, it is down for
 * all that can be seen; when somebody answers late, the next round will tell.
 */
final class NeverFound {
  private NeverFound() {}

  static InspectionOutcome judge(RoundFacts facts) {
    Map<String, EtcdFailure> failures = failures(facts);
    Optional<EtcdFailure> expired = with(failures, FailureCause.TLS_EXPIRED);
    Optional<EtcdFailure> ours =
        failures.values().stream().filter(f -> f.cause().configuration()).findFirst();
    Optional<EtcdFailure> answered =
        failures.values().stream().filter(f -> !f.cause().unreachable()).findFirst();
    Verdict verdict;
    String reason;
    Severity severity;
    if (ours.isPresent()) {
      verdict = Verdict.UNKNOWN;
      reason = FailureReasons.of(ours.get().cause());
      severity = Severity.UNKNOWN;
    } else if (expired.isPresent()) {
      verdict = Verdict.CRITICAL;
      reason = Reasons.TLS_EXPIRED;
      severity = Severity.CRITICAL;
    } else if (answered.isPresent() || failures.isEmpty() || somebodyAnswers(facts)) {
      verdict = Verdict.UNKNOWN;
      reason =
          answered
              .map(f -> FailureReasons.of(f.cause()))
              .orElse(failures.isEmpty() ? Reasons.PROBE_FAILED : Reasons.PROBE_TIMEOUT);
      severity = Severity.UNKNOWN;
    } else {
      verdict = Verdict.CRITICAL;
      reason = Reasons.UNREACHABLE;
      severity = Severity.CRITICAL;
    }
    List<Finding> findings = new ArrayList<>();
    failures.forEach((url, failure) -> findings.add(endpoint(facts, url, failure, severity)));
    EtcdFailure decisive =
        ours.or(() -> expired)
            .or(() -> answered)
            .or(() -> failures.values().stream().findFirst())
            .orElse(new EtcdFailure(FailureCause.OTHER, "no endpoint gave a member list"));
    return new InspectionOutcome(
        verdict,
        reason,
        "none of %s leads to a member: %s; %s"
            .formatted(
                Words.count(facts.members().size(), "endpoint"),
                decisive.message(),
                FailureReasons.remedy(decisive.cause())),
        findings,
        List.of(),
        Optional.of(nothing(facts)));
  }

  private static Finding endpoint(
      RoundFacts facts, String url, EtcdFailure failure, Severity severity) {
    return finding(
            severity,
            FailureReasons.of(failure.cause()),
            "endpoint %s: %s".formatted(url, failure.message()))
        .kind("EndpointUnreachable")
        .member(url)
        .remedy(FailureReasons.remedy(failure.cause()))
        .at(facts.now());
  }

  private static Map<String, EtcdFailure> failures(RoundFacts facts) {
    Map<String, EtcdFailure> failures = new LinkedHashMap<>();
    for (ViewMember seed : facts.members()) {
      Optional<EtcdFailure> list = failure(facts.seeds().get(seed.id()));
      Optional<EtcdFailure> status = failure(facts.statuses().get(seed.id()));
      // The status tells more of the way there, unless only the list is refused.
      status.or(() -> list).ifPresent(f -> failures.put(seed.id(), f));
    }
    return failures;
  }

  private static boolean somebodyAnswers(RoundFacts facts) {
    return facts.members().stream().anyMatch(seed -> facts.status(seed).isPresent());
  }

  private static Optional<EtcdFailure> failure(Reply<?> reply) {
    return reply == null ? Optional.empty() : reply.failure();
  }

  private static Optional<EtcdFailure> with(Map<String, EtcdFailure> failures, FailureCause cause) {
    return failures.values().stream().filter(f -> f.cause() == cause).findFirst();
  }

  private static ClusterObservation nothing(RoundFacts facts) {
    return new ClusterObservation(
        facts.now(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new ClusterObservation.LeaderChanges(0, 0, Optional.empty()),
        List.of(),
        ClusterObservation.Quorum.of(0, 0),
        new ClusterObservation.Database(
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            Optional.empty()));
  }
}
