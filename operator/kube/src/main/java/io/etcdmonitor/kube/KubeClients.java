package io.etcdmonitor.kube;

import io.etcdmonitor.kube.calls.ApiCallCounter;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.util.Optional;

/** Builds the one Kubernetes client of the process. */
public final class KubeClients {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int REQUEST_MILLIS = 10_000;

  private KubeClients() {}

  /** A client that finds the API the way kubectl does (KUBECONFIG, ~/.kube/config, in-cluster). */
  public static KubernetesClient create(ApiCallCounter calls) {
    return create(Config.autoConfigure(null), calls);
  }

  /**
   * A client for the API that a kubeconfig file names, or as kubectl finds it where there is none.
   */
  public static KubernetesClient create(Optional<String> kubeconfig, ApiCallCounter calls) {
    return kubeconfig
        .map(file -> create(Config.fromKubeconfig(new java.io.File(file)), calls))
        .orElseGet(() -> create(calls));
  }

  /**
   * A client with short time-outs. It does not repeat failed calls by itself: whoever calls decides
   * when to try again, so that an API that is away is not stormed and no thread waits for it.
   */
  public static KubernetesClient create(Config config, ApiCallCounter calls) {
    Config tuned =
        new ConfigBuilder(config)
            .withConnectionTimeout(CONNECT_MILLIS)
            .withRequestTimeout(REQUEST_MILLIS)
            .withRequestRetryBackoffLimit(0)
            .withUserAgent(KubeNames.FIELD_MANAGER)
            .build();
    return new KubernetesClientBuilder()
        .withConfig(tuned)
        .withHttpClientFactory(new JdkHttpClientFactory())
        .withHttpClientBuilderConsumer(
            builder -> builder.addOrReplaceInterceptor(ApiCallCounter.NAME, calls))
        .build();
  }
}
