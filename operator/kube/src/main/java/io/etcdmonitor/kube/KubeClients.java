package io.etcdmonitor.kube;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionStatus;
import io.etcdmonitor.kube.calls.ApiCallCounter;
import io.etcdmonitor.kube.lean.LeanObjects;
import io.etcdmonitor.kube.lean.SharedStrings;
import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds the Kubernetes clients of the process. */
public final class KubeClients {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int REQUEST_MILLIS = 10_000;
  private static final int SHARED_STRINGS = 1 << 14;

  private KubeClients() {}

  /**
   * Leaves out what nobody here reads and what is most of an object: {@code managedFields}, and of
   * the status of an EtcdInspection the measurements and what else is neither compared nor taken
   * over. The informers keep what is read; equal strings once.
   */
  private static ObjectMapper lean() {
    return new ObjectMapper()
        .registerModule(new SharedStrings(SHARED_STRINGS).module())
        .registerModule(new LeanObjects().module())
        .addMixIn(ObjectMeta.class, WithoutManagedFields.class)
        .addMixIn(DefaultKubernetesResourceList.class, NullIsEmpty.class)
        .addMixIn(EtcdInspectionStatus.class, WithoutNumbers.class);
  }

  @JsonIgnoreProperties("managedFields")
  private abstract static class WithoutManagedFields {}

  /** The API lists the metadata of no object as {@code null}, on which informers fail. */
  private abstract static class NullIsEmpty {
    @JsonSetter(nulls = Nulls.AS_EMPTY)
    abstract void setItems(List<?> items);
  }

  /**
   * Asks for metadata, as {@code client-go/metadata} does. An API that knows no such thing answers
   * with whole objects.
   */
  private static final class MetadataOnly implements Interceptor {
    static final String NAME = "etcd-monitor-metadata";

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      String query = request.uri().getQuery();
      boolean watch = query != null && query.contains("watch=true");
      String as = watch ? "PartialObjectMetadata" : "PartialObjectMetadataList";
      builder.setHeader(
          "Accept", "application/json;as=" + as + ";g=meta.k8s.io;v=v1,application/json");
    }
  }

  private abstract static class WithoutNumbers {
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    abstract Map<String, String> measurements();

    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    abstract String nextRun();

    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    abstract String duration();

    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    abstract Long runs();

    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    abstract Long failures();
  }

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
    return builder(tuned)
        .withHttpClientBuilderConsumer(builder -> install(builder, tuned, calls))
        .build();
  }

  /**
   * A client for the same API as another, to which the API tells of each object nothing but its
   * metadata. Whoever asks for it closes it.
   */
  public static KubernetesClient metadataOnly(KubernetesClient client, ApiCallCounter calls) {
    return builder(client.getConfiguration())
        .withHttpClientBuilderConsumer(builder ->
            install(builder, client.getConfiguration(), calls)
                .addOrReplaceInterceptor(MetadataOnly.NAME, new MetadataOnly()))
        .build();
  }

  private static HttpClient.Builder install(
      HttpClient.Builder builder, Config config, ApiCallCounter calls) {
    FreshTrust.of(config).ifPresent(trust -> trust.install(builder));
    return builder
        .addOrReplaceInterceptor(
            SeldomRefresh.NAME, new SeldomRefresh(config, new JdkHttpClientFactory()))
        .addOrReplaceInterceptor(ApiCallCounter.NAME, calls);
  }

  private static KubernetesClientBuilder builder(Config config) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(new KubernetesSerialization(lean(), true))
        .withHttpClientFactory(new JdkHttpClientFactory());
  }
}
