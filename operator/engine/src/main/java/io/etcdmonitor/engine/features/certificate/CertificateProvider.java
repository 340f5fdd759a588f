package io.etcdmonitor.engine.features.certificate;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.certificates.CertificateLog;
import io.etcdmonitor.engine.feature.FailureReasons;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.feature.SettingSpec;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.features.certificate.CertificateJudge.Subject;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.view.ClusterView;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdApi;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.MemberList;
import io.etcdmonitor.etcd.PeerCertificates;
import io.etcdmonitor.etcd.Reply;
import io.etcdmonitor.etcd.TlsMaterial;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** When certificates end, whether they are for the right hosts, and who signed them. */
public final class CertificateProvider implements FeatureProvider {
  private static final String RENEW = "renew it and reload or restart the member";

  @Override
  public String name() {
    return FeatureNames.CERTIFICATE;
  }

  @Override
  public String description() {
    return "When the certificates of members, CA and client end, and whether they are for the hosts"
        + " that members advertise.";
  }

  @Override
  public Duration defaultInterval() {
    return Duration.ofHours(1);
  }

  @Override
  public Set<EtcdApi> apis() {
    return EnumSet.allOf(EtcdApi.class);
  }

  @Override
  public Set<SettingSpec> settings() {
    return Set.of();
  }

  @Override
  public InspectionOutcome inspect(InspectionContext context) {
    ClusterView view = context.view();
    // One that is not asked in plain text is not reached without TLS: it is not seen.
    List<ViewMember> members =
        view.members().stream()
            .filter(m -> view.overTls(m) || view.refused().contains(m.id()))
            .toList();
    List<ViewMember> peers = peers(context);
    if (members.isEmpty() && peers.isEmpty()) {
      return InspectionOutcome.notApplicable(
          "members are reached without TLS: there are no certificates");
    }
    CertificateLog log = CertificateLog.of(context);
    log.keepOnly(view.members());
    log.refresh(context, Stream.concat(members.stream(), peers.stream()).toList());
    Look look = new Look(context);
    members.forEach(m -> look.member(m, log.seen(m.id())));
    members.forEach(m -> look.shown.add(log.lastShown(m.id())));
    peers.forEach(p -> look.peer(p, log.seen(p.id())));
    context.cluster().connection().tls().ifPresent(look::own);
    if (members.isEmpty() && look.nothing()) {
      return InspectionOutcome.notApplicable(
          "members are reached without TLS, and the certificates that they show each other (%s) are"
                  .formatted(Words.list(peers.stream().map(ViewMember::label).toList()))
              + " out of our reach");
    }
    return look.outcome(members.size());
  }

  /** Members as their peers reach them. */
  private static List<ViewMember> peers(InspectionContext context) {
    List<ViewMember> peers = new ArrayList<>();
    for (MemberList.Member member :
        context.view().trustedList().map(MemberList::members).orElse(List.of())) {
      List<Endpoint> urls = member.peerUrls().stream().flatMap(url -> https(url).stream()).toList();
      if (!urls.isEmpty() && !member.name().isEmpty()) {
        peers.add(
            new ViewMember(
                CertificateLog.asPeer(member.id()),
                member.name(),
                urls,
                member.peerUrls(),
                member.learner(),
                false,
                true));
      }
    }
    return peers;
  }

