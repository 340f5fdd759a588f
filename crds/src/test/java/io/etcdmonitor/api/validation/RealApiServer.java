package io.etcdmonitor.api.validation;

import io.etcdmonitor.api.v1alpha1.EtcdMonitorApi;
import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/** A real kube-apiserver with our CRDs in it. */
final class RealApiServer implements AutoCloseable {
  private final KubeAPIServer server;
  private final KubernetesClient client;

  private RealApiServer(KubeAPIServer server, KubernetesClient client) {
    this.server = server;
    this.client = client;
  }

  /** Starts it; a test class that does so is extended with {@link RequiresApiServer}. */
  static RealApiServer start() {
    KubeAPIServer server = new KubeAPIServer(RequiresApiServer.config());
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
        && crd.getStatus().getConditions() != null
        && crd.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }
}
