package io.etcdmonitor.e2e;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.etcdmonitor.e2e.kube.KubeApi;
import io.etcdmonitor.e2e.kube.KubeBinaries;
import io.etcdmonitor.e2e.operator.Distribution;
import io.etcdmonitor.e2e.operator.OperatorProcess;
import io.etcdmonitor.e2e.process.Await;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A real API server with the CRDs and what the chart installs (but for its workload, which runs
 * here as a process with the chart's service account and nothing more).
 */
final class KubeEnvironment implements AutoCloseable {
  static final String NAMESPACE = "etcd-monitor";

  private static final List<String> SHORT_LEASE =
      List.of(
          "--lease-duration", "6s", "--lease-retry-period", "1s", "--lease-renew-timeout", "2s");

  // Without it helm-java renders for Kubernetes 1.20, which the chart refuses.
  private static final String KUBE_VERSION = "1.36.2";
  private static final Duration ESTABLISHED = Duration.ofSeconds(30);

  private final KubeApi api;
  private final List<OperatorProcess> operators = new ArrayList<>();

  private KubeEnvironment(KubeApi api) {
    this.api = api;
  }

  /** Starts it; only in classes that are marked {@link NeedsKubeApi}. */
  static KubeEnvironment start() {
    return start(Map.of());
  }

  /** The same with values of the chart. */
  static KubeEnvironment start(Map<String, Object> values) {
    if (!(KubeBinaries.find() instanceof KubeBinaries.Search.Found found)) {
      throw new IllegalStateException("mark the class with @NeedsKubeApi");
    }
    KubeEnvironment environment = new KubeEnvironment(KubeApi.start(found.binaries()));
    try {
      environment.installCrds();
      environment.installChart(values);
      return environment;
    } catch (RuntimeException | AssertionError e) {
      environment.close();
      throw e;
    }
  }

  KubeApi api() {
    return api;
  }

  KubernetesClient admin() {
    return api.admin();
  }

  /**
   * Starts an operator replica with the chart's service account, probing fast enough for a test.
   */
  OperatorProcess startOperator(String identity, String... flags) {
    OperatorProcess operator =
        OperatorProcess.start(
            api.serviceAccountKubeconfig(NAMESPACE, NAMESPACE),
            identity,
            Map.of("POD_NAMESPACE", NAMESPACE),
            Stream.concat(Stream.of("--lease-namespace", NAMESPACE), Stream.of(flags)).toList());
    operators.add(operator);
    return operator;
  }

  /** The same with a Lease that is free 6 s after its holder died, for tests of what comes then. */
  OperatorProcess startWithShortLease(String identity, String... flags) {
    return startOperator(
        identity, Stream.concat(SHORT_LEASE.stream(), Stream.of(flags)).toArray(String[]::new));
  }

  /** Creates a namespace for one test. */
  void createNamespace(String name) {
    admin()
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .serverSideApply();
  }

  /** Applies YAML as kubectl would, server side. */
  void apply(String namespace, String yaml) {
    for (HasMetadata item : load(yaml)) {
      item.getMetadata().setNamespace(namespace);
      admin().resource(item).forceConflicts().serverSideApply();
    }
  }

  @Override
  public void close() {
    operators.reversed().forEach(OperatorProcess::close);
    api.close();
  }

  private List<HasMetadata> load(String yaml) {
    return admin().load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))).items();
  }

  private void installCrds() {
    try (Stream<Path> files = Files.list(Distribution.checkout().resolve("crds/manifests"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        load(Files.readString(file)).forEach(crd -> admin().resource(crd).serverSideApply());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String name : List.of("etcdclusters.etcdmonitor.io", "etcdinspections.etcdmonitor.io")) {
      Await.until(
          name + " is established",
          ESTABLISHED,
          () -> {
            CustomResourceDefinition crd =
                admin().apiextensions().v1().customResourceDefinitions().withName(name).get();
            return crd.getStatus().getConditions().stream()
                .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
          });
    }
  }

  private void installChart(Map<String, Object> values) {
    createNamespace(NAMESPACE);
    TemplateCommand template =
        new Helm(Distribution.checkout().resolve("helm/etcd-monitor"))
            .template()
            .withName(NAMESPACE)
            .withNamespace(NAMESPACE)
            .withKubeVersion(KUBE_VERSION)
            .skipCrds();
    values.forEach(template::set);
    String rendered = template.call();
    for (HasMetadata item : load(rendered)) {
      if (!(item instanceof Deployment)) {
        admin().resource(item).serverSideApply();
      }
    }
  }
}
