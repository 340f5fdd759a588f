package io.etcdmonitor.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Releases of the chart side by side on a real API server (which runs no Pods). */
class TwoReleasesIT {
  private static final String MORE =
      "podDisruptionBudget: {enabled: true}, networkPolicy: {enabled: true},"
          + " grafanaDashboards: {enabled: true}}";

  private static DeployEnvironment environment;

  @BeforeAll
  static void start() {
    environment = DeployEnvironment.start();
    for (String namespace : new String[] {"team-a", "team-b", "team-c"}) {
      environment.namespace(namespace);
    }
  }

  @AfterAll
  static void stop() {
    if (environment != null) {
      environment.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"beside", "elsewhere"})
  void theFirstGoesOnWhileTheSecondComesChangesAndGoes(String second) {
    String kubeconfig = environment.kubeconfig();
    String first = "beside";
    String values = "{watchNamespaces: [team-a, team-b], " + MORE;
    Chart.install("first", kubeconfig, first, values);
    try {
      Map<String, String> before = versions("first", first, values);
      Chart.install("second", kubeconfig, second, "{watchNamespaces: [team-b, team-c]}");
      Chart.upgrade("second", kubeconfig, second, "{sharding: {enabled: true}, " + MORE);
      assertThat(
              environment.client().rbac().clusterRoles().withName(second + ":second-etcd-monitor"))
          .extracting(role -> role.get())
          .isNotNull();
      Chart.upgrade("second", kubeconfig, second, "{watchNamespaces: [team-a]}");
      Chart.uninstall("second", kubeconfig, second);
      assertThat(versions("first", first, values)).hasSizeGreaterThan(10).isEqualTo(before);
    } finally {
      Chart.uninstall("first", kubeconfig, first);
    }
  }

  /** By name, of all that a release brought. */
  private static Map<String, String> versions(String release, String namespace, String values) {
    Map<String, String> versions = new TreeMap<>();
    for (JsonNode object : Chart.render(release, namespace, values).objects()) {
      String version =
          environment.kubectl(
              "get",
              object.path("kind").asText(),
              object.at("/metadata/name").asText(),
              "--namespace=" + object.at("/metadata/namespace").asText("default"),
              "--output=jsonpath={.metadata.uid}/{.metadata.resourceVersion}");
      versions.put(Manifests.name(object), version);
    }
    return versions;
  }

  @Test
  void aNamespaceThatEnforcesTheStandardRestrictedTakesEveryPod() {
    environment.kubectl("create", "namespace", "strict");
    environment.kubectl(
        "label", "namespace", "strict", "pod-security.kubernetes.io/enforce=restricted");
    for (String values :
        new String[] {
          "{}",
          ChartTemplateTest.ALL_ON,
          "{persistence: {enabled: true}}",
          "{sharding: {enabled: true}}",
          "{alerts: {secretName: channels, secretEnv: {TOKEN: token}}}"
        }) {
      assertThat(Chart.render("strict", "strict", values).objects())
          .filteredOn(object -> object.at("/spec/template/spec/containers").isArray())
          .singleElement()
          .satisfies(workload -> {
            JsonNode pod = DeployIT.pod(workload.at("/spec/template/spec"), "strict");
            assertThat(environment.apply(pod.toString(), "--dry-run=server"))
                .as(values)
                .contains("pod/example serverside-applied");
          });
    }
  }
}
