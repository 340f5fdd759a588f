package io.etcdmonitor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.e2e.operator.OperatorProcess;
import io.etcdmonitor.e2e.operator.Scrape;
import io.etcdmonitor.e2e.process.Await;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** What people see of one cluster: the object, its columns, its events, its metrics. */
final class Observed {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

  private final KubeEnvironment environment;
  private final OperatorProcess operator;
  private final String namespace;
  private final String name;

  Observed(KubeEnvironment environment, OperatorProcess operator, String namespace, String name) {
    this.environment = environment;
    this.operator = operator;
    this.namespace = namespace;
    this.name = name;
  }

  EtcdCluster cluster() {
    return client().resources(EtcdCluster.class).inNamespace(namespace).withName(name).get();
  }

  Optional<EtcdInspection> inspection(String inspection) {
    return Optional.ofNullable(
        client().resources(EtcdInspection.class).inNamespace(namespace).withName(inspection).get());
  }

  /** The inspection that the operator made for a feature. */
  Optional<EtcdInspection> feature(String feature) {
    return inspection(name + "-" + feature);
  }

  /** Waits until the cluster's status is as wanted; the object then. */
  EtcdCluster await(String what, Duration atMost, Predicate<EtcdCluster> wanted) {
    return Await.until(
        what,
        atMost,
        () -> Optional.ofNullable(cluster()).filter(c -> c.getStatus() != null).filter(wanted),
        this::evidence);
  }

  /** Waits for a health and a condition's status and reason together. */
  EtcdCluster awaitHealth(
      String health, String type, String status, String reason, Duration atMost) {
    return await(
        "%s: health %s, %s=%s/%s".formatted(name, health, type, status, reason),
        atMost,
        c ->
            c.getStatus().health() != null
                && Serialization.asJson(c.getStatus().health()).equals("\"" + health + "\"")
                && condition(c, type)
                    .filter(x -> x.getStatus().equals(status) && x.getReason().equals(reason))
                    .isPresent());
  }

  static Optional<Condition> condition(EtcdCluster cluster, String type) {
    return cluster.getStatus().conditions().stream()
        .filter(c -> c.getType().equals(type))
        .findFirst();
  }

  /** The columns of {@code kubectl get}, by their name: what the server renders. */
  Map<String, String> columns(String plural, String object) {
    KubernetesClient client = client();
    URI uri =
        URI.create(
            "%s/apis/etcdmonitor.io/v1alpha1/namespaces/%s/%s/%s"
                .formatted(environment.api().url(), namespace, plural, object));
    HttpClient http = client.getHttpClient();
    try {
      String body =
          http.sendAsync(
                  http.newHttpRequestBuilder().uri(uri).header("Accept", TABLE).build(),
                  String.class)
              .get(10, TimeUnit.SECONDS)
              .body();
      return columns(JSON.readTree(body));
    } catch (ExecutionException | TimeoutException | JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Map<String, String> columns() {
    return columns("etcdclusters", name);
  }

  /** Waits for an Event with this reason about the cluster or one of its inspections. */
  Event awaitEvent(String reason, Duration atMost) {
    return Await.until(
        "an Event " + reason + " about " + name,
        atMost,
        () -> events().stream().filter(e -> e.getReason().equals(reason)).findFirst(),
        this::evidence);
  }

  List<Event> events() {
    return client().events().v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(e -> e.getRegarding() != null && e.getRegarding().getName().startsWith(name))
        .toList();
  }

  Scrape metrics() throws Exception {
    return operator.metrics();
  }

  /** Waits until a series of this cluster has a value. */
  void awaitMetric(String metric, double value, Duration atMost, String... labels) {
    String[] all = new String[labels.length + 4];
    System.arraycopy(labels, 0, all, 4, labels.length);
    all[0] = "namespace";
    all[1] = namespace;
    all[2] = "cluster";
    all[3] = name;
    Await.until(
        "%s%s = %s".formatted(metric, List.of(all), value),
        atMost,
        () -> Optional.of(metrics()).filter(m -> m.value(metric, all).orElse(Double.NaN) == value),
        () -> {
          try {
            return metrics().find(metric).toString();
          } catch (Exception e) {
            return e.toString();
          }
        });
  }

  /** No series speaks of this cluster any more. */
  void assertNoMetrics() throws Exception {
    assertThat(metrics().samples())
        .filteredOn(s ->
            name.equals(s.labels().get("cluster")) && namespace.equals(s.labels().get("namespace")))
        .isEmpty();
  }

  String evidence() {
    return "--- object\n"
        + Serialization.asYaml(cluster())
        + "\n--- events\n"
        + events().stream().map(e -> e.getReason() + ": " + e.getNote() + "\n").toList()
        + "\n--- operator\n"
        + operator.process().tail(60);
  }

  private KubernetesClient client() {
    return environment.admin();
  }

  private static Map<String, String> columns(JsonNode table) {
    Map<String, String> columns = new LinkedHashMap<>();
    JsonNode definitions = table.get("columnDefinitions");
    JsonNode cells = table.get("rows").get(0).get("cells");
    for (int i = 0; i < definitions.size(); i++) {
      columns.put(definitions.get(i).get("name").asText(), cells.get(i).asText());
    }
    return columns;
  }
}
