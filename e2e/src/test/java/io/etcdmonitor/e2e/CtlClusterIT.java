package io.etcdmonitor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.e2e.operator.Distribution;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.TestPki;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ctl --cluster namespace/name}: a person with a kubeconfig needs no endpoint, certificate
 * or password.
 */
@NeedsKubeApi
class CtlClusterIT {
  private static KubeEnvironment kube;
  private static EtcdTestCluster etcd;
  @TempDir Path dir;

  private record Ended(int code, String out, String err) {}

  @BeforeAll
  static void start() {
    kube = KubeEnvironment.start();
    TestPki pki = new TestPki();
    etcd = EtcdTestCluster.builder().members(3).mutualTls(pki).auth("top-secret").start();
    kube.createNamespace("prod");
    var tls = etcd.clientTls().orElseThrow();
    kube.admin()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("orders-tls")
                .withNamespace("prod")
                .endMetadata()
                .addToStringData("ca.crt", tls.caPem().orElseThrow())
                .addToStringData("tls.crt", tls.certificatePem().orElseThrow())
                .addToStringData("tls.key", tls.keyPem().orElseThrow())
                .build())
        .create();
    kube.admin()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("orders-user")
                .withNamespace("prod")
                .endMetadata()
                .addToStringData("username", "root")
                .addToStringData("password", "top-secret")
                .build())
        .create();
    String endpoints =
        etcd.endpoints().stream().map(e -> "    - " + e).collect(Collectors.joining("\n"));
    kube.apply(
        "prod",
        """
        apiVersion: etcdmonitor.io/v1alpha1
        kind: EtcdCluster
        metadata:
          name: orders
        spec:
          endpoints:
        %s
          tls:
            secretName: orders-tls
          auth:
            secretName: orders-user
        """
            .formatted(endpoints));
  }

  @AfterAll
  static void stop() {
    if (etcd != null) {
      etcd.close();
    }
    if (kube != null) {
      kube.close();
    }
  }

  private Ended with(String kubeconfig, String... args) throws IOException, InterruptedException {
    Path config = Files.writeString(dir.resolve("kubeconfig"), kubeconfig);
    List<String> command = new ArrayList<>(List.of(Distribution.launcher().toString(), "ctl"));
    command.addAll(List.of(args));
    Path out = dir.resolve("out");
    Path err = dir.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCDCTL_"));
    builder.environment().put("KUBECONFIG", config.toString());
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private Ended ctl(String... args) throws IOException, InterruptedException {
    return with(kube.api().adminKubeconfig(), args);
  }

  @Test
  void endpointsCertificatesAndUserComeFromKubernetes() throws Exception {
    Ended put = ctl("--cluster", "prod/orders", "put", "greeting", "hello");
    assertThat(put).isEqualTo(new Ended(0, "OK\n", ""));
    assertThat(etcd.member(1).admin().get("greeting")).contains("hello");
    assertThat(ctl("get", "greeting", "--print-value-only", "--cluster", "prod/orders").out())
        .isEqualTo("hello\n");
    Ended status = ctl("endpoint", "status", "--cluster", "prod/orders", "-w", "fields");
    assertThat(status.code()).as(status.err()).isZero();
    assertThat(status.out().lines().filter(line -> line.startsWith("\"Endpoint\""))).hasSize(3);
  }

  @Test
  void whatIsMissingOrForbiddenIsSaidInOneLine() throws Exception {
    Ended missing = ctl("--cluster", "prod/none", "get", "a");
    assertThat(missing.code()).isEqualTo(128);
    assertThat(missing.err()).isEqualTo("Error: there is no EtcdCluster prod/none\n");
    Ended noName = ctl("--cluster", "orders", "get", "a");
    assertThat(noName.err()).contains("write namespace/name");
    kube.admin()
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName("nobody")
                .withNamespace("prod")
                .endMetadata()
                .build())
        .create();
    String nobody = kube.api().serviceAccountKubeconfig("prod", "nobody");
    Ended forbidden = with(nobody, "--cluster", "prod/orders", "get", "a");
    assertThat(forbidden.code()).isEqualTo(128);
    assertThat(forbidden.err().lines()).hasSize(1);
    assertThat(forbidden.err())
        .contains("EtcdCluster prod/orders cannot be read")
        .contains("forbidden");
  }
}
