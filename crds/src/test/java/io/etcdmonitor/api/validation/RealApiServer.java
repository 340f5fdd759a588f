package io.etcdmonitor.api.validation;

import io.etcdmonitor.api.v1alpha1.EtcdMonitorApi;
import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfig;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubeapitest.binary.BinaryManager;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Assumptions;

/**
 * A real kube-apiserver with our CRDs in it. Its binaries come from {@code KUBE_API_TEST_DIR} or
 * {@code ~/.kubeapitest}; without any there, a download is tried for a bounded time.
 */
final class RealApiServer implements AutoCloseable {
  private static final long DOWNLOAD_SECONDS = 120;

  private final KubeAPIServer server;
  private final KubernetesClient client;

  private RealApiServer(KubeAPIServer server, KubernetesClient client) {
    this.server = server;
    this.client = client;
  }

  /** Starts it, or aborts the calling test with a sentence that says why it cannot be started. */
  static RealApiServer startOrSkip(String test) {
    KubeAPIServerConfig config = config();
    String missing = whyMissing(config);
    if (missing != null) {
      String why = test + " SKIPPED: " + missing;
      System.err.println(why);
      Assumptions.abort(why);
    }
    KubeAPIServer server = new KubeAPIServer(config);
    server.start();
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(server.getKubeConfigYaml()))
            .build();
    RealApiServer started = new RealApiServer(server, client);
    EtcdMonitorApi.CRD_RESOURCES.forEach(started::install);
    return started;
  }

  KubernetesClient client() {
    return client;
  }

  @Override
  public void close() {
    client.close();
    server.stop();
  }

  private void install(String resource) {
    InputStream yaml = EtcdMonitorApi.class.getResourceAsStream(resource);
    CustomResourceDefinition crd =
        client.apiextensions().v1().customResourceDefinitions().load(yaml).create();
    client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName(crd.getMetadata().getName())
        .waitUntilCondition(RealApiServer::isEstablished, 30, TimeUnit.SECONDS);
  }

  private static boolean isEstablished(CustomResourceDefinition crd) {
    return crd != null
        && crd.getStatus() != null
        && crd.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }

  private static KubeAPIServerConfig config() {
    String set = System.getenv(KubeAPIServerConfigBuilder.KUBE_API_TEST_DIR);
    Path directory =
        set == null || set.isBlank()
            ? Path.of(System.getProperty("user.home"), KubeAPIServerConfigBuilder.DIRECTORY_NAME)
            : Path.of(set);
    return KubeAPIServerConfigBuilder.anAPIServerConfig()
        .withTestDir(directory.toString())
        .withOfflineMode(Files.isDirectory(directory.resolve(BinaryManager.BINARY_LIST_DIR)))
        .withUpdateKubeConfig(false)
        .withStartupTimeout(120_000)
        .build();
  }

  private static String whyMissing(KubeAPIServerConfig config) {
    BinaryManager binaries = new BinaryManager(config);
    try {
      CompletableFuture.runAsync(binaries::initAndDownloadIfRequired)
          .get(DOWNLOAD_SECONDS, TimeUnit.SECONDS);
      return null;
    } catch (ExecutionException | TimeoutException e) {
      return "no kube-apiserver in "
          + config.getKubeAPITestDir()
          + ", and none could be downloaded ("
          + (e.getCause() == null ? "no answer in " + DOWNLOAD_SECONDS + " s" : e.getCause())
          + "); install one there or set KUBE_API_TEST_DIR";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
