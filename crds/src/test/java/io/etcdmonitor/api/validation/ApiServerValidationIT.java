package io.etcdmonitor.api.validation;

import static io.etcdmonitor.api.validation.Bad.bad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionSpec;
import io.etcdmonitor.api.v1alpha1.EtcdMonitorApi;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a real API server accepts, refuses and fills in. Objects are sent as dry runs, so the cases
 * do not meet each other.
 */
@ExtendWith(RequiresApiServer.class)
class ApiServerValidationIT {
  private static final String ANY_CLUSTER = "endpoints: ['http://etcd-0.etcd:2379']";
  private static final String ANY_INSPECTION = "clusterName: prod, feature: healthy";

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

  static Stream<Bad> badClusters() {
    return BadClusters.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badClusters")
  void refusesCluster(Bad bad) {
    refuses("EtcdCluster", "bad", bad);
  }

  static Stream<Bad> badInspections() {
    return Stream.of(
        bad("no cluster", "{feature: healthy}", "spec.clusterName", "Required value"),
        bad("no feature", "{clusterName: prod}", "spec.feature", "Required value"),
        bad("feature", "{clusterName: prod, feature: a_b}", "spec.feature", "should match"),
        bad("cluster", "{clusterName: Prod, feature: a}", "spec.clusterName", "should match"),
        inspection("interval: 1s", "spec.interval", "must be from 5s to 24h"),
        inspection("interval: ''", "spec.interval", "must be from 5s to 24h"),
        inspection("interval: '-30s'", "spec.interval", "must be from 5s to 24h"),
        inspection("timeout: 11m", "spec.timeout", "must be from 100ms to 10m"),
        inspection("interval: 5s, timeout: 6s", "spec.timeout", "not be longer than interval"),
        inspection("historyLimit: 51", "spec.historyLimit", "less than or equal to 50"),
        inspection("historyLimit: -1", "spec.historyLimit", "greater than or equal to 0"),
        inspection("ttlAfterFinished: 59s", "spec.ttlAfterFinished", "must be from 1m to 8760h"),
        inspection(
            "interval: 30s, ttlAfterFinished: 1h",
            "spec.ttlAfterFinished",
            "ttlAfterFinished is for inspections that run once"),
        inspection("settings: {'': x}", "spec.settings", "names of settings start with a letter"));
  }

  private static Bad inspection(String fields, String field, String words) {
    return bad(fields, "{" + ANY_INSPECTION + ", " + fields + "}", field, words);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badInspections")
  void refusesInspection(Bad bad) {
    refuses("EtcdInspection", "bad", bad);
  }

  @Test
  void refusesAClusterWithoutSpec() {
    KubernetesClientException refusal =
        refusal(() -> dryRun("kind: EtcdCluster\nmetadata: {name: bad}"));
    assertCause(refusal, "spec", "Required value");
  }

  @Test
  void refusesANameThatLeavesNoRoomForTheNamesOfInspections() {
    String name = "n".repeat(190);
    refuses("EtcdCluster", name, bad("", ANY_CLUSTER, "<nil>", "at most 189 characters"));
  }

  @Test
  void refusesUnknownFieldsWhenAskedToBeStrict() {
    GenericKubernetesResource object =
        object("EtcdCluster", "bad", ANY_CLUSTER + "\nendpoint: 'http://a:2379'");
    KubernetesClientException refusal =
        refusal(() ->
            client
                .resource(object)
                .inNamespace("default")
                .fieldValidation(FieldValidateable.Validation.STRICT)
                .create());
    assertThat(refusal).hasMessageContaining("unknown field \"spec.endpoint\"");
  }

  static Stream<String> goodClusters() {
    return Stream.of(
        ANY_CLUSTER,
        "{}",
        "endpoints: [https://etcd-0.example.com, 'https://10.0.0.1:2379', 'https://[fd00::1]:2379']",
        "{provider: service, service: {name: etcd}, endpoints: ['http://10.0.0.1:2379']}",
        "{provider: service, service: {name: etcd, port: 2381, scheme: https}, tls: {}}",
        "{provider: acme-cloud, features: [{name: not-built-in}, {name: alarm, enabled: false}]}",
        "{endpoints: ['https://a:2379'], tls: {secretName: etcd-ca, serverName: etcd.local}}",
        "{endpoints: ['https://a:2379'], tls: {insecureSkipVerify: true}}",
        "{endpoints: ['http://a:2379'], auth: {secretName: etcd-user}}",
        "endpointMap: [{advertised: '10.0.0.1:2379', reachable: 'https://gw.example.com:12379'}]",
        "features: [{name: request, interval: 1h30m, timeout: 2500ms, settings: {prefixes: /a}}]",
        "expected: {members: 3, version: 3.5.21, clusterID: cdf818194e3a8c32}",
        "alerts: {enabled: false, channels: [mail], labels: {team: db}, disabledRules: [NoLeader]}",
        "alerts: {rules: [{name: EtcdMemberDown, severity: Critical, for: 0s}, {name: Mine, scope: member,"
            + " labels: {team: db}, warning: {feature: request, measurement: watchers, above: 5},"
            + " critical: {feature: healthy, verdicts: [Critical], reasons: [QuorumLost]}}]}",
        "{storageBackend: v2, suspend: true, description: 'Größe: 3 × 2 GiB'}");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("goodClusters")
  void acceptsCluster(String spec) {
    GenericKubernetesResource accepted = dryRun(object("EtcdCluster", "good", spec));
    EtcdClusterSpec sent = Yaml.read(spec, EtcdClusterSpec.class);
    EtcdClusterSpec stored =
        client
            .getKubernetesSerialization()
            .convertValue(accepted.getAdditionalProperties().get("spec"), EtcdClusterSpec.class);
    assertThat(stored)
        .as("the API server fills in the same defaults as the Java types")
        .isEqualTo(sent);
  }

  static Stream<String> goodInspections() {
    return Stream.of(
        "{" + ANY_INSPECTION + "}",
        "{" + ANY_INSPECTION + ", interval: 5s, timeout: 5s, historyLimit: 0, suspend: true}",
        "{" + ANY_INSPECTION + ", ttlAfterFinished: 24h, settings: {depth: '3'}}");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("goodInspections")
  void acceptsInspection(String spec) {
    GenericKubernetesResource accepted = dryRun(object("EtcdInspection", "good", spec));
    EtcdInspectionSpec stored =
        client
            .getKubernetesSerialization()
            .convertValue(accepted.getAdditionalProperties().get("spec"), EtcdInspectionSpec.class);
    assertThat(stored).isEqualTo(Yaml.read(spec, EtcdInspectionSpec.class));
  }

  @Test
  void acceptsWhatKstoneUsersHaveAfterChangingGroupAndKind() {
    GenericKubernetesResource accepted =
        dryRun(
            """
            kind: EtcdCluster
            metadata:
              name: kstone
              annotations:
                importedAddr: https://10.0.0.1:2379
                certName: default/etcd-certs
                featureGates: healthy=true,alarm=true
            spec: {}
            """);
    assertThat(accepted.getMetadata().getAnnotations()).containsKey("importedAddr");
  }

  @Test
  void fillsInDefaultsAtEveryDepth() {
    JsonNode spec =
        spec(dryRun(object("EtcdCluster", "d", "thresholds: {fsync: {warning: 20ms}}")));
    assertThat(spec.at("/provider").asText()).isEqualTo("imported");
    assertThat(spec.at("/storageBackend").asText()).isEqualTo("v3");
    assertThat(spec.at("/suspend").asBoolean(true)).isFalse();
    assertThat(spec.at("/metrics").toString())
        .isEqualTo("{\"enabled\":true,\"interval\":\"10s\",\"path\":\"/metrics\"}");
    assertThat(spec.at("/thresholds/fsync").toString())
        .isEqualTo("{\"critical\":\"100ms\",\"warning\":\"20ms\"}");
    assertThat(spec.at("/thresholds/quotaPercent").toString())
        .isEqualTo("{\"critical\":90,\"warning\":80}");
    assertThat(spec.at("/thresholds/fragmentation/aboveSize").asText()).isEqualTo("100Mi");
    assertThat(spec.at("/alerts/enabled").asBoolean()).isTrue();
  }

  static Stream<Bad> changes() {
    return Stream.of(
        bad("cluster", "clusterName: other", "spec.clusterName", "clusterName cannot be changed"),
        bad("feature", "feature: alarm", "spec.feature", "feature cannot be changed"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void refusesToPointAnInspectionElsewhere(Bad change) {
    String name = "immutable-" + change.name();
    client.resource(object("EtcdInspection", name, "{" + ANY_INSPECTION + "}")).create();
    String other =
        "{"
            + ANY_INSPECTION.replaceAll(change.spec().split(":")[0] + ": \\w+", change.spec())
            + "}";
    KubernetesClientException refusal =
        refusal(() -> client.resource(object("EtcdInspection", name, other)).update());
    assertCause(refusal, change.field(), change.words());
  }

  @Test
  void tellsTheKindsByShortNameAndCategory() {
    assertThat(client.apiextensions().v1().customResourceDefinitions().list().getItems())
        .extracting(crd -> crd.getStatus().getAcceptedNames().getShortNames())
        .containsExactlyInAnyOrder(List.of("ecl"), List.of("ein"));
    assertThat(client.apiextensions().v1().customResourceDefinitions().list().getItems())
        .extracting(crd -> crd.getStatus().getAcceptedNames().getCategories())
        .containsOnly(List.of("etcd"));
    assertThat(client.resources(EtcdCluster.class).inNamespace("default").list()).isNotNull();
    assertThat(client.resources(EtcdInspection.class).inNamespace("default").list()).isNotNull();
  }

  private static void refuses(String kind, String name, Bad bad) {
    KubernetesClientException refusal = refusal(() -> dryRun(object(kind, name, bad.spec())));
    assertCause(refusal, bad.field(), bad.words());
  }

  private static KubernetesClientException refusal(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    KubernetesClientException refusal = catchThrowableOfType(KubernetesClientException.class, call);
    assertThat(refusal).as("the API server has to refuse it").isNotNull();
    return refusal;
  }

  private static void assertCause(KubernetesClientException refusal, String field, String words) {
    assertThat(refusal.getCode()).as(refusal.getMessage()).isEqualTo(422);
    List<StatusCause> causes = refusal.getStatus().getDetails().getCauses();
    assertThat(causes)
        .as("%s", causes)
        .anySatisfy(cause -> {
          assertThat(cause.getField()).isEqualTo(field);
          assertThat(cause.getMessage()).contains(words);
        });
    assertThat(refusal.getMessage()).as("no rule may break down").doesNotContain("evaluat");
  }

  private static GenericKubernetesResource dryRun(String yaml) {
    return dryRun(
        Yaml.read(
            "apiVersion: " + EtcdMonitorApi.API_VERSION + "\n" + yaml,
            GenericKubernetesResource.class));
  }

  private static GenericKubernetesResource dryRun(GenericKubernetesResource object) {
    return client.resource(object).inNamespace("default").dryRun().create();
  }

  private static GenericKubernetesResource object(String kind, String name, String spec) {
    GenericKubernetesResource object =
        Yaml.read(
            "apiVersion: %s\nkind: %s\nmetadata: {name: %s, namespace: default}"
                .formatted(EtcdMonitorApi.API_VERSION, kind, name),
            GenericKubernetesResource.class);
    object.setAdditionalProperty("spec", Yaml.read(spec, JsonNode.class));
    return object;
  }

  private static JsonNode spec(GenericKubernetesResource object) {
    return client
        .getKubernetesSerialization()
        .convertValue(object.getAdditionalProperties().get("spec"), JsonNode.class);
  }
}
