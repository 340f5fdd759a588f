package io.etcdmonitor.kube;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.kube.calls.ApiErrors;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Says whether the controllers can start, and in which namespaces: one that is gone, with the
 * operator's rights in it, must not keep the others from being watched.
 *
 * <p>The right to watch is asked for beside that to list: the framework tries a watch that is
 * refused again for ever, without a word, and leaves the other kind's informer behind when a start
 * fails halfway.
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

  /** What an API said that does not let us list or watch. */
  private record Refusal(int code, String namespace, String sentence) {
    boolean ofNamespace() {
      return code == HttpURLConnection.HTTP_FORBIDDEN && !namespace.equals(ALL);
    }

    /** It did not just fail. */
    boolean meant() {
      return code == HttpURLConnection.HTTP_UNAUTHORIZED
          || code == HttpURLConnection.HTTP_FORBIDDEN
          || code == HttpURLConnection.HTTP_NOT_FOUND;
    }
  }

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

  /**
   * Whether the API now refuses what these controllers live on.
   *
   * @param watched namespaces; empty means all
   */
  boolean refuses(Set<String> watched) {
    return scopes(watched)
        .flatMap(namespace -> refusal(namespace).stream())
        .anyMatch(Refusal::meant);
  }

  /**
   * The version that all it has stored is of; empty when the API does not tell, or no number.
   *
   * @param watched namespaces; empty means all
   */
  OptionalLong version(Set<String> watched) {
    try {
      ListMeta told =
          list(EtcdCluster.class, scopes(watched).findFirst().orElse(ALL)).getMetadata();
      return told == null || told.getResourceVersion() == null
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseLong(told.getResourceVersion()));
    } catch (KubernetesClientException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static Stream<String> scopes(Set<String> watched) {
    return watched.isEmpty() ? Stream.of(ALL) : watched.stream().sorted();
  }

  private Optional<Refusal> refusal(String namespace) {
    return KINDS.stream().flatMap(type -> refusal(type, namespace).stream()).findFirst();
  }

  private Optional<Refusal> refusal(Class<? extends CustomResource<?, ?>> type, String namespace) {
    String name = CustomResource.getCRDName(type);
    try {
      var unused = list(type, namespace);
      return mayWatch(type, namespace)
          ? Optional.empty()
          : Optional.of(
              new Refusal(
                  HttpURLConnection.HTTP_FORBIDDEN, namespace, mayNot("watch", name, namespace)));
    } catch (KubernetesClientException e) {
      return Optional.of(new Refusal(e.getCode(), namespace, sentence(e, name, namespace)));
    }
  }

  /** Only a plain no counts: where the API does not tell, the watch itself will. */
  private boolean mayWatch(Class<? extends CustomResource<?, ?>> type, String namespace) {
    try {
      SelfSubjectAccessReview answer =
          client
              .authorization()
              .v1()
              .selfSubjectAccessReview()
              .create(
                  new SelfSubjectAccessReviewBuilder()
                      .withNewSpec()
                      .withNewResourceAttributes()
                      .withGroup(HasMetadata.getGroup(type))
                      .withResource(HasMetadata.getPlural(type))
                      .withVerb("watch")
                      .withNamespace(namespace)
                      .endResourceAttributes()
                      .endSpec()
                      .build());
      return answer.getStatus() == null || !Boolean.FALSE.equals(answer.getStatus().getAllowed());
    } catch (KubernetesClientException e) {
      return true;
    }
  }

  private <T extends CustomResource<?, ?>> KubernetesResourceList<T> list(
      Class<T> type, String namespace) {
    var resources = client.resources(type);
    var scoped =
        namespace.equals(ALL) ? resources.inAnyNamespace() : resources.inNamespace(namespace);
    return scoped.list(new ListOptionsBuilder().withLimit(1L).build());
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
          mayNot("list", name, namespace) + " (" + ApiErrors.sentence(e) + ")";
      default -> "The Kubernetes API refuses to list " + name + ": " + ApiErrors.sentence(e);
    };
  }

  private static String mayNot(String verb, String name, String namespace) {
    return "The operator may not "
        + verb
        + " "
        + name
        + (namespace.equals(ALL)
            ? ": check its ServiceAccount and RBAC rules"
            : " in namespace "
                + namespace
                + ": check that there is such a namespace, the operator's ServiceAccount and"
                + " its RBAC rules")
        + "; waiting for them";
  }
}
