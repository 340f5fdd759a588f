package io.etcdmonitor.api.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcdmonitor.api.v1alpha1.AlertStatus;
import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionSpec;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionStatus;
import io.etcdmonitor.api.v1alpha1.Finding;
import io.etcdmonitor.api.v1alpha1.MemberStatus;
import io.etcdmonitor.api.v1alpha1.Phase;
import io.etcdmonitor.api.v1alpha1.Severity;
import io.etcdmonitor.api.v1alpha1.Timestamps;
import io.etcdmonitor.api.v1alpha1.Verdict;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How a real API server stores, merges and shows a status. */
@ExtendWith(RequiresApiServer.class)
class StatusIT {
  private static RealApiServer server;
  private static KubernetesClient client;

  @BeforeAll
  static void start() {
    server = RealApiServer.start();
    client = server.client();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void mergesListsOfTwoWritersByTheirKeys() {
    create(cluster("merge", null));
    apply("one", cluster("merge", Statuses.of("a1", "one", Statuses.condition("Reachable"))));
    apply("two", cluster("merge", Statuses.of("b2", "two", Statuses.condition("Available"))));
    apply("one", cluster("merge", Statuses.of("a1", "renamed", Statuses.condition("Reachable"))));

    EtcdClusterStatus merged = get("merge").getStatus();
    assertThat(merged.members())
        .extracting(MemberStatus::id, MemberStatus::name)
        .containsExactlyInAnyOrder(tuple("a1", "renamed"), tuple("b2", "two"));
    assertThat(merged.conditions())
        .extracting(Condition::getType)
        .containsExactlyInAnyOrder("Reachable", "Available");
  }

  @Test
  void dropsWhatItsOnlyWriterNoLongerApplies() {
    create(cluster("drop", null));
    apply("op", cluster("drop", Statuses.of("a1", "one", Statuses.condition("Reachable"))));
    apply("op", cluster("drop", Statuses.of("b2", "two", Statuses.condition("Reachable"))));
    assertThat(get("drop").getStatus().members())
        .extracting(MemberStatus::id)
        .containsExactly("b2");
  }

  @Test
  void keepsSpecAndGenerationWhenStatusIsWrittenAndStatusWhenSpecIs() {
    create(cluster("apart", null));
    EtcdCluster changed =
        cluster("apart", Statuses.of("a1", "one", Statuses.condition("Reachable")));
    apply("op", changed);
    assertThat(get("apart").getMetadata().getGeneration()).isEqualTo(1);

    client
        .resources(EtcdCluster.class)
        .inNamespace("default")
        .withName("apart")
        .edit(c -> {
          c.setSpec(c.getSpec().toBuilder().suspend(true).build());
          c.setStatus(null);
          return c;
        });
    EtcdCluster stored = get("apart");
    assertThat(stored.getMetadata().getGeneration()).isEqualTo(2);
    assertThat(stored.getSpec().suspend()).isTrue();
    assertThat(stored.getStatus().members()).hasSize(1);
  }

  @Test
  void readsBackExactlyTheStatusThatWasWritten() {
    EtcdClusterStatus written = Statuses.full();
    create(cluster("full", null));
    apply("op", cluster("full", written));
    assertThat(get("full").getStatus()).isEqualTo(written);
  }

  @Test
  void refusesAStatusThatIsNotOfItsKind() {
    create(cluster("refuse", null));
    Condition withoutReason = Statuses.condition("Reachable");
    withoutReason.setReason(null);
    assertRefused(Statuses.of("a1", "one", withoutReason), "status.conditions[0].reason");
    assertRefused(
        Statuses.of("A1", "one", Statuses.condition("Reachable")), "status.members[0].id");
    Condition maybe = Statuses.condition("Reachable");
    maybe.setStatus("Maybe");
    assertRefused(Statuses.of("a1", "one", maybe), "status.conditions[0].status");
    List<AlertStatus> alerts =
        IntStream.range(0, EtcdClusterStatus.MAX_ALERTS + 1)
            .mapToObj(i -> new AlertStatus("Rule" + i, Severity.INFO, null, null, Statuses.NOW))
            .toList();
    assertRefused(EtcdClusterStatus.builder().alerts(alerts).build(), "status.alerts");
    assertRefused(EtcdClusterStatus.builder().certNotAfter("tomorrow").build(), "certNotAfter");
  }

  @Test
  void showsTheColumnsOfAClusterAsATable() {
    create(cluster("columns", null));
    apply("op", cluster("columns", Statuses.full()));
    JsonNode table = table("etcdclusters", "columns");

    assertThat(columns(table, 0))
        .containsExactly(
            "Name", "HEALTH", "MEMBERS", "LEADER", "VERSION", "DB", "QUOTA%", "ALERTS", "AGE");
    assertThat(columns(table, 1)).containsExactly("REASON", "CAN-LOSE", "CERT-EXPIRY", "MESSAGE");
    assertThat(cells(table))
        .startsWith("columns", "Warning", "2/3", "etcd-0", "3.5.21", "24Mi", "12", "1")
        .endsWith("QuorumWithoutSpare", "0", "2027-01-01T00:00:00Z", "etcd-2 does not answer");
  }

  @Test
  void showsTheColumnsOfAnInspectionAsATable() {
    EtcdInspection inspection = new EtcdInspection();
    inspection.setMetadata(meta("columns"));
    inspection.setSpec(
        EtcdInspectionSpec.builder()
            .clusterName("prod")
            .feature("healthy")
            .interval("30s")
            .build());
    create(inspection);
    inspection.setSpec(null);
    inspection.setStatus(
        EtcdInspectionStatus.builder()
            .phase(Phase.ACTIVE)
            .verdict(Verdict.CRITICAL)
            .reason("QuorumLost")
            .message("1 of 3 members answers")
            .findings(List.of(Finding.builder().id("q").severity(Severity.CRITICAL).build()))
            .findingCount(1)
            .lastRun(Timestamps.format(Instant.now().minusSeconds(90)))
            .nextRun("2126-11-21T08:00:00Z")
            .duration("15ms")
            .build());
    apply("op", inspection);
    JsonNode table = table("etcdinspections", "columns");

    assertThat(columns(table, 0))
        .containsExactly(
            "Name", "CLUSTER", "FEATURE", "VERDICT", "REASON", "FINDINGS", "LAST-RUN", "AGE");
    assertThat(columns(table, 1)).containsExactly("NEXT-RUN", "DURATION", "MESSAGE");
    assertThat(cells(table))
        .startsWith("columns", "prod", "healthy", "Critical", "QuorumLost", "1")
        .endsWith("2126-11-21T08:00:00Z", "15ms", "1 of 3 members answers");
    assertThat(cells(table).get(6)).as("LAST-RUN as an age").matches("9\\ds|1m3\\ds|1m4\\ds");
  }

  private static EtcdCluster cluster(String name, EtcdClusterStatus status) {
    EtcdCluster cluster = new EtcdCluster();
    cluster.setMetadata(meta(name));
    cluster.setStatus(status);
    return cluster;
  }

  private static ObjectMeta meta(String name) {
    return new ObjectMetaBuilder().withName(name).withNamespace("default").build();
  }

  private static void create(HasMetadata object) {
    if (object instanceof EtcdCluster cluster) {
      cluster.setSpec(
          EtcdClusterSpec.builder().endpoints(List.of("http://etcd-0.etcd:2379")).build());
    }
    client.resource(object).create();
  }

  private static EtcdCluster get(String name) {
    return client.resources(EtcdCluster.class).inNamespace("default").withName(name).get();
  }

  private static void apply(String manager, CustomResource<?, ?> object) {
    client
        .resource(object)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(manager)
                .withForce(true)
                .build());
  }

