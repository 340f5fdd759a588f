package io.etcdmonitor.kube.lookup;

import io.etcdmonitor.engine.model.ClusterKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches exactly the objects that clusters refer to (Services, EndpointSlices, and Secrets where
 * {@link NamedSecrets} may not), each once however many clusters refer to it, and forgets them with
 * the last one. So no Secret that nobody named is ever read. Thread-safe.
 */
public final class ObjectWatches implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectWatches.class);

  private final KubernetesClient client;
  private final NamedSecrets secrets;
  private final Consumer<ClusterKey> onChange;
  private final Map<ObjectRef, SharedIndexInformer<?>> watched = new HashMap<>();
  private final References<ObjectRef> references = new References<>();

  /**
   * Nothing is asked of the API before the first look-up.
   *
   * @param metadata a client that is given metadata only; closed with this
   * @param namespaces in which clusters are; none: all
   * @param onChange told of each cluster that refers to a changed object; must return soon
   */
  public ObjectWatches(
      KubernetesClient client,
      KubernetesClient metadata,
      Set<String> namespaces,
      Consumer<ClusterKey> onChange) {
    this.client = client;
    this.secrets = new NamedSecrets(client, metadata, namespaces, onChange);
    this.onChange = onChange;
  }

  /** A look-up for one reconciliation of a cluster; end it with {@link Session#commit}. */
  public Session open(ClusterKey owner) {
    return new Session(owner);
  }

  /** Forgets what a cluster referred to. */
  public void release(ClusterKey owner) {
    secrets.retain(owner, Set.of());
    retain(owner, Set.of());
  }

  /** Objects being watched. */
  public synchronized int size() {
    return watched.size() + secrets.size();
  }

  /** Forgets what it knows of all objects; the next look-ups read and watch them anew. */
  public void startAnew() {
    secrets.startAnew();
    stopAll();
  }

  @Override
  public void close() {
    secrets.close();
    stopAll();
  }

  private synchronized void stopAll() {
    watched.values().forEach(SharedIndexInformer::stop);
    watched.clear();
    references.clear();
  }

  private synchronized void retain(ClusterKey owner, Set<ObjectRef> used) {
    references.retain(owner, used::contains).forEach(ref -> watched.remove(ref).stop());
  }

  private synchronized Set<ClusterKey> owners(ObjectRef ref) {
    return references.owners(ref);
  }

  private synchronized <T extends HasMetadata> SharedIndexInformer<T> watch(
      ClusterKey owner, Class<T> type, ObjectRef ref) {
    @SuppressWarnings("unchecked") // The reference's type is the informer's.
    SharedIndexInformer<T> known = (SharedIndexInformer<T>) watched.get(ref);
    if (known == null) {
      known = start(type, ref);
      watched.put(ref, known);
    }
    references.add(owner, ref);
    return known;
  }

  private <T extends HasMetadata> SharedIndexInformer<T> start(Class<T> type, ObjectRef ref) {
    var inNamespace = resources(type).inNamespace(ref.namespace());
    SharedIndexInformer<T> informer =
        ref.name().isEmpty()
            ? inNamespace.withLabels(ref.labels()).runnableInformer(0)
            : inNamespace.withName(ref.name()).runnableInformer(0);
    informer.exceptionHandler((started, failure) -> {
      LOG.debug("Watching {} failed and is tried again: {}", ref, failure.getMessage());
      return true;
    });
    informer.addEventHandler(new Poker<>(() -> owners(ref).forEach(onChange)));
    informer
        .start()
        .whenComplete((done, failure) -> {
          if (failure != null) {
            LOG.debug("Watching {} did not start: {}", ref, failure.getMessage());
          }
        });
    return informer;
  }

  private <T extends HasMetadata>
      MixedOperation<T, KubernetesResourceList<T>, Resource<T>> resources(Class<T> type) {
    return client.resources(type);
  }

  private static RuntimeException refused(ObjectRef ref, KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
        ? new LookupForbiddenException("the operator may not read " + ref, e)
        : e;
  }

  private record Poker<T>(Runnable poke) implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T object) {
      poke.run();
    }

    @Override
    public void onUpdate(T before, T after) {
      poke.run();
    }

    @Override
    public void onDelete(T object, boolean finalStateUnknown) {
      poke.run();
    }
  }

  /** One reconciliation's look-ups. */
  public final class Session implements KubeLookup {
    private final ClusterKey owner;
    private final Set<ObjectRef> used = new HashSet<>();
    private final Set<String> usedSecrets = new HashSet<>();

    private Session(ClusterKey owner) {
      this.owner = owner;
    }

    @Override
    public <T extends HasMetadata> Optional<T> get(Class<T> type, String name) {
      ObjectRef ref = new ObjectRef(type, owner.namespace(), name, Map.of());
      if (type == Secret.class && secrets.usable()) {
        return secret(ref).map(type::cast);
      }
      used.add(ref);
      SharedIndexInformer<T> informer = watch(owner, type, ref);
      if (informer.hasSynced()) {
        return informer.getStore().list().stream().findFirst();
      }
      try {
        return Optional.ofNullable(
            resources(type).inNamespace(owner.namespace()).withName(name).get());
      } catch (KubernetesClientException e) {
        throw refused(ref, e);
      }
    }

    @Override
    public <T extends HasMetadata> List<T> list(Class<T> type, Map<String, String> labels) {
      ObjectRef ref = new ObjectRef(type, owner.namespace(), "", labels);
      used.add(ref);
      SharedIndexInformer<T> informer = watch(owner, type, ref);
      List<T> found;
      if (informer.hasSynced()) {
        found = informer.getStore().list();
      } else {
        try {
          found =
              resources(type).inNamespace(owner.namespace()).withLabels(labels).list().getItems();
        } catch (KubernetesClientException e) {
          throw refused(ref, e);
        }
      }
      return found.stream()
          .sorted(Comparator.comparing((T object) -> object.getMetadata().getName()))
          .toList();
    }

    private Optional<Secret> secret(ObjectRef ref) {
      usedSecrets.add(ref.name());
      try {
        return secrets.get(owner, ref.name());
      } catch (KubernetesClientException e) {
        throw refused(ref, e);
      }
    }

    /** Forgets what the cluster referred to before and did not now. */
    public void commit() {
      secrets.retain(owner, usedSecrets);
      retain(owner, used);
    }
  }
}
