package io.etcdmonitor.kube.lookup;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells which Secrets change, in all namespaces or in some, by one watch each of nothing but their
 * metadata. Keeps their names and versions. Thread-safe.
 */
final class MetadataWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MetadataWatch.class);
  private static final ResourceDefinitionContext SECRETS =
      new ResourceDefinitionContext.Builder()
          .withVersion("v1")
          .withKind("Secret")
          .withPlural("secrets")
          .withNamespaced(true)
          .build();
  private static final long PAGE = 500;

  private final List<SharedIndexInformer<GenericKubernetesResource>> informers = new ArrayList<>();
  private final Runnable onRefused;
  private final AtomicBoolean refused = new AtomicBoolean();

  /**
   * Starts it.
   *
   * @param metadata a client that is given metadata only
   * @param namespaces none: all
   * @param onChange told the metadata of what was made, changed or deleted, and of all at the start
   * @param onRefused called once when the operator may not list and watch all of them
   */
  MetadataWatch(
      KubernetesClient metadata,
      Set<String> namespaces,
      Consumer<ObjectMeta> onChange,
      Runnable onRefused) {
    this.onRefused = onRefused;
    var secrets = metadata.genericKubernetesResources(SECRETS);
    if (namespaces.isEmpty()) {
      start(secrets.inAnyNamespace().withLimit(PAGE).runnableInformer(0), onChange);
    }
    for (String namespace : namespaces) {
      start(secrets.inNamespace(namespace).withLimit(PAGE).runnableInformer(0), onChange);
    }
  }

  /** Whether from now on each change is told. */
  boolean complete() {
    return !refused.get() && informers.stream().allMatch(SharedIndexInformer::hasSynced);
  }

  @Override
  public void close() {
    // One that is stopped before its first list fails: that is no refusal.
    refused.set(true);
    informers.forEach(SharedIndexInformer::stop);
  }

  private void start(
      SharedIndexInformer<GenericKubernetesResource> informer, Consumer<ObjectMeta> onChange) {
    informers.add(informer);
    informer.itemStore(new Versions());
    informer.exceptionHandler((started, failure) -> {
      LOG.debug("Watching the metadata of Secrets failed: {}", failure.getMessage());
      return !forbidden(failure);
    });
    informer.addEventHandler(new Teller(onChange));
    informer
        .start()
        .whenComplete((done, failure) -> {
          if (failure != null) {
            refuse(failure);
          }
        });
    informer
        .stopped()
        .whenComplete((done, failure) -> {
          if (failure != null) {
            refuse(failure);
          }
        });
  }

  private void refuse(Throwable failure) {
    if (refused.compareAndSet(false, true)) {
      LOG.info(
          "The metadata of all Secrets cannot be watched ({}): Secrets are watched one by one",
          failure.getMessage());
      onRefused.run();
    }
  }

  private static boolean forbidden(Throwable failure) {
    if (failure instanceof KubernetesClientException e
        && e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
      return true;
    }
    return failure.getCause() != null && forbidden(failure.getCause());
  }

  /** Not the annotations: {@code kubectl apply} leaves what it applied in one of them. */
  private static final class Versions extends BasicItemStore<GenericKubernetesResource> {
    Versions() {
      super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public GenericKubernetesResource put(String key, GenericKubernetesResource secret) {
      ObjectMeta whole = secret.getMetadata();
      GenericKubernetesResource little = new GenericKubernetesResource();
      little.setMetadata(
          new ObjectMetaBuilder()
              .withNamespace(whole.getNamespace())
              .withName(whole.getName())
              .withUid(whole.getUid())
              .withResourceVersion(whole.getResourceVersion())
              .build());
      return super.put(key, little);
    }
  }

  private record Teller(Consumer<ObjectMeta> onChange)
      implements ResourceEventHandler<GenericKubernetesResource> {
    @Override
    public void onAdd(GenericKubernetesResource secret) {
      onChange.accept(secret.getMetadata());
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
      onChange.accept(after.getMetadata());
    }

    @Override
    public void onDelete(GenericKubernetesResource secret, boolean finalStateUnknown) {
      onChange.accept(
          new ObjectMetaBuilder()
              .withNamespace(secret.getMetadata().getNamespace())
              .withName(secret.getMetadata().getName())
              .build());
    }
  }
}
