package io.etcdmonitor.e2e.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdMonitorApi;
import io.etcdmonitor.e2e.kube.KubeApi;
import io.etcdmonitor.e2e.kube.KubeBinaries;
import io.etcdmonitor.e2e.mockapi.MockKubernetesApi;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Kubernetes API with what the operator needs in it: a real kube-apiserver, or the mock where
 * none can be had.
 */
public final class DemoApi implements AutoCloseable {
  private static final String NAMESPACE = "etcd-monitor";
  private static final String MANIFESTS = "deploy/kustomize/";

  private final Runnable stop;
  private final KubernetesClient admin;
  private final String description;
  private final String adminKubeconfig;
  private final String operatorKubeconfig;

  private DemoApi(
      Runnable stop, String description, String adminKubeconfig, Optional<KubeApi> real) {
    this.stop = stop;
    this.description = description;
    this.adminKubeconfig = adminKubeconfig;
    this.admin =
        new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(adminKubeconfig)).build();
    install();
    this.operatorKubeconfig =
        real.map(api -> api.serviceAccountKubeconfig(NAMESPACE, NAMESPACE)).orElse(adminKubeconfig);
  }

  /** A real one if it can be had and {@code mock} was not asked for. */
  public static DemoApi start(boolean mock) {
    if (mock) {
      return mock("");
    }
    return switch (KubeBinaries.find()) {
      case KubeBinaries.Search.Missing missing -> mock(missing.why() + "; ");
      case KubeBinaries.Search.Found found -> real(found.binaries());
    };
  }

  private static DemoApi real(KubeBinaries binaries) {
    KubeApi api = KubeApi.start(binaries);
    String version = binaries.apiServer().getParent().getFileName().toString().split("-", 2)[0];
    String text = "kube-apiserver " + version + " on " + api.url();
    try {
      return new DemoApi(api::close, text, api.adminKubeconfig(), Optional.of(api));
    } catch (RuntimeException e) {
      api.close();
      throw e;
    }
  }

  private static DemoApi mock(String why) {
    MockKubernetesApi api = MockKubernetesApi.start();
    String text = "%s%n  %s%s".formatted(api.url(), why, MockKubernetesApi.LIMITS);
    try {
      return new DemoApi(api::close, text, api.kubeconfig(), Optional.empty());
    } catch (RuntimeException e) {
      api.close();
      throw e;
    }
  }

  /** The CRDs, and what the operator may do: the same files that people apply. */
  private void install() {
    Checkout.crds().forEach(this::apply);
    for (String file : List.of("namespace.yaml", "rbac.yaml")) {
      apply(Checkout.read(Checkout.root().resolve(MANIFESTS + file)));
    }
  }

  /** Applies YAML as kubectl would, server side. */
  public void apply(String yaml) {
    var stream = new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8));
    admin.load(stream).items().forEach(this::apply);
  }

  /** Has an etcd cluster watched, or tells of its changed spec. */
  public void applyCluster(String namespace, String name, ObjectNode spec) {
    ObjectNode object = spec.objectNode();
    object.put("apiVersion", EtcdMonitorApi.API_VERSION).put("kind", EtcdCluster.KIND);
    object.putObject("metadata").put("name", name).put("namespace", namespace);
    object.set("spec", spec);
    apply(Serialization.asYaml(object));
  }

  /** Writes a Secret. */
  public void applySecret(String namespace, String name, Map<String, String> data) {
    apply(
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .endMetadata()
            .addToStringData(data)
            .build());
  }

  private void apply(HasMetadata item) {
    admin.resource(item).forceConflicts().serverSideApply();
  }

  /** As somebody who may do everything. */
  public KubernetesClient admin() {
    return admin;
  }

  /** In words, with the address. */
  public String description() {
    return description;
  }

  /** Of {@link #admin}. */
  public String adminKubeconfig() {
    return adminKubeconfig;
  }

  /** For the operator: its service account and nothing more, where the API checks permissions. */
  public String operatorKubeconfig() {
    return operatorKubeconfig;
  }

  /** Where the operator lives. */
  public String operatorNamespace() {
    return NAMESPACE;
  }

  @Override
  public void close() {
    admin.close();
    stop.run();
  }
}
