package io.etcdmonitor.kube.event;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * How long it is worth asking an API that forbids. One that has just started forbids everything
 * until it has read its RBAC rules; what is forbidden for longer stays so. A namespace that refuses
 * Events (its rights, its quota) keeps those of other namespaces waiting once, not with each of
 * them. Not thread-safe.
 */
final class Forbidden {
  static final Duration RULES_ARE_READ = Duration.ofSeconds(30);

  private final Set<String> namespaces = new HashSet<>();
  private Optional<Instant> since = Optional.empty();

  /** It was forbidden in this namespace: whether it may soon be allowed. */
  boolean mayPass(String namespace, Instant now) {
    if (namespaces.contains(namespace)) {
      return false;
    }
    since = since.or(() -> Optional.of(now));
    boolean early = now.isBefore(since.get().plus(RULES_ARE_READ));
    if (!early) {
      namespaces.add(namespace);
    }
    return early;
  }

  /** It was allowed in this namespace. */
  void allowed(String namespace) {
    since = Optional.empty();
    namespaces.remove(namespace);
  }
}
