package io.etcdmonitor.e2e.kube;

import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.e2e.process.ChildProcess;
import io.etcdmonitor.e2e.process.Directories;
import io.etcdmonitor.etcd.testing.Ports;
import io.fabric8.kubeapitest.cert.CertManager;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A real kube-apiserver over a real etcd, on loopback, on ports that stay the same over a stop and
 * start: for tests of outages, which kube-api-test's own launcher cannot do (it ends its etcd with
 * the server).
 */
public final class KubeApi implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);

  /** The API server of a bench has memory to spare, and shares processors with what is measured. */
  private static final Map<String, String> COLLECT_SELDOM = Map.of("GOGC", "400");

  private final KubeBinaries binaries;
  private final boolean measuring;
  private final Path directory;
  private final CertManager certificates;
  private final int port = Ports.free();
  private final int etcdPort = Ports.free();
  private final int etcdPeerPort = Ports.free();
  private final List<ChildProcess> others = new ArrayList<>();
  private ChildProcess server;
  private KubernetesClient admin;

  private KubeApi(KubeBinaries binaries, boolean measuring) {
    this.binaries = binaries;
    this.measuring = measuring;
    this.directory = Directories.temporary("etcd-monitor-kube");
    this.certificates = new CertManager(directory.toString());
  }

  /** Starts everything and waits until the API answers. */
  public static KubeApi start(KubeBinaries binaries) {
    return start(new KubeApi(binaries, false));
  }

  /**
   * The same for a bench: limits of calls are off, nothing that a bench does not need runs beside
   * it (no controller manager: what loses its owner stays).
   */
  public static KubeApi startForMeasuring(KubeBinaries binaries) {
    return start(new KubeApi(binaries, true));
  }

  private static KubeApi start(KubeApi api) {
    try {
      api.certificates.createCertificatesIfNeeded();
      api.startEtcd();
      api.startServer();
      api.startControllerManager();
      return api;
    } catch (RuntimeException | AssertionError e) {
      api.close();
      throw e;
    }
  }

  /** {@code https://127.0.0.1:port}. */
  public String url() {
    return "https://127.0.0.1:" + port;
  }

  /** A client of a cluster administrator. */
  public KubernetesClient admin() {
    return admin;
  }

  public KubeBinaries binaries() {
    return binaries;
  }

  /** Stops the API server alone; its etcd stays. */
  public void stopServer() {
    server.kill();
  }

  /** Starts the API server (again) and waits until it answers. */
  public void startServer() {
    server =
        ChildProcess.start(serverCommand(), environment(), directory.resolve("kube-apiserver.log"));
    if (admin == null) {
      admin =
          new KubernetesClientBuilder()
              .withConfig(Config.fromKubeconfig(adminKubeconfig()))
              .build();
    }
    Await.until(
        "kube-apiserver ready",
        START,
        () -> {
          if (!server.alive()) {
            throw new IllegalStateException("kube-apiserver ended: " + server.tail(20));
          }
          return "ok".equals(admin.raw("/readyz"))
              && admin.namespaces().withName("default").get() != null;
        });
  }

  /** A kubeconfig of a cluster administrator, as text. */
  public String adminKubeconfig() {
    return kubeconfig(
        "client-certificate-data: %s\n    client-key-data: %s"
            .formatted(
                base64(certificates.getClientCertPath()), base64(certificates.getClientKeyPath())));
  }

  /** A kubeconfig of a service account, which must exist; the token lasts for hours. */
  public String serviceAccountKubeconfig(String namespace, String name) {
    var request =
        new io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(24L * 3600)
            .endSpec()
            .build();
    String token =
        admin
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(name)
            .tokenRequest(request)
            .getStatus()
            .getToken();
    return kubeconfig("token: " + token);
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close();
    }
    if (server != null) {
      server.kill();
    }
    others.reversed().forEach(ChildProcess::kill);
    Directories.delete(directory);
  }

  private void startEtcd() {
    String client = "http://127.0.0.1:" + etcdPort;
    String peer = "http://127.0.0.1:" + etcdPeerPort;
    others.add(
        ChildProcess.start(
            List.of(
                binaries.etcd().toString(),
                "--data-dir",
                directory.resolve("etcd").toString(),
                "--listen-client-urls",
                client,
                "--advertise-client-urls",
                client,
                "--listen-peer-urls",
                peer,
                "--initial-advertise-peer-urls",
                peer,
                "--initial-cluster",
                "default=" + peer,
                "--unsafe-no-fsync",
                "--quota-backend-bytes",
                Long.toString(8L << 30)),
            environment(),
            directory.resolve("etcd.log")));
  }

  private void startControllerManager() {
    if (measuring || binaries.controllerManager().isEmpty()) {
      return;
    }
    Path kubeconfig = directory.resolve("admin.kubeconfig");
    write(kubeconfig, adminKubeconfig());
    others.add(
        ChildProcess.start(
            List.of(
                binaries.controllerManager().get().toString(),
                "--kubeconfig",
                kubeconfig.toString(),
                "--controllers",
                "garbage-collector-controller,namespace-controller",
                "--leader-elect=false",
                "--bind-address",
                "127.0.0.1",
                "--secure-port",
                Integer.toString(Ports.free()),
                "--cert-dir",
                directory.resolve("kcm").toString()),
            Map.of(),
            directory.resolve("kube-controller-manager.log")));
  }

  private List<String> serverCommand() {
    List<String> command = new ArrayList<>(usualCommand());
    if (measuring) {
      command.addAll(
          List.of(
              "--enable-priority-and-fairness=false",
              "--max-requests-inflight=0",
              "--max-mutating-requests-inflight=0",
              "--profiling=false"));
    }
    return command;
  }

  private Map<String, String> environment() {
    return measuring ? COLLECT_SELDOM : Map.of();
  }

  private List<String> usualCommand() {
    String key = certificates.getAPIServerKeyPath();
    return List.of(
        binaries.apiServer().toString(),
        "--cert-dir",
        directory.toString(),
        "--bind-address",
        "127.0.0.1",
        "--advertise-address",
        "127.0.0.1",
        "--endpoint-reconciler-type",
        "none",
        "--secure-port",
        Integer.toString(port),
        "--tls-cert-file",
        certificates.getAPIServerCertPath(),
        "--tls-private-key-file",
        key,
        "--etcd-servers",
        "http://127.0.0.1:" + etcdPort,
        "--authorization-mode",
        "RBAC",
        "--service-account-issuer",
        "https://localhost",
        "--service-account-signing-key-file",
        key,
        "--service-account-key-file",
        key,
        "--disable-admission-plugins",
        "ServiceAccount",
        "--client-ca-file",
        certificates.getClientCertPath(),
        "--service-cluster-ip-range",
        "10.0.0.0/24",
        "--allow-privileged");
  }

  private String kubeconfig(String user) {
    return """
    apiVersion: v1
    kind: Config
    clusters:
    - name: local
      cluster:
        server: %s
        certificate-authority-data: %s
    users:
    - name: user
      user:
        %s
    contexts:
    - name: local
      context:
        cluster: local
        user: user
    current-context: local
    """
        .formatted(url(), base64(certificates.getAPIServerCertPath()), user);
  }

  private static String base64(String file) {
    try {
      return Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
