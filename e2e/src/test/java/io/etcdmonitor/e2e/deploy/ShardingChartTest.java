package io.etcdmonitor.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcdmonitor.kube.RequiredPermissions;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The chart with replicas that share the clusters. */
class ShardingChartTest {
  private final Manifests sharded = Chart.render("{sharding: {enabled: true, replicas: 3}}");

  @Test
  void aStatefulSetTakesTheDeploymentsPlace() {
    assertThat(sharded.ofKind("Deployment")).isEmpty();
    JsonNode set = sharded.only("StatefulSet");
    assertThat(set.at("/spec/replicas").asInt()).isEqualTo(3);
    assertThat(set.at("/spec/podManagementPolicy").asText()).isEqualTo("Parallel");
    assertThat(set.at("/spec/volumeClaimTemplates").isMissingNode()).isTrue();
    assertThat(Chart.render("{}").ofKind("StatefulSet")).isEmpty();
  }

  @Test
  void itsPodIsTheDeploymentsButForWhatTellsItFromItsSuccessor() {
    JsonNode pod = sharded.only("StatefulSet").at("/spec/template/spec");
    JsonNode alone = Chart.render("{}").only("Deployment").at("/spec/template/spec");
    assertThat(pod.path("securityContext")).isEqualTo(alone.path("securityContext"));
    assertThat(pod.path("volumes")).isEqualTo(alone.path("volumes"));
    JsonNode container = pod.at("/containers/0");
    JsonNode other = alone.at("/containers/0");
    for (String same : new String[] {"securityContext", "volumeMounts", "livenessProbe", "args"}) {
      assertThat(container.path(same)).as(same).isEqualTo(other.path(same));
    }
    assertThat(other.path("env").findValuesAsText("name")).doesNotContain("POD_UID");
    assertThat(container.path("env"))
        .anyMatch(e ->
            e.path("name").asText().equals("POD_UID")
                && e.at("/valueFrom/fieldRef/fieldPath").asText().equals("metadata.uid"));
  }

  @Test
  void theOperatorReadsTheNumberOfShardsFromThatStatefulSet() {
    JsonNode config = ChartTemplateTest.config(sharded);
    assertThat(config.at("/sharding/statefulSet").asText())
        .isEqualTo(sharded.only("StatefulSet").at("/metadata/name").asText());
    assertThat(config.at("/leaderElection/leaseNamespace").asText())
        .isEqualTo(sharded.only("StatefulSet").at("/metadata/namespace").asText());
    assertThat(ChartTemplateTest.config(Chart.render("{}")).at("/sharding/statefulSet").asText())
        .isEmpty();
  }

  @Test
  void scalingRestartsNoPod() {
    assertThat(template("{sharding: {enabled: true, replicas: 3}}"))
        .isEqualTo(template("{sharding: {enabled: true, replicas: 7}}"));
  }

  @Test
  void itIsGrantedWhatItDeclaresForSharding() {
    JsonNode role =
        sharded
            .ofKind("Role")
            .filter(r -> r.at("/metadata/name").asText().endsWith("-leader"))
            .findFirst()
            .orElseThrow();
    Set<Permission> declared = new TreeSet<>();
    Stream.concat(RequiredPermissions.ALL.stream(), RequiredPermissions.SHARDING.stream())
        .filter(p -> p.scope() == RequiredPermissions.Scope.LEASE_NAMESPACE)
        .forEach(p ->
            p.verbs()
                .forEach(verb -> declared.add(new Permission(p.apiGroup(), p.resource(), verb))));
    assertThat(Permission.of(role)).isEqualTo(declared);
    for (JsonNode rule : role.path("rules")) {
      if (rule.path("resources").toString().contains("statefulsets")) {
        assertThat(rule.at("/resourceNames/0").asText())
            .isEqualTo(sharded.only("StatefulSet").at("/metadata/name").asText());
      }
    }
  }

  @Test
  void eachReplicaHasAVolumeOfItsOwn() {
    Manifests kept =
        Chart.render("{sharding: {enabled: true}, persistence: {enabled: true, size: 2Gi}}");
    JsonNode set = kept.only("StatefulSet");
    JsonNode claim = set.at("/spec/volumeClaimTemplates/0");
    assertThat(claim.at("/metadata/name").asText()).isEqualTo("state");
    assertThat(claim.at("/spec/resources/requests/storage").asText()).isEqualTo("2Gi");
    assertThat(set.at("/spec/template/spec/volumes").findValuesAsText("name"))
        .doesNotContain("state");
    assertThat(kept.ofKind("PersistentVolumeClaim")).isEmpty();
    assertThat(
            Chart.refusal(
                "{sharding: {enabled: true}, persistence: {enabled: true, existingClaim: a}}"))
        .contains("each replica needs its own");
  }

  @Test
  void twoNumbersOfReplicasAreRefused() {
    assertThat(Chart.refusal("{replicaCount: 2, sharding: {enabled: true}}"))
        .contains("leave replicaCount at 1");
  }

  private static JsonNode template(String values) {
    return Chart.render(values).only("StatefulSet").at("/spec/template");
  }
}
