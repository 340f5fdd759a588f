package io.etcdmonitor.api.validation;

import io.fabric8.kubeapitest.KubeAPIServerConfig;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubeapitest.binary.BinaryManager;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Reports a test class as skipped, by name and with the reason, where there is no kube-apiserver.
 * The binaries come from {@code KUBE_API_TEST_DIR} or {@code ~/.kubeapitest}; without any there, a
 * download is tried for a bounded time.
 */
final class RequiresApiServer implements ExecutionCondition {
  private static final String DOWNLOAD_HOST = "raw.githubusercontent.com";
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final long DOWNLOAD_SECONDS = 120;

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (context.getTestMethod().isPresent()) {
      return ConditionEvaluationResult.enabled("decided for the class");
    }
    String missing = whyMissing(config());
    if (missing == null) {
      return ConditionEvaluationResult.enabled("kube-apiserver is there");
    }
    System.err.println(context.getRequiredTestClass().getSimpleName() + " SKIPPED: " + missing);
    return ConditionEvaluationResult.disabled(missing);
  }

  static KubeAPIServerConfig config() {
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
    if (!config.isOfflineMode() && !canDownload()) {
      return "no kube-apiserver in "
          + config.getKubeAPITestDir()
          + ", and "
          + DOWNLOAD_HOST
          + " cannot be reached; install one there or set KUBE_API_TEST_DIR";
    }
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

  private static boolean canDownload() {
    HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    HttpRequest look =
        HttpRequest.newBuilder(URI.create("https://" + DOWNLOAD_HOST))
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .timeout(PATIENCE)
            .build();
    try {
      http.send(look, HttpResponse.BodyHandlers.discarding());
      return true;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
