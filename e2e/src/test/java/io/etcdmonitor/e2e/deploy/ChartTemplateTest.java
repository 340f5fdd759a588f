package io.etcdmonitor.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcdmonitor.e2e.grafana.Dashboards;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart renders for the values that people set. */
class ChartTemplateTest {
  static final String ALL_ON =
      """
      replicaCount: 2
      image:
        repository: registry.example/etcd-monitor
        digest: sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
        pullPolicy: Always
        pullSecrets: [{name: registry}]
      alerts:
        config:
          channels: [{name: slack, type: slack, urlEnv: SLACK_URL}]
        secretName: alert-secrets
        secretEnv: {SLACK_URL: slack-url}
      logging: {format: plain, level: debug}
      leaderElection: {leaseName: etcd-monitor-leader}
      serviceAccount: {annotations: {team: storage}}
      service: {port: 80, annotations: {prometheus.io/scrape: "true"}}
      resources: {requests: {cpu: "1", memory: 1Gi}, limits: {cpu: 2, memory: 1Gi}}
      podDisruptionBudget: {enabled: true, maxUnavailable: 50%}
      networkPolicy:
        enabled: true
        ingressFrom: [{namespaceSelector: {matchLabels: {name: monitoring}}}]
        egress:
          - to: [{ipBlock: {cidr: 10.0.0.0/8}}]
            ports: [{port: 2379, protocol: TCP}, {port: 6443, protocol: TCP}]
      priorityClassName: system-cluster-critical
      nodeSelector: {kubernetes.io/os: linux}
      tolerations: [{key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}]
      affinity:
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 1
              podAffinityTerm:
                topologyKey: topology.kubernetes.io/zone
                labelSelector: {matchLabels: {app.kubernetes.io/name: etcd-monitor}}
      topologySpreadConstraints:
        - {maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule}
      extraArgs: [--api-port=8080]
      extraEnv: [{name: TZ, value: UTC}]
      extraVolumes: [{name: ca, configMap: {name: company-ca}}]
      extraVolumeMounts: [{name: ca, mountPath: /etc/company-ca, readOnly: true}]
      commonLabels: {team: storage}
      podLabels: {tier: control}
      podAnnotations: {example.org/why: because}
      """;

  @Test
  void lintIsClean() {
    assertThat(Chart.lint().isFailed()).as("%s", Chart.lint().getMessages()).isFalse();
  }

  @Test
  void theDefaultsAreOneReplicaThatWatchesEveryNamespace() {
    Manifests defaults = Chart.render("{}");
    assertThat(defaults.names())
        .containsExactlyInAnyOrder(
            "ServiceAccount etcd-monitor/etcd-monitor",
            "ConfigMap etcd-monitor/etcd-monitor",
            "ClusterRole etcd-monitor",
            "ClusterRoleBinding etcd-monitor",
            "ClusterRole etcd-monitor-view",
            "ClusterRole etcd-monitor-edit",
            "Role etcd-monitor/etcd-monitor-leader",
            "RoleBinding etcd-monitor/etcd-monitor-leader",
            "Service etcd-monitor/etcd-monitor",
            "Deployment etcd-monitor/etcd-monitor");
    assertThat(defaults.only("Deployment").at("/spec/replicas").asInt()).isEqualTo(1);
  }

