package io.etcdmonitor.kube.testing;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.etcdmonitor.api.v1alpha1.EtcdMonitorApi;
import io.etcdmonitor.kube.KubeClients;
import io.etcdmonitor.kube.calls.ApiCallCounter;
import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;

/** One real API server for all tests of this JVM, with our CRDs; tests keep apart by namespace. */
public final class RealApi {
  private static final AtomicInteger SERIAL = new AtomicInteger();
  private static final List<String> CRDS = EtcdMonitorApi.CRD_RESOURCES;

  private static RealApi shared;

  private final String kubeconfig;
  private final KubernetesClient client;

  private RealApi(String kubeconfig) {
    this.kubeconfig = kubeconfig;
    this.client =
        new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig)).build();
  }

  /** Lets a user do that in a namespace, beside what it may do there already. */
  public void allow(String namespace, String user, PolicyRule rule) {
    String role = user + "-" + SERIAL.incrementAndGet();
    client
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(role)
                .endMetadata()
                .withRules(rule)
                .build())
        .create();
    client
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(role)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", role)
                .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                .build())
        .create();
  }

  /** Starts it, or has the test reported as skipped where its binaries are missing. */
  public static synchronized RealApi get() {
    if (shared == null) {
      String set = System.getenv("KUBE_API_TEST_DIR");
      Path directory =
          set == null || set.isBlank()
              ? Path.of(System.getProperty("user.home"), ".kubeapitest")
              : Path.of(set);
      if (!Files.isDirectory(directory.resolve("k8s"))) {
        Assumptions.abort("SKIPPED, needs a real API server: no kube-apiserver in " + directory);
      }
      KubeAPIServer server =
          new KubeAPIServer(
              KubeAPIServerConfigBuilder.anAPIServerConfig()
                  .withTestDir(directory.toString())
                  .withOfflineMode(true)
                  .withUpdateKubeConfig(false)
                  .withStartupTimeout(120_000)
                  .build());
      startAlone(server, directory);
      Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
      shared = new RealApi(server.getKubeConfigYaml());
      shared.installCrds();
    }
    return shared;
  }

  /**
   * The launcher keeps certificates in a directory that all JVMs share, and takes ports that are
   * free until another takes them: one JVM after the other.
   */
  private static void startAlone(KubeAPIServer server, Path directory) {
    try (FileChannel lock = FileChannel.open(directory.resolve("start.lock"), CREATE, WRITE)) {
      lock.lock();
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the administrator, who sees all that the API says: the operator's own leaves out some. */
  public KubernetesClient client() {
    return client;
  }

  /** One more client, set up as the operator's own is. */
  public KubernetesClient newClient(ApiCallCounter calls) {
    return KubeClients.create(Config.fromKubeconfig(kubeconfig), calls);
  }

  /** A new namespace. */
  public String namespace(String stem) {
    String name = stem + "-" + SERIAL.incrementAndGet();
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    return name;
  }

  private void installCrds() {
    for (String crd : CRDS) {
      try (InputStream in = EtcdMonitorApi.class.getResourceAsStream(crd)) {
        client.load(in).serverSideApply();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    Eventually.eventually(() ->
        CRDS.forEach(crd -> {
          String name =
              crd.replaceAll(".*/etcdmonitor.io_(.*)[.]yaml", "$1." + EtcdMonitorApi.GROUP);
          boolean established =
              client
                  .apiextensions()
                  .v1()
                  .customResourceDefinitions()
                  .withName(name)
                  .get()
                  .getStatus()
                  .getConditions()
                  .stream()
                  .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
          if (!established) {
            LockSupport.parkNanos(1_000_000);
            throw new AssertionError(name + " is not established");
          }
        }));
  }
}
