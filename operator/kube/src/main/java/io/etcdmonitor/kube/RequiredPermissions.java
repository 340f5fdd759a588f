package io.etcdmonitor.kube;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Everything this operator calls, as RBAC rules. The chart and the manifests are tested against
 * this list, and this list against what the operator is seen calling.
 */
public final class RequiredPermissions {
  /** Where a rule is needed. */
  public enum Scope {
    /** In every watched namespace: a ClusterRole for all, or a Role in each of a list. */
    WATCHED_NAMESPACES,
    /** In the namespace of the Lease. */
    LEASE_NAMESPACE
  }

  /**
   * One rule.
   *
   * @param apiGroup empty for the core group
   * @param resource plural, with its subresource
   * @param verbs sorted
   * @param scope where
   */
  public record Permission(String apiGroup, String resource, Set<String> verbs, Scope scope) {
    public Permission {
      verbs = java.util.Collections.unmodifiableSet(new TreeSet<>(verbs));
    }
  }

  private static final String OWN = "etcdmonitor.io";

  /** The rules. Alerting and everything else in the process needs none. */
  public static final List<Permission> ALL =
      List.of(
          watched(OWN, "etcdclusters", "get", "list", "watch"),
          watched(OWN, "etcdclusters/status", "patch"),
          watched(OWN, "etcdinspections", "get", "list", "watch", "create", "update", "delete"),
          watched(OWN, "etcdinspections/status", "patch"),
          watched("", "secrets", "get", "list", "watch"),
          watched("", "services", "get", "list", "watch"),
          watched("discovery.k8s.io", "endpointslices", "list", "watch"),
          watched("events.k8s.io", "events", "create", "patch"),
          new Permission(
              "coordination.k8s.io",
              "leases",
              Set.of("get", "create", "update"),
              Scope.LEASE_NAMESPACE),
          new Permission(
              "", "configmaps", Set.of("get", "create", "update"), Scope.LEASE_NAMESPACE),
          new Permission(
              "events.k8s.io", "events", Set.of("create", "patch"), Scope.LEASE_NAMESPACE));

  /** What a replica of several needs besides, which share the clusters. */
  public static final List<Permission> SHARDING =
      List.of(
          new Permission("coordination.k8s.io", "leases", Set.of("list"), Scope.LEASE_NAMESPACE),
          new Permission("apps", "statefulsets", Set.of("get"), Scope.LEASE_NAMESPACE));

  /**
   * What it asks beside that, and Kubernetes lets everybody who is signed in do (ClusterRole {@code
   * system:basic-user}). Where that was taken away, it goes on without the answer.
   */
  public static final List<Permission> OF_EVERYBODY =
      List.of(watched("authorization.k8s.io", "selfsubjectaccessreviews", "create"));

  private RequiredPermissions() {}

  private static Permission watched(String group, String resource, String... verbs) {
    return new Permission(group, resource, Set.of(verbs), Scope.WATCHED_NAMESPACES);
  }
}