  private static void assertRefused(EtcdClusterStatus status, String field) {
    assertThatThrownBy(() -> apply("op", cluster("refuse", status)))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(field);
  }

  private static JsonNode table(String plural, String name) {
    String url =
        client.getMasterUrl()
            + "apis/etcdmonitor.io/v1alpha1/namespaces/default/%s/%s".formatted(plural, name);
    HttpResponse<String> response =
        client
            .getHttpClient()
            .sendAsync(
                client
                    .getHttpClient()
                    .newHttpRequestBuilder()
                    .uri(url)
                    .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
                    .build(),
                String.class)
            .join();
    assertThat(response.code()).as(response.body()).isEqualTo(200);
    return client.getKubernetesSerialization().unmarshal(response.body(), JsonNode.class);
  }

  private static List<String> columns(JsonNode table, int priority) {
    return columnDefinitions(table)
        .filter(column -> column.get("priority").asInt() == priority)
        .map(column -> column.get("name").asText())
        .toList();
  }

  private static Stream<JsonNode> columnDefinitions(JsonNode table) {
    List<JsonNode> columns = new ArrayList<>();
    table.get("columnDefinitions").forEach(columns::add);
    return columns.stream();
  }

  private static List<String> cells(JsonNode table) {
    List<String> cells = new ArrayList<>();
    table.at("/rows/0/cells").forEach(cell -> cells.add(cell.asText()));
    return cells;
  }
}
