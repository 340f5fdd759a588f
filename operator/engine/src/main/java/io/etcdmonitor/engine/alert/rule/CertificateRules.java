package io.etcdmonitor.engine.alert.rule;

import io.etcdmonitor.engine.alert.rule.Rule.Level;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The built-in rules about the end of certificates: one for each kind, since each is renewed
 * elsewhere, and who has taken the alert of one must hear of another.
 */
final class CertificateRules {
  /** The kind of finding about what a member shows its peers. */
  static final String PEER = "Certificate:peer";

  private CertificateRules() {}

  static List<Rule> all() {
    return List.of(
        BuiltInRules.member(
                RuleIds.CERTIFICATE_EXPIRING,
                List.of(
                    new Level(Severity.CRITICAL, shown("certificateCritical")),
                    new Level(Severity.WARNING, shown("certificateWarning"))),
                Duration.ZERO)
            .says("{cluster}: the certificate of {subject} must be renewed ({value})")
            .advises("renew the certificate; etcd reads a new one without a restart"),
        BuiltInRules.member(RuleIds.PEER_CERTIFICATE_EXPIRING, found(PEER), Duration.ZERO)
            .says("{cluster}: the peer certificate of {subject} must be renewed ({value})"),
        BuiltInRules.cluster(
                RuleIds.OWN_CERTIFICATE_EXPIRING, found("Certificate:own"), Duration.ZERO)
            .says("{cluster}: the client certificate of etcd-monitor must be renewed ({value})"),
        BuiltInRules.cluster(RuleIds.CA_EXPIRING, found("Certificate:ca"), Duration.ZERO)
            .says("{cluster}: the CA must be renewed ({value})"));
  }

  /** What members show clients is seen in each round, also where the feature is off. */
  private static Condition shown(String threshold) {
    return new Condition.Compare(
        FeatureNames.HEALTHY,
        Derived.CERTIFICATE_SECONDS_LEFT,
        "",
        Comparison.BELOW,
        Limit.named(threshold));
  }

  /** As the feature judges, by the same thresholds. */
  private static List<Level> found(String kind) {
    return List.of(
        new Level(Severity.CRITICAL, found(kind, Severity.CRITICAL)),
        new Level(Severity.WARNING, found(kind, Severity.WARNING)));
  }

  private static Condition found(String kind, Severity atLeast) {
    return new Condition.Found(FeatureNames.CERTIFICATE, Set.of(kind), Set.of(), Set.of(), atLeast);
  }
}
