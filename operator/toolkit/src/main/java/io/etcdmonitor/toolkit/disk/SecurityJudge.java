package io.etcdmonitor.toolkit.disk;

import io.etcdmonitor.etcd.ConnectionSpec;
import java.util.List;
import java.util.stream.Stream;

/** Can others read along, or in. */
final class SecurityJudge {
  private static final int WEIGHT = 2;

  private SecurityJudge() {}

  static Readiness.Item encryption(List<MemberFacts> members) {
    List<String> plain =
        members.stream()
            .flatMap(m -> Stream.concat(m.clientUrls().stream(), m.peerUrls().stream()))
            .filter(url -> !url.startsWith("https://"))
            .distinct()
            .toList();
    return plain.isEmpty()
        ? new Readiness.Item(
            "TLS",
            Readiness.Grade.GOOD,
            WEIGHT,
            "all client and peer URLs are https",
            "",
            Sources.SECURITY)
        : new Readiness.Item(
            "TLS",
            Readiness.Grade.BAD,
            WEIGHT,
            "without encryption: " + String.join(", ", plain),
            "use https for clients and peers (--cert-file, --peer-cert-file)",
            Sources.SECURITY);
  }

  static Readiness.Item access(ConnectionSpec spec) {
    boolean shown =
        spec.credentials().isPresent()
            || spec.tls().filter(tls -> tls.certificatePem().isPresent()).isPresent();
    return shown
        ? new Readiness.Item(
            "access",
            Readiness.Grade.GOOD,
            WEIGHT,
            "this check showed a certificate or a password; whether others must was not tried",
            "",
            Sources.SECURITY)
        : new Readiness.Item(
            "access",
            Readiness.Grade.BAD,
            WEIGHT,
            "this check read the member list with neither a client certificate nor a password",
            "ask for client certificates (--client-cert-auth, --trusted-ca-file) or enable auth",
            Sources.SECURITY);
  }
}