  /** A URL as members advertise it, if TLS is spoken there; what is no URL is none of ours. */
  private static Optional<Endpoint> https(String url) {
    try {
      return Optional.of(Endpoint.parse(url)).filter(Endpoint::tls);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** One look at all certificates. */
  private static final class Look {
    private final InspectionContext context;
    private final CertificateJudge judge;
    private final Optional<TlsMaterial> tls;
    private final List<X509Certificate> authorities;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Measurement> measurements = new ArrayList<>();
    private Instant first = Instant.MAX;
    private String firstWords = "";
    private int seen;

    /** What each member showed last, be it before: its CA is needed all the same. */
    private final List<List<X509Certificate>> shown = new ArrayList<>();

    Look(InspectionContext context) {
      this.context = context;
      this.judge = new CertificateJudge(context.cluster().thresholds(), context.now());
      this.tls = context.cluster().connection().tls();
      this.authorities = tls.flatMap(TlsMaterial::caPem).map(Pem::certificates).orElse(List.of());
    }

    void member(ViewMember member, Optional<Reply<PeerCertificates>> reply) {
      List<X509Certificate> chain = chain(reply);
      if (chain.isEmpty()) {
        findings.add(notSeen(member, reply.flatMap(Reply::failure)));
        return;
      }
      seen++;
      Subject subject =
          new Subject(
              "client", member.label(), "the certificate of member " + member.label(), RENEW);
      ends(subject, chain);
      List<String> hosts =
          member.advertised().stream()
              .flatMap(url -> https(url).stream())
              .map(Endpoint::host)
              .distinct()
              .toList();
      judge
          .names(subject, chain.get(0), hosts, tls.flatMap(TlsMaterial::serverName))
          .ifPresent(findings::add);
      judge.trust(subject, chain, authorities).ifPresent(findings::add);
    }

    /** Peers are often out of reach for us, and their CA may be another: only the end is judged. */
    void peer(ViewMember peer, Optional<Reply<PeerCertificates>> reply) {
      List<X509Certificate> chain = chain(reply);
      if (!chain.isEmpty()) {
        ends(
            new Subject(
                "peer", peer.label(), "the peer certificate of member " + peer.label(), RENEW),
            chain);
      }
    }

    void own(TlsMaterial material) {
      if (material.insecureSkipVerify() && !shown.isEmpty()) {
        findings.add(notVerified());
      }
      List<X509Certificate> client =
          material.certificatePem().map(Pem::certificates).orElse(List.of());
      if (!client.isEmpty()) {
        ends(
            new Subject(
                "own",
                "",
                "the client certificate that we were given",
                "renew it where it was given to us: without it the members refuse us"),
            client);
      }
      Trust.firstNeeded(
              authorities, shown.contains(List.<X509Certificate>of()) ? List.of() : shown, client)
          .ifPresent(ca ->
              ends(
                  new Subject(
                      "ca",
                      "",
                      "the CA " + Names.of(ca.getSubjectX500Principal()) + " that we were given",
                      "issue a new CA and new certificates in time: all that it signed ends with"
                          + " it"),
                  List.of(ca)));
    }

    /** Whether no certificate was seen at all. */
    boolean nothing() {
      return measurements.isEmpty() && findings.isEmpty();
    }

    InspectionOutcome outcome(int members) {
      List<Finding> sorted =
          findings.stream()
              .sorted(Comparator.comparing(Finding::severity, Comparator.reverseOrder()))
              .toList();
      Optional<Finding> worst =
          sorted.stream().filter(f -> f.severity().compareTo(Severity.WARNING) >= 0).findFirst();
      if (worst.isPresent()) {
        return new InspectionOutcome(
            worst.get().severity() == Severity.CRITICAL ? Verdict.CRITICAL : Verdict.WARNING,
            worst.get().reason(),
            worst.get().message() + "; " + worst.get().remedy(),
            sorted,
            measurements,
            Optional.empty());
      }
      if (seen == 0 && members > 0) {
        return new InspectionOutcome(
            Verdict.UNKNOWN,
            Reasons.NOT_OBSERVABLE,
            "no member has shown its certificate; " + sorted.get(0).message(),
            sorted,
            measurements,
            Optional.empty());
      }
      return new InspectionOutcome(
          Verdict.PASSED,
          Reasons.VALID,
          "%s is the first to end, at %s%s"
              .formatted(
                  firstWords,
                  Words.time(first),
                  seen < members ? " (%d of %d members seen)".formatted(seen, members) : ""),
          sorted,
          measurements,
          Optional.empty());
    }

    private void ends(Subject subject, List<X509Certificate> chain) {
      Instant end = chain.get(0).getNotAfter().toInstant();
      measurements.add(
          new Measurement(
              MeasurementNames.CERTIFICATE_NOT_AFTER,
              subject.member(),
              subject.kind(),
              end.getEpochSecond()));
      judge.expiry(subject, chain).ifPresent(findings::add);
      if (end.isBefore(first)) {
        first = end;
        firstWords = subject.words();
      }
    }

    private Finding notVerified() {
      return finding(
              Severity.INFO,
              Reasons.NOT_VERIFIED,
              "the members' certificates are not verified: whoever stands in between can read all"
                  + " that is asked, passwords too")
          .remedy("give the CA that signed them, and switch insecureSkipVerify off")
          .at(context.now());
    }

    private Finding notSeen(ViewMember member, Optional<EtcdFailure> failure) {
      return finding(
              Severity.UNKNOWN,
              failure.map(f -> FailureReasons.of(f.cause())).orElse(Reasons.NOT_OBSERVABLE),
              "the certificate of member %s was not seen: %s"
                  .formatted(
                      member.label(), failure.map(EtcdFailure::message).orElse("it showed none")))
          .kind("CertificateNotSeen")
          .member(member.label())
          .remedy(failure.map(f -> FailureReasons.remedy(f.cause())).orElse("check etcd's log"))
          .at(context.now());
    }

    private static List<X509Certificate> chain(Optional<Reply<PeerCertificates>> reply) {
      return reply.flatMap(Reply::value).map(PeerCertificates::chain).orElse(List.of());
    }
  }
}
