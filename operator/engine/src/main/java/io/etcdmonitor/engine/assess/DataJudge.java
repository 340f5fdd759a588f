package io.etcdmonitor.engine.assess;

import static io.etcdmonitor.engine.assess.Facts.bad;
import static io.etcdmonitor.engine.assess.Facts.good;
import static io.etcdmonitor.engine.assess.Facts.notLooked;
import static io.etcdmonitor.engine.assess.Facts.unknown;

import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Consistent, CapacityOK and CertificatesValid. Pure. */
final class DataJudge {
  /** Reasons of feature capacity that tell nothing of how full a database is. */
  private static final Set<String> NO_QUOTA =
      Set.of(Reasons.QUOTA_UNKNOWN, Reasons.QUOTA_DISABLED, Reasons.NOT_APPLICABLE);

  private DataJudge() {}

  static ConditionFact consistent(InspectionResult result) {
    ConditionType type = ConditionType.CONSISTENT;
    if (result.reason().equals(Reasons.NOT_APPLICABLE)) {
      return notLooked(type, result.reason(), result.message());
    }
    Optional<Finding> diverged =
        result.findings().stream()
            .filter(f ->
                f.reason().equals(Reasons.HASH_MISMATCH)
                    || f.reason().equals(Reasons.AUTH_REVISION_MISMATCH))
            .findFirst();
    if (diverged.isPresent()) {
      return bad(
          type, diverged.get().reason(), ServiceJudge.sentence(diverged.get()), Severity.CRITICAL);
    }
    return switch (result.verdict()) {
      case PASSED -> good(type, result.reason(), result.message());
      // A member that lags cannot be compared; that it lags is said elsewhere.
      case WARNING, CRITICAL -> notLooked(type, result.reason(), result.message());
      case UNKNOWN ->
          result.reason().equals(Reasons.INCONCLUSIVE)
                  || result.reason().equals(Reasons.NOT_CHECKED)
              ? notLooked(type, result.reason(), result.message())
              : unknown(type, result.reason(), result.message());
    };
  }

  /**
   * By the feature's result while there is one; else by what the members' status tells.
   *
   * @param feature the current result of feature capacity
   */
  static ConditionFact capacity(
      Optional<InspectionResult> feature,
      Optional<ClusterObservation> observation,
      Optional<Finding> noSpace,
      Thresholds thresholds) {
    ConditionType type = ConditionType.CAPACITY_OK;
    if (noSpace.isPresent()) {
      return bad(
          type, Reasons.ALARM_NOSPACE, ServiceJudge.sentence(noSpace.get()), Severity.CRITICAL);
    }
    Optional<InspectionResult> judged = feature.filter(r -> r.verdict() != Verdict.UNKNOWN);
    if (judged.isPresent()) {
      return NO_QUOTA.contains(judged.get().reason())
          ? notLooked(type, judged.get().reason(), judged.get().message())
          : of(type, judged.get());
    }
    Optional<ClusterObservation.Database> database = observation.map(ClusterObservation::database);
    if (database.isEmpty() || database.get().usedPercent().isEmpty()) {
      if (feature.isPresent()) {
        return notLooked(type, feature.get().reason(), feature.get().message());
      }
      return notLooked(
          type,
          Reasons.QUOTA_UNKNOWN,
          "no member tells its quota (etcd before 3.6 does not), so its use is not known");
    }
    double percent = database.get().usedPercent().getAsDouble();
    String use =
        "the database uses %d %% of its quota%s"
            .formatted(
                Math.round(percent),
                database.get().quota().isPresent()
                    ? " of " + Words.bytes(database.get().quota().getAsLong())
                    : "");
    if (percent >= thresholds.quotaCriticalPercent()) {
      return bad(
          type,
          Reasons.QUOTA_CRITICAL,
          advice(use, thresholds.quotaCriticalPercent()),
          Severity.CRITICAL);
    }
    return percent >= thresholds.quotaWarningPercent()
        ? bad(
            type,
            Reasons.QUOTA_WARNING,
            advice(use, thresholds.quotaWarningPercent()),
            Severity.WARNING)
        : good(type, Reasons.WITHIN_QUOTA, use);
  }

  /** What a feature has decided. */
  private static ConditionFact of(ConditionType type, InspectionResult result) {
    return switch (result.verdict()) {
      case CRITICAL -> bad(type, result.reason(), result.message(), Severity.CRITICAL);
      case WARNING -> bad(type, result.reason(), result.message(), Severity.WARNING);
      case PASSED, UNKNOWN -> good(type, result.reason(), result.message());
    };
  }

