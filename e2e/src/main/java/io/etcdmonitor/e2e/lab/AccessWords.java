package io.etcdmonitor.e2e.lab;

import io.etcdmonitor.e2e.lab.Words.Word;
import io.etcdmonitor.etcd.Credentials;
import io.etcdmonitor.etcd.testing.EtcdAdmin;
import io.etcdmonitor.etcd.testing.TestPki;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Words for certificates and passwords. */
final class AccessWords {
  private static final List<String> NAMES = List.of("localhost");
  private static final List<String> ADDRESSES = List.of("127.0.0.1", "::1");

  private AccessWords() {}

  static void addTo(Map<String, Word> words) {
    words.put(
        "certificate",
        (site, how) -> Preparation.certificate(site, certificate(site.authority(), how.get(0))));
    words.put(
        "client-certificate",
        (site, how) -> {
          TestPki.Issued client =
              site.authority().client("etcd-monitor", Duration.ofDays(Long.parseLong(how.get(0))));
          site.secret(
              "tls",
              Map.of(
                  "ca.crt", site.authority().caPem(),
                  "tls.crt", client.certificatePem(),
                  "tls.key", client.keyPem()));
        });
    words.put(
        "change-password",
        (site, to) -> {
          site.etcd().member(0).admin().changePassword("root", to.get(0));
          site.etcd().signInAs(Optional.of(new Credentials("root", to.get(0))));
        });
    words.put(
        "give-credentials",
        (site, user) ->
            site.secret("auth", Map.of("username", user.get(0), "password", user.get(1))));
    words.put(
        "forget-credentials",
        (site, none) -> {
          site.spec().remove("auth");
          site.applyAgain();
        });
    words.put("auth-on", AccessWords::authOn);
    words.put(
        "disable-auth",
        (site, none) -> {
          site.etcd().member(0).admin().disableAuth();
          site.etcd().signInAs(Optional.empty());
        });
  }

  private static TestPki.Issued certificate(TestPki pki, String kind) {
    return switch (kind) {
      case "good" -> pki.server();
      case "expired" -> pki.expiredServer();
      case "wrong-name" -> pki.wrongNameServer("somewhere.else.example");
      case "unknown-ca" -> new TestPki("CN=Nobody we know").server();
      case "ten-days" -> pki.server(NAMES, ADDRESSES, Duration.ofDays(10));
      case "three-days" -> pki.server(NAMES, ADDRESSES, Duration.ofDays(3));
      default -> throw new IllegalArgumentException("no such certificate: " + kind);
    };
  }

  /** Credentials first, as people should do it; then auth is switched on. */
  private static void authOn(Site site, List<String> none) {
    site.secret("auth", Map.of("username", "root", "password", Preparation.PASSWORD));
    site.spec().putObject("auth").put("secretName", site.secretName("auth"));
    site.applyAgain();
    EtcdAdmin admin = site.etcd().member(0).admin();
    admin.addUser("root", Preparation.PASSWORD);
    admin.addRole("root");
    admin.grantRole("root", "root");
    admin.enableAuth();
    site.etcd().signInAs(Optional.of(new Credentials("root", Preparation.PASSWORD)));
  }
}
