package io.etcdmonitor.kube;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.kube.calls.ApiErrors;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Says whether the controllers can start, and in which namespaces: one that is gone, with the
 * operator's rights in it, must not keep the others from being watched.
 */
final class StartCheck {
  private static final String ALL = "";
  private static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(EtcdCluster.class, EtcdInspection.class);

  private final KubernetesClient client;
  private final Set<String> namespaces;

  /**
   * Sets up.
   *
   * @param namespaces to look at; empty means all
   */
  StartCheck(KubernetesClient client, Set<String> namespaces) {
    this.client = client;
    this.namespaces = namespaces;
  }

  /**
   * What was found.
   *
   * @param obstacle why nothing can start, one sentence
   * @param namespaces that can be watched; empty means all, where there is no obstacle
   * @param leftOut namespaces that refuse the operator, and how
   */
  record Findings(Optional<String> obstacle, Set<String> namespaces, Map<String, String> leftOut) {}

  /** What an API said that does not let us list. */
  private record Refusal(boolean ofNamespace, String sentence) {}

  Findings look() {
    if (namespaces.isEmpty()) {
      return new Findings(refusal(ALL).map(Refusal::sentence), Set.of(), Map.of());
    }
    Set<String> usable = new TreeSet<>();
    Map<String, String> leftOut = new TreeMap<>();
    for (String namespace : new TreeSet<>(namespaces)) {
      Optional<Refusal> refusal = refusal(namespace);
      if (refusal.isEmpty()) {
        usable.add(namespace);
      } else if (refusal.get().ofNamespace()) {
        leftOut.put(namespace, refusal.get().sentence());
      } else {
        // What is away or broken for one is so for all: informers without a list would say that
        // all clusters were removed.
        return new Findings(Optional.of(refusal.get().sentence()), Set.of(), Map.of());
      }
    }
    return new Findings(
        usable.isEmpty() ? leftOut.values().stream().findFirst() : Optional.empty(),
        usable,
        leftOut);
  }

  /** Which of these namespaces let the operator in now. */
  Set<String> open(Collection<String> some) {
    Set<String> open = new TreeSet<>();
    some.stream().filter(namespace -> refusal(namespace).isEmpty()).forEach(open::add);
    return open;
  }

  private Optional<Refusal> refusal(String namespace) {
    return KINDS.stream().flatMap(type -> refusal(type, namespace).stream()).findFirst();
  }

  private Optional<Refusal> refusal(Class<? extends CustomResource<?, ?>> type, String namespace) {
    String name = CustomResource.getCRDName(type);
    try {
      var resources = client.resources(type);
      var scoped =
          namespace.equals(ALL) ? resources.inAnyNamespace() : resources.inNamespace(namespace);
      var unused = scoped.list(new ListOptionsBuilder().withLimit(1L).build());
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return Optional.of(
          new Refusal(
              e.getCode() == HttpURLConnection.HTTP_FORBIDDEN && !namespace.equals(ALL),
              sentence(e, name, namespace)));
    }
  }

  private static String sentence(KubernetesClientException e, String name, String namespace) {
    if (ApiErrors.noAnswer(e)) {
      return "The Kubernetes API does not answer: waiting for it (" + ApiErrors.root(e) + ")";
    }
    return switch (e.getCode()) {
      case HttpURLConnection.HTTP_NOT_FOUND ->
          "The CRD "
              + name
              + " is not installed: apply the files of crds/manifests (kubectl apply"
              + " --server-side -f crds/manifests/); waiting for it";
      case HttpURLConnection.HTTP_FORBIDDEN, HttpURLConnection.HTTP_UNAUTHORIZED ->
          "The operator may not list "
              + name
              + (namespace.equals(ALL)
                  ? ": check its ServiceAccount and RBAC rules"
                  : " in namespace "
                      + namespace
                      + ": check that there is such a namespace, the operator's ServiceAccount and"
                      + " its RBAC rules")
              + "; waiting for them ("
              + e.getMessage()
              + ")";
      default -> "The Kubernetes API refuses to list " + name + ": " + e.getMessage();
    };
  }
}
