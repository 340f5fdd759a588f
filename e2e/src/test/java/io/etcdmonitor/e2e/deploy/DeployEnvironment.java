package io.etcdmonitor.e2e.deploy;

import io.etcdmonitor.e2e.kube.KubeApi;
import io.etcdmonitor.e2e.kube.KubeBinaries;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.e2e.process.Directories;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A real API server with our CRDs; it runs no Pods. */
final class DeployEnvironment implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KubeApi api;
  private final Path directory = Directories.temporary("etcd-monitor-deploy");
  private final KubernetesClient client;

  private DeployEnvironment(KubeApi api) {
    this.api = api;
    client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(api.adminKubeconfig()))
            .build();
  }

  /** Starts it, or skips the test by name where no kube-apiserver can be had. */
  static DeployEnvironment start() {
    if (!(KubeBinaries.find() instanceof KubeBinaries.Search.Found found)) {
      Assumptions.abort("SKIPPED, needs a real API server: " + KubeBinaries.find());
      throw new IllegalStateException("aborted");
    }
    DeployEnvironment environment = new DeployEnvironment(KubeApi.start(found.binaries()));
    try {
      environment.kubectl("apply", "--server-side", "-f", Checkout.CRDS.toString());
      environment.awaitKinds();
      return environment;
    } catch (RuntimeException | AssertionError e) {
      environment.close();
      throw e;
    }
  }

  KubernetesClient client() {
    return client;
  }

  String kubeconfig() {
    return api.adminKubeconfig();
  }

  /** Runs kubectl as an administrator. */
  String kubectl(String... arguments) {
    Path kubeconfig = write("kubeconfig", kubeconfig());
    List<String> line =
        new ArrayList<>(List.of(api.binaries().kubectl().toString(), "--kubeconfig=" + kubeconfig));
    line.addAll(List.of(arguments));
    return Command.run(line);
  }

  /**
   * Server-side apply that refuses fields which the API server does not know; what kubectl said.
   */
  String apply(String manifests, String... flags) {
    Path file = write("manifests.yaml", manifests);
    List<String> line =
        new ArrayList<>(
            List.of("apply", "--server-side", "--validate=strict", "-f", file.toString()));
    line.addAll(List.of(flags));
    return kubectl(line.toArray(String[]::new));
  }

  void namespace(String name) {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .serverSideApply();
  }

  /** Waits until objects of both kinds can be created. */
  void awaitKinds() {
    Await.until(
        "the kinds of the CRDs are served",
        PATIENCE,
        () -> {
          List<String> kinds =
              client.getApiResources("etcdmonitor.io/v1alpha1").getResources().stream()
                  .map(APIResource::getKind)
                  .toList();
          return kinds.contains("EtcdCluster") && kinds.contains("EtcdInspection");
        });
  }

  /** What the API server says that a ServiceAccount etcd-monitor may do. */
  boolean may(String account, String verb, String group, String resource, String namespace) {
    var review =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser("system:serviceaccount:" + account + ":etcd-monitor")
            .withNewResourceAttributes()
            .withVerb(verb)
            .withGroup(group)
            .withResource(resource)
            .withNamespace(namespace)
            .endResourceAttributes()
            .endSpec()
            .build();
    return Boolean.TRUE.equals(
        client.authorization().v1().subjectAccessReview().create(review).getStatus().getAllowed());
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    client.close();
    api.close();
    Directories.delete(directory);
  }
}
