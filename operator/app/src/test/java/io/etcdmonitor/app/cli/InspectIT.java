package io.etcdmonitor.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.testing.Await;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.etcdmonitor.etcd.testing.TestPki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code inspect} against real clusters: verdicts, exit codes, documents. */
class InspectIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void aClusterThroughItsTroubles() throws IOException {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).start()) {
      etcd.awaitLeader();
      Invocation good = inspect(etcd, "--feature", "healthy", "-o", "json");
      assertThat(good.code()).as(good.out() + good.err()).isZero();
      JsonNode report = new ObjectMapper().readTree(good.out());
      assertThat(report.get("cluster").asText()).isEqualTo("etcd");
      assertThat(report.get("health").asText()).isEqualTo("Healthy");
      assertThat(report.get("verdict").asText()).isEqualTo("Passed");
      assertThat(report.get("leader").get("name").asText()).isEqualTo(etcd.leader().name());
      assertThat(report.get("quorum").get("canLose").asInt()).isEqualTo(1);
      assertThat(states(report)).containsOnly("Healthy").hasSize(3);

      EtcdTestMember victim = etcd.follower();
      victim.kill();
      Invocation oneDown = inspect(etcd, "--feature", "healthy", "-o", "yaml");
      assertThat(oneDown.code()).as(oneDown.out() + oneDown.err()).isEqualTo(1);
      JsonNode warning = new YAMLMapper().readTree(oneDown.out());
      assertThat(warning.get("verdict").asText()).isEqualTo("Warning");
      JsonNode finding = warning.get("inspections").get(0).get("findings").get(0);
      assertThat(finding.get("member").asText()).isEqualTo(victim.name());
      assertThat(finding.get("remedy").asText()).isNotEmpty();

      etcd.members().stream().filter(EtcdTestMember::running).forEach(EtcdTestMember::kill);
      Invocation allDown = inspect(etcd, "--feature", "healthy");
      assertThat(allDown.code()).as(allDown.out() + allDown.err()).isEqualTo(2);
      assertThat(allDown.out())
          .contains("Critical")
          .contains("what to do:")
          .doesNotContain("Passed");
    }
  }

  @Test
  void allFeaturesThatAreOnByDefault() {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(1).start()) {
      etcd.awaitLeader();
      Invocation report = inspect(etcd);

      assertThat(report.code()).as(report.out() + report.err()).isLessThan(64);
      assertThat(report.out()).contains("healthy").contains("FEATURE").contains("QuorumHealthy");
      assertThat(report.err()).isEmpty();
    }
  }

  @Test
  void aDowngradeIsToldAsLongAsItIsEnabled() {
    Optional<EtcdInstallation> modern = EtcdInstallation.find("3.6");
    Assumptions.assumeTrue(modern.isPresent(), "needs etcd 3.6");
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().versions(modern.get()).start()) {
      Await.until(
          "the cluster has its version",
          PATIENCE,
          () -> downgrade(etcd, "validate", "3.5").code() == 0);
      assertThat(versions(etcd)).doesNotContain("DowngradeEnabled");
      assertThat(downgrade(etcd, "enable", "3.5", "--yes").code()).isZero();
      Await.until("it is told", PATIENCE, () -> versions(etcd).contains("DowngradeEnabled"));
      assertThat(versions(etcd)).contains("a downgrade to 3.5.0 is enabled");
      assertThat(downgrade(etcd, "cancel").code()).isZero();
      Await.until("it is over", PATIENCE, () -> !versions(etcd).contains("DowngradeEnabled"));
    }
  }

  private static Invocation downgrade(EtcdTestCluster etcd, String... words) {
    return Invocation.of(
        Map.of("ETCDCTL_ENDPOINTS", etcd.member(0).endpoint().toString()),
        Stream.concat(Stream.of("ctl", "downgrade"), Stream.of(words)).toArray(String[]::new));
  }

  private static String versions(EtcdTestCluster etcd) {
    return inspect(etcd, "--feature", "version", "-o", "json").out();
  }

  @Test
  void oneAnswerIsWaitedForAsLongAsWasSaid() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Invocation report =
          Invocation.of(
              Map.of(),
              "inspect",
              "--endpoints",
              "http://127.0.0.1:" + silent.getLocalPort(),
              "--feature",
              "healthy",
              "--dial-timeout",
              "1500ms");

      assertThat(report.code()).as(report.out()).isEqualTo(2);
      Matcher waited = Pattern.compile("within ([0-9]+) ms").matcher(report.out());
      assertThat(waited.find()).as(report.out()).isTrue();
      // What is said is what was left when the call was made.
      assertThat(Integer.parseInt(waited.group(1))).isGreaterThan(900);
    }
  }

  @Test
  void mutualTls() throws IOException {
    TestPki pki = new TestPki();
    TestPki.Issued client = pki.client("root");
    Path ca = Files.writeString(directory.resolve("ca.crt"), pki.caPem());
    Path certificate = Files.writeString(directory.resolve("tls.crt"), client.certificatePem());
    Path key = Files.writeString(directory.resolve("tls.key"), client.keyPem());
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(1).mutualTls(pki).start()) {
      etcd.awaitLeader();
      String[] files = {
        "--feature",
        "healthy",
        "--cacert",
        ca.toString(),
        "--cert",
        certificate.toString(),
        "--key",
        key.toString()
      };
      assertThat(inspect(etcd, files).code()).isLessThan(2);

      // Without a scheme, TLS flags mean TLS, as with etcdctl.
      String bare =
          etcd.endpoints().stream().map(Endpoint::authority).collect(Collectors.joining(","));
      Map<String, String> etcdctl =
          Map.of(
              "ETCDCTL_ENDPOINTS", bare,
              "ETCDCTL_CACERT", ca.toString(),
              "ETCDCTL_CERT", certificate.toString(),
              "ETCDCTL_KEY", key.toString());
      Invocation byVariables = Invocation.of(etcdctl, "inspect", "--feature", "healthy");
      assertThat(byVariables.code()).as(byVariables.out()).isLessThan(2);

      Invocation noCertificate = inspect(etcd, "--feature", "healthy", "--cacert", ca.toString());
      assertThat(noCertificate.code()).isIn(2, 3);
      assertThat(noCertificate.out()).contains("certificate");
    }
  }

  @Test
  void usersAndPasswords() throws IOException {
    Path file = Files.writeString(directory.resolve("password"), "right-one\n");
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(1).auth("right-one").start()) {
      etcd.awaitLeader();
      Invocation good =
          inspect(
              etcd, "--feature", "healthy", "--user", "root", "--password-file", file.toString());
      assertThat(good.code()).as(good.out()).isLessThan(2);

      Invocation wrong = inspect(etcd, "--feature", "healthy", "--user", "root:wrong-one");
      assertThat(wrong.code()).as(wrong.out()).isIn(2, 3);
      assertThat(wrong.out()).contains("CredentialsInvalid").doesNotContain("wrong-one");
    }
  }

  private static Invocation inspect(EtcdTestCluster etcd, String... more) {
    String endpoints =
        etcd.endpoints().stream().map(Endpoint::toString).collect(Collectors.joining(","));
    return Invocation.of(
        Map.of(),
        Stream.concat(
                Stream.of("inspect", "--endpoints", endpoints, "--dial-timeout", "2s"),
                Arrays.stream(more))
            .toArray(String[]::new));
  }

  private static List<String> states(JsonNode report) {
    return StreamSupport.stream(report.get("members").spliterator(), false)
        .map(member -> member.get("state").asText())
        .toList();
  }
}
