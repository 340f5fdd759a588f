package io.etcdmonitor.e2e.kube;

import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubeapitest.binary.BinaryManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The Kubernetes binaries of fabric8's kube-api-test: found in its directory ({@code
 * KUBE_API_TEST_DIR}, else {@code ~/.kubeapitest}), or downloaded by it.
 *
 * @param apiServer kube-apiserver
 * @param etcd the etcd under it
 * @param kubectl kubectl
 * @param controllerManager kube-controller-manager, where somebody put one beside them: owner
 *     references and namespaces are then cleaned up as in a cluster
 */
public record KubeBinaries(
    Path apiServer, Path etcd, Path kubectl, Optional<Path> controllerManager) {
  private static final long DOWNLOAD_SECONDS = 180;

  /** The outcome of looking: binaries, or one sentence why there are none. */
  public sealed interface Search {
    record Found(KubeBinaries binaries) implements Search {}

    record Missing(String why) implements Search {}
  }

  /** Where kube-api-test keeps its things. */
  public static Path directory() {
    String set = System.getenv("KUBE_API_TEST_DIR");
    return set == null || set.isBlank()
        ? Path.of(System.getProperty("user.home"), ".kubeapitest")
        : Path.of(set);
  }

  /** Finds the newest installed version, or has it downloaded where there is a network. */
  public static Search find() {
    Path directory = directory();
    boolean installed = Files.isDirectory(directory.resolve(BinaryManager.BINARY_LIST_DIR));
    var config =
        KubeAPIServerConfigBuilder.anAPIServerConfig()
            .withTestDir(directory.toString())
            .withOfflineMode(installed)
            .withUpdateKubeConfig(false)
            .build();
    BinaryManager manager = new BinaryManager(config);
    try {
      CompletableFuture.runAsync(manager::initAndDownloadIfRequired)
          .get(DOWNLOAD_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return new Search.Missing(
          "no kube-apiserver in %s and none could be downloaded (%s)"
              .formatted(directory, rootMessage(cause)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Search.Missing("interrupted while looking for kube-apiserver");
    }
    Path apiServer = manager.binaries().getApiServer().toPath();
    Path manage = apiServer.resolveSibling("kube-controller-manager");
    return new Search.Found(
        new KubeBinaries(
            apiServer,
            manager.binaries().getEtcd().toPath(),
            manager.binaries().getKubectl().toPath(),
            Files.isExecutable(manage) ? Optional.of(manage) : Optional.empty()));
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName()
        + (root.getMessage() == null ? "" : ": " + root.getMessage());
  }
}
