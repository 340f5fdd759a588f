package io.etcdmonitor.engine.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Expected;
import io.etcdmonitor.engine.model.MetricsAccess;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.testing.Stub;
import io.etcdmonitor.engine.view.ClusterView;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberClient;
import io.etcdmonitor.etcd.PeerCertificates;
import io.etcdmonitor.etcd.Reply;
import io.etcdmonitor.etcd.testing.TestPki;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CertificateLogTest {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
  private static final ViewMember MEMBER =
      new ViewMember(
          "a1", "m1", List.of(Endpoint.parse("https://m1:2379")), List.of(), false, false, true);

  private static final WatchedCluster CLUSTER =
      new WatchedCluster(
          new ClusterKey("team", "orders"),
          "",
          ConnectionSpec.plain(MEMBER.endpoints()),
          Thresholds.DEFAULTS,
          Expected.NOTHING,
          MetricsAccess.DEFAULT);

  private final CertificateLog log = new CertificateLog();
  private final List<Duration> asked = new ArrayList<>();
  private Instant now = START;
  private Reply<PeerCertificates> answer =
      Reply.failed(FailureCause.TIMEOUT, "no answer", Duration.ZERO);

  /** Five seconds at a time, as rounds come. */
  private void until(Duration time) {
    while (now.isBefore(START.plus(time))) {
      log.refresh(context(), List.of(MEMBER));
      now = now.plusSeconds(5);
    }
  }

  @Test
  void aHandshakeThatWasLostIsTriedAgainSoonAndThenMoreAndMoreRarely() {
    until(Duration.ofMinutes(20));
    assertThat(asked)
        .extracting(Duration::toSeconds)
        .containsExactly(0L, 10L, 30L, 70L, 150L, 310L, 610L, 910L);
    assertThat(log.notAfter("a1")).isEmpty();
  }

  @Test
  void aCertificateThatWasSeenIsAskedForHourly() throws Exception {
    X509Certificate certificate = certificate();
    until(Duration.ofSeconds(10));
    answer = Reply.ok(new PeerCertificates(List.of(certificate), "TLSv1.3"), Duration.ZERO);
    until(Duration.ofMinutes(60));
    assertThat(asked).extracting(Duration::toSeconds).containsExactly(0L, 10L, 3310L);
    assertThat(log.notAfter("a1")).contains(certificate.getNotAfter().toInstant());
  }

  /** As an expired certificate does: it is shown to who only looks at it, and refused else. */
  @Test
  void whoeverAskedAMemberWhileItWasAwayItIsAskedAgainWhenItIsBack() throws Exception {
    log.away(List.of(MEMBER));
    answer = Reply.ok(new PeerCertificates(List.of(certificate()), "TLSv1.3"), Duration.ZERO);
    log.refresh(context(), List.of(MEMBER));
    X509Certificate renewed = certificate();
    answer = Reply.ok(new PeerCertificates(List.of(renewed), "TLSv1.3"), Duration.ZERO);
    now = now.plusSeconds(5);

    log.refresh(context(), List.of(MEMBER));
    log.back(List.of(MEMBER));

    assertThat(log.lastShown("a1")).containsExactly(renewed);
    log.refresh(context(), List.of(MEMBER));
    assertThat(asked).extracting(Duration::toSeconds).containsExactly(0L, 5L);
  }

  @Test
  void membersThatAreGoneAreForgotten() throws Exception {
    answer = Reply.ok(new PeerCertificates(List.of(certificate()), "TLSv1.3"), Duration.ZERO);
    ViewMember replaced = member("b1");
    ViewMember asPeer = member(CertificateLog.asPeer("a1"));
    log.refresh(context(), List.of(MEMBER, asPeer, replaced, member(CertificateLog.asPeer("b1"))));
    log.away(List.of(MEMBER));

    log.keepOnly(List.of(MEMBER));

    assertThat(log.seen("a1")).as("is away only").isPresent();
    assertThat(log.seen(asPeer.id())).isPresent();
    assertThat(log.seen("b1")).isEmpty();
    assertThat(log.seen(CertificateLog.asPeer("b1"))).isEmpty();
  }

  private static ViewMember member(String id) {
    return new ViewMember(id, id, MEMBER.endpoints(), List.of(), false, false, true);
  }

  private static X509Certificate certificate() throws Exception {
    TestPki.Issued lasting = new TestPki().server(List.of("m1"), List.of(), Duration.ofDays(400));
    byte[] pem = lasting.certificatePem().getBytes(StandardCharsets.UTF_8);
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
  }

  private InspectionContext context() {
    MemberClient client =
        Stub.of(
            MemberClient.class,
            (name, arguments) -> {
              asked.add(Duration.between(START, now));
              Object reply = CompletableFuture.completedFuture(answer);
              return reply;
            });
    ClusterView view =
        Stub.of(
            ClusterView.class,
            (name, arguments) -> name.equals("overTls") ? (Object) true : client);
    return Stub.of(
        InspectionContext.class,
        (name, arguments) ->
            switch (name) {
              case "now" -> now;
              case "view" -> view;
              case "cluster" -> CLUSTER;
              case "budget" -> arguments[0];
              default -> throw new UnsupportedOperationException(name);
            });
  }
}
