package io.etcdmonitor.kube.lookup;

import io.etcdmonitor.engine.model.ClusterKey;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The Secrets that clusters name, each read when it is needed and again when it has changed, which
 * a {@link MetadataWatch} tells. A watch for each of them would cost a connection each.
 * Thread-safe.
 */
final class NamedSecrets implements AutoCloseable {
  private final KubernetesClient client;
  private final KubernetesClient metadata;
  private final Set<String> namespaces;
  private final Consumer<ClusterKey> onChange;
  private final Map<Name, Named> named = new HashMap<>();
  private final References<Name> references = new References<>();
  private MetadataWatch watch;
  private boolean refused;

  /**
   * Nothing is asked of the API before the first {@link #get}.
   *
   * @param metadata a client that is given metadata only; closed with this
   * @param namespaces that are watched; none: all
   * @param onChange told of each cluster that names a changed Secret; must return soon
   */
  NamedSecrets(
      KubernetesClient client,
      KubernetesClient metadata,
      Set<String> namespaces,
      Consumer<ClusterKey> onChange) {
    this.client = client;
    this.metadata = metadata;
    this.namespaces = Set.copyOf(namespaces);
    this.onChange = onChange;
  }

  private record Name(String namespace, String name) {}

  private static final class Named {
    /** As it is; null when it has to be read. */
    private Optional<Secret> known;

    private long changes;
  }

  /** Whether this way can be gone: not where the operator may read only Secrets of some names. */
  synchronized boolean usable() {
    return !refused;
  }

  /**
   * A Secret in the namespace of the cluster that names it; empty when there is none.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException when it cannot be read
   */
  Optional<Secret> get(ClusterKey owner, String secret) {
    Name name = new Name(owner.namespace(), secret);
    Named entry;
    boolean complete;
    long changes;
    synchronized (this) {
      if (watch == null) {
        watch = new MetadataWatch(metadata, namespaces, this::changed, this::refuse);
      }
      entry = named.computeIfAbsent(name, n -> new Named());
      references.add(owner, name);
      if (entry.known != null) {
        return entry.known;
      }
      complete = watch.complete();
      changes = entry.changes;
    }
    Optional<Secret> read =
        Optional.ofNullable(
            client.secrets().inNamespace(name.namespace()).withName(name.name()).get());
    synchronized (this) {
      // Before the watch is complete a deletion may go untold.
      if (complete && changes == entry.changes) {
        entry.known = read;
      }
    }
    return read;
  }

  /** Forgets what a cluster named but for these. */
  synchronized void retain(ClusterKey owner, Set<String> secrets) {
    references.retain(owner, name -> secrets.contains(name.name())).forEach(named::remove);
  }

  synchronized int size() {
    return named.size();
  }

  /** Forgets all that it knows; the next look-ups read and watch anew. */
  synchronized void startAnew() {
    if (watch != null) {
      watch.close();
      watch = null;
    }
    named.clear();
    references.clear();
  }

  @Override
  public synchronized void close() {
    startAnew();
    metadata.close();
  }

  private void changed(ObjectMeta secret) {
    Set<ClusterKey> told;
    synchronized (this) {
      Name name = new Name(secret.getNamespace(), secret.getName());
      Named entry = named.get(name);
      if (entry == null || isKnown(entry, secret)) {
        return;
      }
      entry.known = null;
      entry.changes++;
      told = references.owners(name);
    }
    told.forEach(onChange);
  }

  private static boolean isKnown(Named entry, ObjectMeta secret) {
    return entry.known != null
        && Objects.equals(
            entry.known.map(s -> s.getMetadata().getResourceVersion()).orElse(null),
            secret.getResourceVersion());
  }

  private void refuse() {
    Set<ClusterKey> told;
    synchronized (this) {
      refused = true;
      if (watch != null) {
        watch.close();
      }
      told = references.owners();
      named.clear();
      references.clear();
    }
    told.forEach(onChange);
  }
}