  @Test
  void nothingInTheContainerIsWritableButBoundedDirectories() {
    JsonNode pod = Chart.render("{}").only("Deployment").at("/spec/template/spec");
    JsonNode container = pod.at("/containers/0");
    assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(container.at("/securityContext/capabilities/drop/0").asText()).isEqualTo("ALL");
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
    assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    Map<String, Boolean> mounts = new TreeMap<>();
    container
        .path("volumeMounts")
        .forEach(m -> mounts.put(m.path("mountPath").asText(), m.path("readOnly").asBoolean()));
    assertThat(mounts)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "/etc/etcd-monitor", true,
                "/var/run/secrets/kubernetes.io/serviceaccount", true,
                "/tmp", false,
                "/var/lib/etcd-monitor", false));
    assertThat(volume(pod, "state").at("/emptyDir/sizeLimit").asText()).isEqualTo("1Gi");
    JsonNode tmp = volume(pod, "tmp").path("emptyDir");
    assertThat(tmp.path("medium").asText()).isEqualTo("Memory");
    assertThat(tmp.path("sizeLimit").asText()).isNotEmpty();
  }

  @Test
  void theTokenIsMountedByThePodAndNotByTheServiceAccount() {
    Manifests defaults = Chart.render("{}");
    assertThat(defaults.only("ServiceAccount").path("automountServiceAccountToken").asBoolean(true))
        .isFalse();
    JsonNode pod = defaults.only("Deployment").at("/spec/template/spec");
    assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
    assertThat(
            volume(pod, "kube-api-access")
                .at("/projected/sources/0/serviceAccountToken/path")
                .asText())
        .isEqualTo("token");
  }

  @Test
  void theServiceBringsNoVariablesThatLookLikeSettings() {
    JsonNode pod = Chart.render("{}").only("Deployment").at("/spec/template/spec");
    assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
  }

  @Test
  void livenessAsksWhetherTheOperatorHangsAndNothingElse() {
    JsonNode container =
        Chart.render("{}").only("Deployment").at("/spec/template/spec/containers/0");
    assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/healthz");
    assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/readyz");
    assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/healthz");
    assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(8080);
  }

  @Test
  void metricsCanBeReadFromAPodThatIsNotReady() {
    JsonNode service = Chart.render("{}").only("Service");
    assertThat(service.at("/spec/publishNotReadyAddresses").asBoolean()).isTrue();
    assertThat(service.at("/spec/ports/0/targetPort").asText()).isEqualTo("http");
  }

  @Test
  void watchNamespacesBringOneRoleEachAndNothingForTheWholeCluster() {
    Manifests rendered =
        Chart.render(
            "{watchNamespaces: [team-a, team-b, team-a], rbac: {aggregateToDefaultRoles: false}}");
    assertThat(rendered.names())
        .filteredOn(n -> n.contains("Role"))
        .containsExactlyInAnyOrder(
            "Role team-a/etcd-monitor",
            "RoleBinding team-a/etcd-monitor",
            "Role team-b/etcd-monitor",
            "RoleBinding team-b/etcd-monitor",
            "Role etcd-monitor/etcd-monitor-leader",
            "RoleBinding etcd-monitor/etcd-monitor-leader");
    assertThat(rendered.ofKind("RoleBinding").map(b -> b.at("/subjects/0/namespace").asText()))
        .containsOnly("etcd-monitor");
  }

  @Test
  void twoReleasesShareNoClusterScopedName() {
    List<String> one = clusterScoped(Chart.render("etcd-monitor", "one", "{}"));
    List<String> two = clusterScoped(Chart.render("etcd-monitor", "two", "{}"));
    assertThat(one).isNotEmpty().doesNotContainAnyElementsOf(two);
    assertThat(clusterScoped(Chart.render("x-etcd-monitor", "team", "{}")))
        .isNotEmpty()
        .doesNotContainAnyElementsOf(clusterScoped(Chart.render("etcd-monitor", "team-x", "{}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{persistence: {enabled: true}}",
        "{sharding: {enabled: true, replicas: 2}, persistence: {enabled: true}}"
      })
  void twoReleasesInOneNamespaceHaveNothingInCommon(String more) {
    String all =
        "{grafanaDashboards: {enabled: true}, podDisruptionBudget: {enabled: true},"
            + " networkPolicy: {enabled: true}, "
            + more.substring(1);
    Manifests one = Chart.render("one", "monitoring", all);
    Manifests two = Chart.render("two", "monitoring", all);
    assertThat(one.names()).isNotEmpty().doesNotContainAnyElementsOf(two.names());
    assertThat(lease(one)).isNotEqualTo(lease(two));
    Map<String, JsonNode> selectors = selectors(one);
    assertThat(selectors.keySet())
        .containsExactlyInAnyOrder(
            more.contains("sharding") ? "StatefulSet" : "Deployment",
            "Service",
            "PodDisruptionBudget",
            "NetworkPolicy");
    selectors.forEach((kind, selector) -> {
      assertThat(selects(selector, podLabels(one))).as(kind).isTrue();
      assertThat(selects(selector, podLabels(two))).as(kind).isFalse();
    });
  }

  private static String lease(Manifests rendered) {
    return rendered
        .ofKind("ConfigMap")
        .map(map -> map.at("/data/config.yaml").asText())
        .filter(text -> !text.isEmpty())
        .map(text -> Manifests.one(text).at("/leaderElection/leaseName").asText())
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode podLabels(Manifests rendered) {
    return rendered.objects().stream()
        .map(o -> o.at("/spec/template/metadata/labels"))
        .filter(JsonNode::isObject)
        .findFirst()
        .orElseThrow();
  }

  /** By kind, of whatever selects Pods. */
  private static Map<String, JsonNode> selectors(Manifests rendered) {
    Map<String, JsonNode> found = new TreeMap<>();
    for (JsonNode object : rendered.objects()) {
      for (String path : List.of("/spec/selector", "/spec/podSelector")) {
        JsonNode selector = object.at(path);
        JsonNode labels = selector.has("matchLabels") ? selector.path("matchLabels") : selector;
        if (labels.isObject()) {
          found.put(object.path("kind").asText(), labels);
        }
      }
    }
    return found;
  }

  private static boolean selects(JsonNode selector, JsonNode labels) {
    return selector.properties().stream()
        .allMatch(label -> labels.path(label.getKey()).equals(label.getValue()));
  }

  @Test
  void everyOptionReachesTheObjects() {
    Manifests all = Chart.render(ALL_ON);
    JsonNode deployment = all.only("Deployment");
    JsonNode pod = deployment.at("/spec/template/spec");
    JsonNode container = pod.at("/containers/0");
    assertThat(deployment.at("/spec/replicas").asInt()).isEqualTo(2);
    assertThat(container.path("image").asText())
        .startsWith("registry.example/etcd-monitor@sha256:0123");
    assertThat(container.path("imagePullPolicy").asText()).isEqualTo("Always");
    assertThat(pod.at("/imagePullSecrets/0/name").asText()).isEqualTo("registry");
    assertThat(container.at("/args/0").asText()).isEqualTo("operator");
    assertThat(container.at("/args/1").asText()).isEqualTo("--api-port=8080");
    assertThat(container.path("env").findValuesAsText("name")).contains("TZ");
    assertThat(volume(pod, "ca").at("/configMap/name").asText()).isEqualTo("company-ca");
    assertThat(container.path("volumeMounts").findValuesAsText("mountPath"))
        .contains("/etc/company-ca");
    assertThat(pod.path("priorityClassName").asText()).isEqualTo("system-cluster-critical");
    assertThat(pod.at("/nodeSelector/kubernetes.io~1os").asText()).isEqualTo("linux");
    assertThat(pod.at("/tolerations/0/operator").asText()).isEqualTo("Exists");
    assertThat(pod.at("/affinity/podAntiAffinity").isMissingNode()).isFalse();
    assertThat(
            pod.at("/topologySpreadConstraints/0/labelSelector/matchLabels")
                .path("app.kubernetes.io/instance")
                .asText())
        .isEqualTo("etcd-monitor");
    assertThat(all.only("Service").at("/spec/ports/0/port").asInt()).isEqualTo(80);
    assertThat(all.only("PodDisruptionBudget").at("/spec/maxUnavailable").asText())
        .isEqualTo("50%");
    assertThat(all.only("NetworkPolicy").at("/spec/policyTypes")).hasSize(2);
    assertThat(all.objects())
        .allSatisfy(o -> assertThat(o.at("/metadata/labels/team").asText()).isEqualTo("storage"));
    assertThat(deployment.at("/spec/template/metadata/labels/tier").asText()).isEqualTo("control");
    assertThat(
            deployment.at("/spec/template/metadata/annotations").path("example.org/why").asText())
        .isEqualTo("because");
  }

  @Test
  void theLeaseThatTheRoleAllowsIsTheOneThatTheOperatorUses() {
    for (String values : List.of("{}", "{leaderElection: {leaseName: other}}")) {
      Manifests rendered = Chart.render(values);
      JsonNode role =
          rendered
              .ofKind("Role")
              .filter(r -> r.at("/metadata/name").asText().endsWith("-leader"))
              .findFirst()
              .orElseThrow();
      JsonNode config = config(rendered);
      assertThat(role.at("/rules/1/resourceNames/0").asText())
          .isNotEmpty()
          .isEqualTo(config.at("/leaderElection/leaseName").asText());
      assertThat(role.at("/metadata/namespace").asText())
          .isEqualTo(config.at("/leaderElection/leaseNamespace").asText());
    }
  }

  @Test
  void aChangedConfigurationRestartsThePods() {
    String checksum = checksum("{}");
    assertThat(checksum("{}")).isEqualTo(checksum);
    assertThat(checksum("{logging: {level: debug}}")).isNotEqualTo(checksum);
  }

  @Test
  void alertsAreAFileThatIsReadAgainWithoutARestart() {
    String values = "{alerts: {config: {channels: [{name: log, type: console}]}}}";
    Manifests rendered = Chart.render(values);
    JsonNode data = rendered.only("ConfigMap").path("data");
    assertThat(Manifests.one(data.path("alerts.yaml").asText()).at("/channels/0/name").asText())
        .isEqualTo("log");
    assertThat(config(rendered).at("/alerts/file").asText())
        .isEqualTo("/etc/etcd-monitor/alerts.yaml");
    assertThat(checksum(values)).isEqualTo(checksum("{}"));
  }

  @Test
  void secretsOfChannelsComeFromASecretThatIsThere() {
    JsonNode pod =
        Chart.render("{alerts: {secretName: mine, secretEnv: {PAGER: key}}}")
            .only("Deployment")
            .at("/spec/template/spec");
    assertThat(volume(pod, "secrets").at("/secret/secretName").asText()).isEqualTo("mine");
    assertThat(pod.at("/containers/0/env/1/name").asText()).isEqualTo("PAGER");
    assertThat(pod.at("/containers/0/env/1/valueFrom/secretKeyRef/key").asText()).isEqualTo("key");
    assertThat(Chart.refusal("{alerts: {secretEnv: {PAGER: key}}}"))
        .contains("alerts.secretEnv needs alerts.secretName");
    assertThat(Chart.refusal("{alerts: {secretName: x, secretEnv: {ETCD_MONITOR_X: key}}}"))
        .contains("ETCD_MONITOR_X");
  }

  @Test
  void aVolumeOutlivesThePodAndHasOneWriter() {
    Manifests rendered = Chart.render("{persistence: {enabled: true, size: 2Gi}}");
    JsonNode deployment = rendered.only("Deployment");
    assertThat(deployment.at("/spec/strategy/type").asText()).isEqualTo("Recreate");
    JsonNode pod = deployment.at("/spec/template/spec");
    JsonNode claim = rendered.only("PersistentVolumeClaim");
    assertThat(volume(pod, "state").at("/persistentVolumeClaim/claimName").asText())
        .isEqualTo(claim.at("/metadata/name").asText());
    assertThat(claim.at("/spec/resources/requests/storage").asText()).isEqualTo("2Gi");
    assertThat(
            Chart.render("{persistence: {enabled: true, existingClaim: mine}}")
                .ofKind("PersistentVolumeClaim"))
        .isEmpty();
    assertThat(Chart.refusal("{replicaCount: 2, persistence: {enabled: true}}"))
        .contains("persistence.enabled needs replicaCount 1");
  }

  @Test
  void anExistingServiceAccountIsUsed() {
    Manifests rendered = Chart.render("{serviceAccount: {create: false, name: mine}}");
    assertThat(rendered.ofKind("ServiceAccount")).isEmpty();
    assertThat(rendered.only("Deployment").at("/spec/template/spec/serviceAccountName").asText())
        .isEqualTo("mine");
    assertThat(rendered.only("ClusterRoleBinding").at("/subjects/0/name").asText())
        .isEqualTo("mine");
    assertThat(Chart.refusal("{serviceAccount: {create: false}}"))
        .contains("serviceAccount.name says which ServiceAccount to use");
  }

  @Test
  void dashboardsComeOnlyWhenAskedFor() {
    Manifests rendered =
        Chart.render("{grafanaDashboards: {enabled: true, annotations: {grafana_folder: etcd}}}");
    List<JsonNode> dashboards =
        rendered
            .ofKind("ConfigMap")
            .filter(c -> c.at("/metadata/labels/grafana_dashboard").asText().equals("1"))
            .toList();
    assertThat(dashboards).hasSize(Dashboards.all().size());
    Dashboards.files()
        .forEach((name, text) ->
            assertThat(dashboards)
                .filteredOn(d -> d.path("data").has("etcd-monitor-" + name))
                .singleElement()
                .satisfies(d -> {
                  assertThat(d.at("/metadata/annotations/grafana_folder").asText())
                      .isEqualTo("etcd");
                  assertThat(d.path("data").path("etcd-monitor-" + name).asText().strip())
                      .isEqualTo(text.strip());
                }));
  }

  @Test
  void withoutThePrometheusOperatorNothingOfItIsRendered() {
    for (String monitor : List.of("serviceMonitor", "podMonitor")) {
      Manifests rendered =
          Chart.render(
              "{%s: {enabled: true}, prometheusRule: {enabled: true, etcd: true}}"
                  .formatted(monitor));
      assertThat(rendered.names()).containsExactlyInAnyOrderElementsOf(Chart.render("{}").names());
    }
  }

  @Test
  void metricsAreScrapedOnceOrNotAtAll() {
    assertThat(Chart.refusal("{serviceMonitor: {enabled: true}, podMonitor: {enabled: true}}"))
        .contains("choose one");
    assertThat(Chart.refusal("{serviceMonitor: {enabled: true}, service: {enabled: false}}"))
        .contains("podMonitor");
  }

  @Test
  void namesThatLookLikeNumbersStayTexts() {
    String values =
        """
        watchNamespaces: ["2024"]
        nameOverride: "7"
        serviceAccount: {name: "12"}
        priorityClassName: "1"
        persistence: {enabled: true, storageClassName: "3"}
        alerts: {secretName: "4", secretEnv: {Y: "5"}}
        """;
    Manifests rendered = Chart.render("123", "456", values);
    List<String> wrong = new ArrayList<>();
    rendered.objects().forEach(o -> numbersInPlaceOfNames(Manifests.name(o), o, wrong));
    assertThat(wrong).isEmpty();
    assertThat(rendered.ofKind("Role").map(r -> r.at("/metadata/namespace").asText()))
        .containsExactlyInAnyOrder("2024", "456");
    JsonNode pod =
        Chart.render("{persistence: {enabled: true, existingClaim: '9'}}")
            .only("Deployment")
            .at("/spec/template/spec");
    assertThat(volume(pod, "state").at("/persistentVolumeClaim/claimName").isTextual()).isTrue();
  }

  private static void numbersInPlaceOfNames(String where, JsonNode node, List<String> wrong) {
    for (var field : node.properties()) {
      String path = where + "." + field.getKey();
      boolean name = field.getKey().matches("(?i)namespace|key|.*name|app.kubernetes.io/.*");
      if (name && field.getValue().isValueNode() && !field.getValue().isTextual()) {
        wrong.add(path + ": " + field.getValue());
      }
      numbersInPlaceOfNames(path, field.getValue(), wrong);
    }
    if (node.isArray()) {
      node.forEach(item -> numbersInPlaceOfNames(where + "[]", item, wrong));
    }
  }

  @Test
  void fractionsOfAProcessorMayBeNumbers() {
    JsonNode resources =
        Chart.render("{resources: {requests: {cpu: 0.5}, limits: {cpu: 1.5, memory: 512Mi}}}")
            .only("Deployment")
            .at("/spec/template/spec/containers/0/resources");
    assertThat(resources.at("/requests/cpu").asText()).isEqualTo("0.5");
    assertThat(resources.at("/limits/cpu").asText()).isEqualTo("1.5");
  }

  @Test
  void theSamplesOfChannelsHaveTheirSecretsWhereTheChartMountsThem() {
    JsonNode mounts =
        Chart.render("{alerts: {secretName: mine}}")
            .only("Deployment")
            .at("/spec/template/spec/containers/0/volumeMounts");
    String mount =
        StreamSupport.stream(mounts.spliterator(), false)
            .filter(m -> m.path("name").asText().equals("secrets"))
            .map(m -> m.path("mountPath").asText())
            .findFirst()
            .orElseThrow();
    Pattern file = Pattern.compile("File: (/[^\\s}]*)/[^/\\s}]+");
    for (String page : List.of("docs/channels.md", "docs/examples/alerts.yaml")) {
      assertThat(
              file.matcher(Checkout.read(Checkout.ROOT.resolve(page)))
                  .results()
                  .map(hit -> hit.group(1)))
          .as(page)
          .isNotEmpty()
          .containsOnly(mount);
    }
  }

  static JsonNode config(Manifests rendered) {
    return Manifests.one(rendered.only("ConfigMap").at("/data/config.yaml").asText());
  }

  private static String checksum(String values) {
    return Chart.render(values)
        .only("Deployment")
        .at("/spec/template/metadata/annotations/checksum~1config")
        .asText();
  }

  private static JsonNode volume(JsonNode pod, String name) {
    for (JsonNode volume : pod.path("volumes")) {
      if (volume.path("name").asText().equals(name)) {
        return volume;
      }
    }
    throw new AssertionError("no volume " + name);
  }

  private static List<String> clusterScoped(Manifests rendered) {
    return rendered.names().stream().filter(n -> n.startsWith("ClusterRole")).toList();
  }
}
