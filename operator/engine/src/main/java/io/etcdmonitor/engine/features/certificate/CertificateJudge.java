package io.etcdmonitor.engine.features.certificate;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Thresholds;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What is wrong with a certificate. Pure. */
final class CertificateJudge {
  private final Thresholds thresholds;
  private final Instant now;

  CertificateJudge(Thresholds thresholds, Instant now) {
    this.thresholds = thresholds;
    this.now = now;
  }

  /**
   * What a certificate is.
   *
   * @param kind {@code client}, {@code peer}, {@code own} or {@code ca}
   * @param member whose it is; empty for what we were given
   * @param words what people call it
   * @param remedy what to do when it ends
   */
  record Subject(String kind, String member, String words, String remedy) {}

  /** Whether it ends soon: the first certificate of the chain to end decides. */
  Optional<Finding> expiry(Subject subject, List<X509Certificate> chain) {
    X509Certificate first =
        chain.stream().min(Comparator.comparing(X509Certificate::getNotAfter)).orElseThrow();
    Instant end = first.getNotAfter().toInstant();
    Duration left = Duration.between(now, end);
    boolean ended = left.isNegative() || left.isZero();
    boolean critical = left.compareTo(thresholds.certificateCritical()) < 0;
    if (!critical && left.compareTo(thresholds.certificateWarning()) >= 0) {
      return Optional.empty();
    }
    String which =
        first.equals(chain.get(0))
            ? ""
            : " (its issuer " + Names.of(first.getSubjectX500Principal()) + ")";
    Duration limit = critical ? thresholds.certificateCritical() : thresholds.certificateWarning();
    return Optional.of(
        finding(
                critical ? Severity.CRITICAL : Severity.WARNING,
                ended
                    ? Reasons.EXPIRED
                    : critical ? Reasons.EXPIRING_CRITICAL : Reasons.EXPIRING_SOON,
                "%s%s %s at %s"
                    .formatted(subject.words(), which, ended ? "ended" : "ends", Words.time(end)))
            .kind("Certificate:" + subject.kind())
            .member(subject.member())
            .value(ended ? "ended" : Words.duration(left))
            .threshold(Words.duration(limit))
            .remedy(subject.remedy())
            .at(now));
  }

  /**
   * Whether it is for the hosts that the member advertises.
   *
   * @param other a name that we are told to expect instead; then other clients' trouble is no fault
   */
  Optional<Finding> names(
      Subject subject, X509Certificate leaf, List<String> hosts, Optional<String> other) {
    List<String> missing = hosts.stream().filter(h -> !Names.covers(leaf, h)).toList();
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    boolean known = other.filter(name -> Names.covers(leaf, name)).isPresent();
    return Optional.of(
        finding(
                known ? Severity.INFO : Severity.WARNING,
                Reasons.NAME_NOT_COVERED,
                "%s is not for %s, which the member advertises: it is for %s"
                    .formatted(subject.words(), Words.list(missing), Names.listed(leaf)))
            .member(subject.member())
            .value(String.join(", ", missing))
            .remedy("issue it with these names, or advertise a URL that it is for")
            .at(now));
  }

  /** Whether it leads to our CA. */
  Optional<Finding> trust(
      Subject subject, List<X509Certificate> chain, List<X509Certificate> authorities) {
    if (authorities.isEmpty() || Trust.leadsTo(authorities, chain)) {
      return Optional.empty();
    }
    return Optional.of(
        finding(
                Severity.WARNING,
                Reasons.CHAIN_UNTRUSTED,
                "%s was issued by %s, which the CA that we were given did not sign"
                    .formatted(subject.words(), Names.of(chain.get(0).getIssuerX500Principal())))
            .member(subject.member())
            .remedy("give the CA that signed it, and see whether somebody answers in its place")
            .at(now));
  }
}