  private static String advice(String use, int percent) {
    return "%s, at least %d %%; compact and defragment, or raise the quota".formatted(use, percent);
  }

  /**
   * By the feature's result while there is one; else by what feature healthy sees of certificates.
   * One that keeps us from connecting counts at once.
   *
   * @param feature the current result of feature certificate
   */
  static ConditionFact certificates(
      Optional<InspectionResult> feature,
      Optional<ClusterObservation> observation,
      Thresholds thresholds,
      Instant now) {
    ConditionType type = ConditionType.CERTIFICATES_VALID;
    List<MemberObservation> tls =
        observation.stream()
            .flatMap(o -> o.members().stream())
            .filter(m -> m.endpoints().stream().anyMatch(e -> e.startsWith("https:")))
            .toList();
    Optional<InspectionResult> decided = feature.filter(r -> r.verdict() != Verdict.UNKNOWN);
    Optional<MemberObservation> refused =
        observation.stream()
            .flatMap(o -> o.members().stream())
            .filter(m -> m.reason().equals(Reasons.PLAIN_TEXT_REFUSED))
            .findFirst();
    if (tls.isEmpty() && refused.isPresent()) {
      return notLooked(
          type,
          Reasons.PLAIN_TEXT_REFUSED,
          "member %s %s".formatted(refused.get().label(), refused.get().message()));
    }
    if (tls.isEmpty()) {
      boolean plain = observation.filter(o -> !o.members().isEmpty()).isPresent();
      // Members that clients reach without TLS may speak it among themselves.
      if (plain && decided.isPresent()) {
        return of(type, decided.get());
      }
      return plain
          ? good(type, Reasons.NOT_APPLICABLE, "members are reached without TLS")
          : notLooked(type, Reasons.NOT_OBSERVABLE, "no member was reached");
    }
    Optional<MemberObservation> expired =
        tls.stream().filter(m -> m.reason().equals(Reasons.TLS_EXPIRED)).findFirst();
    if (expired.isPresent()) {
      return bad(
          type,
          Reasons.EXPIRED,
          "member %s: %s; renew its certificate"
              .formatted(expired.get().label(), expired.get().message()),
          Severity.CRITICAL);
    }
    if (decided.isPresent()) {
      return of(type, decided.get());
    }
    Optional<MemberObservation> first =
        tls.stream()
            .filter(m -> m.certificateNotAfter().isPresent())
            .min(Comparator.comparing(m -> m.certificateNotAfter().get()));
    return first
        .map(m -> judged(m, m.certificateNotAfter().orElseThrow(), thresholds, now))
        .orElseGet(() -> unseen(tls));
  }

  /** By the feature alone. */
  static ConditionFact certificates(InspectionResult feature) {
    ConditionType type = ConditionType.CERTIFICATES_VALID;
    return feature.verdict() == Verdict.UNKNOWN
        ? notLooked(type, feature.reason(), feature.message())
        : of(type, feature);
  }

  private static ConditionFact unseen(List<MemberObservation> tls) {
    boolean reached = tls.stream().anyMatch(m -> m.state() == MemberState.HEALTHY);
    return notLooked(
        ConditionType.CERTIFICATES_VALID,
        Reasons.NOT_OBSERVABLE,
        reached
            ? "no member has shown its certificate yet"
            : "no member was reached, so no certificate was seen");
  }

  private static ConditionFact judged(
      MemberObservation member, Instant notAfter, Thresholds thresholds, Instant now) {
    ConditionType type = ConditionType.CERTIFICATES_VALID;
    Duration left = Duration.between(now, notAfter);
    String when =
        "the certificate of member %s ends at %s".formatted(member.label(), Words.time(notAfter));
    if (left.isNegative() || left.isZero()) {
      return bad(
          type,
          Reasons.EXPIRED,
          "the certificate of member %s ended at %s; renew it"
              .formatted(member.label(), Words.time(notAfter)),
          Severity.CRITICAL);
    }
    if (left.compareTo(thresholds.certificateCritical()) < 0) {
      return bad(type, Reasons.EXPIRING_CRITICAL, when + "; renew it now", Severity.CRITICAL);
    }
    return left.compareTo(thresholds.certificateWarning()) < 0
        ? bad(type, Reasons.EXPIRING_SOON, when + "; renew it", Severity.WARNING)
        : good(type, Reasons.VALID, when + ", the first to end");
  }
}
