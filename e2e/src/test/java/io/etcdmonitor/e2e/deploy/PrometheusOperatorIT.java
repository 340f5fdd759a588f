package io.etcdmonitor.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcdmonitor.e2e.NeedsKubeApi;
import io.etcdmonitor.e2e.process.Await;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the chart installs for the Prometheus Operator, where the cluster serves its API. */
@NeedsKubeApi
class PrometheusOperatorIT {
  private static DeployEnvironment environment;

  @BeforeAll
  static void start() {
    environment = DeployEnvironment.start();
    environment.apply(
        crd("ServiceMonitor") + "---\n" + crd("PodMonitor") + "---\n" + crd("PrometheusRule"));
    Await.until(
        "the API of the Prometheus Operator is served",
        DeployEnvironment.PATIENCE,
        () ->
            environment.client().getApiResources("monitoring.coreos.com/v1").getResources().size()
                >= 3);
  }

  @AfterAll
  static void stop() {
    if (environment != null) {
      environment.close();
    }
  }

  @Test
  void aServiceMonitorAndTheRules() {
    String notes =
        install(
            "one",
            """
            serviceMonitor: {enabled: true, interval: 15s, labels: {release: prometheus}}
            prometheusRule: {enabled: true, runbookUrl: "https://wiki.example/etcd/"}
            """);
    assertThat(notes).doesNotContain("does not serve monitoring.coreos.com");
    JsonNode monitor = get("servicemonitor", "one", "etcd-monitor");
    assertThat(monitor.at("/metadata/labels/release").asText()).isEqualTo("prometheus");
    JsonNode endpoint = monitor.at("/spec/endpoints/0");
    assertThat(endpoint.path("port").asText()).isEqualTo("http");
    assertThat(endpoint.path("interval").asText()).isEqualTo("15s");
    assertThat(endpoint.path("honorLabels").asBoolean()).isTrue();
    assertThat(endpoint.at("/relabelings/0/replacement").asText()).isEqualTo("etcd-monitor");
    JsonNode service =
        Manifests.one(environment.kubectl("get", "service", "etcd-monitor", "-n", "one", "-oyaml"));
    monitor
        .at("/spec/selector/matchLabels")
        .properties()
        .forEach(label ->
            assertThat(service.at("/metadata/labels").path(label.getKey()))
                .isEqualTo(label.getValue()));

    JsonNode rule = get("prometheusrule", "one", "etcd-monitor");
    JsonNode source = Manifests.one(Checkout.read(rules("etcd-monitor")));
    assertThat(rule.at("/spec/groups/0")).isEqualTo(source.at("/groups/0"));
    assertThat(rule.at("/spec/groups")).hasSameSizeAs(source.path("groups"));
    assertThat(rule.at("/spec").findValuesAsText("runbook_url"))
        .isNotEmpty()
        .allMatch(link -> link.matches("https://wiki.example/etcd/\\w+\\.md"));
    assertThat(environment.kubectl("get", "prometheusrule,podmonitor", "-n", "one", "-oname"))
        .isEqualTo("prometheusrule.monitoring.coreos.com/etcd-monitor\n");
  }

  @Test
  void aPodMonitorAndTheRulesOverEtcdsOwnMetrics() {
    install("two", "{podMonitor: {enabled: true}, prometheusRule: {enabled: true, etcd: true}}");
    JsonNode endpoint = get("podmonitor", "two", "etcd-monitor").at("/spec/podMetricsEndpoints/0");
    assertThat(endpoint.path("honorLabels").asBoolean()).isTrue();
    assertThat(endpoint.path("port").asText()).isEqualTo("http");
    for (String name : List.of("etcd-monitor", "etcd")) {
      String object = name.equals("etcd") ? "etcd-monitor-etcd" : name;
      assertThat(get("prometheusrule", "two", object).at("/spec/groups"))
          .isEqualTo(Manifests.one(Checkout.read(rules(name))).path("groups"));
    }
  }

  /**
   * Else the rules take two operators for replicas of one, and what one lacks the other seems to
   * have.
   */
  @Test
  void twoReleasesInOneNamespaceAreTwoJobs() {
    Map<String, String> jobs = new TreeMap<>();
    for (String name : List.of("one-etcd-monitor", "two")) {
      Chart.install(
          name,
          environment.kubeconfig(),
          "both",
          "{serviceMonitor: {enabled: true}, fullnameOverride: %s}".formatted(name));
      JsonNode monitor = get("servicemonitor", "both", name);
      jobs.put(name, monitor.at("/spec/endpoints/0/relabelings/0/replacement").asText());
      assertThat(monitor.at("/spec/endpoints/0/relabelings/0/targetLabel").asText())
          .isEqualTo("job");
      String selector =
          monitor.at("/spec/selector/matchLabels").properties().stream()
              .map(label -> label.getKey() + "=" + label.getValue().asText())
              .collect(Collectors.joining(","));
      assertThat(environment.kubectl("get", "service", "-n", "both", "-l", selector, "-oname"))
          .isEqualTo("service/" + name + "\n");
    }
    assertThat(jobs)
        .containsExactly(
            Map.entry("one-etcd-monitor", "one-etcd-monitor"),
            Map.entry("two", "two-etcd-monitor"));
  }

  private static Path rules(String name) {
    return Checkout.PROMETHEUS.resolve(name + ".rules.yaml");
  }

  private static String install(String namespace, String values) {
    return Chart.install(environment.kubeconfig(), namespace, values);
  }

  private static JsonNode get(String kind, String namespace, String name) {
    return Manifests.one(environment.kubectl("get", kind, name, "-n", namespace, "-oyaml"));
  }

  /** The kind as far as it matters here: any spec. */
  private static String crd(String kind) {
    String singular = kind.toLowerCase(Locale.ROOT);
    return """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata:
      name: %1$ss.monitoring.coreos.com
    spec:
      group: monitoring.coreos.com
      scope: Namespaced
      names: {kind: %2$s, plural: %1$ss, singular: %1$s}
      versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec: {type: object, x-kubernetes-preserve-unknown-fields: true}
    """
        .formatted(singular, kind);
  }
}
