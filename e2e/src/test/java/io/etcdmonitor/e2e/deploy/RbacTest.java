package io.etcdmonitor.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcdmonitor.kube.RequiredPermissions;
import io.etcdmonitor.kube.RequiredPermissions.Scope;
import io.etcdmonitor.kube.alert.KubeMemoStore;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The operator is granted the same everywhere, and no more than it says it needs. */
class RbacTest {
  private final Manifests clusterWide = Chart.render("{}");
  private final Manifests perNamespace = Chart.render("{watchNamespaces: [team-a, team-b]}");
  private final Manifests kustomize =
      Manifests.parse(Checkout.read(Checkout.KUSTOMIZE.resolve("rbac.yaml")));

  @Test
  void eachNamespaceGrantsWhatTheWholeClusterWould() {
    Set<Permission> granted = watched(clusterWide);
    assertThat(granted).isNotEmpty();
    assertThat(
            perNamespace
                .ofKind("Role")
                .filter(r -> r.at("/metadata/namespace").asText().startsWith("team-"))
                .map(Permission::of))
        .hasSize(2)
        .allSatisfy(role -> assertThat(role).isEqualTo(granted));
    assertThat(perNamespace.ofKind("ClusterRoleBinding")).isEmpty();
  }

  @Test
  void theManifestsGrantWhatTheChartGrants() {
    assertThat(watched(kustomize)).isEqualTo(watched(clusterWide));
    assertThat(lease(kustomize)).isEqualTo(lease(clusterWide)).isEqualTo(lease(perNamespace));
  }

  @Test
  void theOperatorIsGrantedExactlyWhatItDeclares() {
    assertThat(watched(clusterWide)).isEqualTo(declared(Scope.WATCHED_NAMESPACES));
    assertThat(lease(clusterWide)).isEqualTo(declared(Scope.LEASE_NAMESPACE));
  }

  @Test
  void nothingIsGrantedByWildcard() {
    assertThat(
            Stream.of(clusterWide, perNamespace, kustomize)
                .flatMap(m -> Stream.concat(m.ofKind("ClusterRole"), m.ofKind("Role")))
                .flatMap(r -> Permission.of(r).stream()))
        .noneMatch(p -> (p.group() + p.resource() + p.verb()).contains("*"));
  }

  @Test
  void onlyTheOneLeaseAndTheOneConfigMapCanBeReadAndChanged() {
    Set<String> named = new TreeSet<>();
    for (JsonNode rule : leaderRole(clusterWide).path("rules")) {
      if (rule.path("resources").toString().matches(".*(leases|configmaps).*")
          && !rule.path("verbs").toString().equals("[\"create\"]")) {
        assertThat(rule.path("resourceNames")).hasSize(1);
        named.add(rule.at("/resources/0").asText() + " " + rule.at("/resourceNames/0").asText());
      }
    }
    assertThat(named)
        .containsExactly("configmaps " + KubeMemoStore.name("etcd-monitor"), "leases etcd-monitor");
  }

  @Test
  void peopleAreNotGrantedTheStatus() {
    assertThat(
            clusterWide
                .ofKind("ClusterRole")
                .filter(r -> r.at("/metadata/name").asText().matches(".*-(view|edit)"))
                .flatMap(r -> Permission.of(r).stream())
                .map(Permission::resource))
        .containsOnly("etcdclusters", "etcdinspections");
  }

  private static Set<Permission> declared(Scope scope) {
    Set<Permission> all = new TreeSet<>();
    for (var permission : RequiredPermissions.ALL) {
      if (permission.scope() == scope) {
        for (String verb : permission.verbs()) {
          all.add(new Permission(permission.apiGroup(), permission.resource(), verb));
        }
      }
    }
    return all;
  }

  private static Set<Permission> watched(Manifests manifests) {
    return Permission.of(
        manifests
            .ofKind("ClusterRole")
            .filter(r -> r.at("/metadata/name").asText().equals("etcd-monitor"))
            .findFirst()
            .orElseThrow());
  }

  private static Set<Permission> lease(Manifests manifests) {
    return Permission.of(leaderRole(manifests));
  }

  private static JsonNode leaderRole(Manifests manifests) {
    return manifests
        .ofKind("Role")
        .filter(r -> r.at("/metadata/name").asText().endsWith("-leader"))
        .findFirst()
        .orElseThrow();
  }
}
