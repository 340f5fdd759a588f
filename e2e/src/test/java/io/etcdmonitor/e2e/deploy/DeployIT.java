package io.etcdmonitor.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.e2e.process.Await;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The chart, the manifests and the samples against a real API server (which runs no Pods). */
class DeployIT {
  /**
   * Where the test that installs with Helm does so; the others use the namespace of the manifests.
   */
  private static final String RELEASED = "released";

  private static final String DRY_RUN = "--dry-run=server";

  private static final Pattern CAN_I = Pattern.compile("`kubectl (auth can-i [^`]+)`");
  private static final String AS_OPERATOR = "--as=system:serviceaccount:etcd-monitor:etcd-monitor";

  private static DeployEnvironment environment;

  @BeforeAll
  static void start() {
    environment = DeployEnvironment.start();
  }

  @AfterAll
  static void stop() {
    if (environment != null) {
      environment.close();
    }
  }

  @Test
  void fieldsThatDoNotExistAreNoticedByTheseTests() {
    String mistyped =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: mistyped, namespace: default}
        dat: {}
        """;
    environment.namespace("default");
    assertThatThrownBy(() -> environment.apply(mistyped, DRY_RUN)).hasMessageContaining("dat");
  }

  @ParameterizedTest
  @MethodSource("options")
  void everyRenderedObjectIsAccepted(String values) {
    environment.namespace("rendered");
    environment.namespace("team-a");
    environment.namespace("team-b");
    String rendered = Chart.text(Chart.RELEASE, "rendered", values);
    assertThat(environment.apply(rendered, DRY_RUN).lines())
        .hasSameSizeAs(Manifests.parse(rendered).objects())
        .allMatch(line -> line.endsWith("serverside-applied (server dry run)"));
  }

  private static Stream<String> options() {
    return Stream.of(
        "{}",
        "{replicaCount: 2, podDisruptionBudget: {enabled: true}}",
        "{watchNamespaces: [team-a, team-b]}",
        ChartTemplateTest.ALL_ON);
  }

  @Test
  void installUpgradeAndUninstallLeaveWhatTheyShould() {
    environment.namespace("team-c");
    String kubeconfig = environment.kubeconfig();
    String notes = Chart.install(kubeconfig, RELEASED, "{}");
    assertThat(notes)
        .contains("It watches all namespaces")
        .contains("kubectl -n released rollout status deployment/etcd-monitor")
        .contains("kind: EtcdCluster");
    var deployments = environment.client().apps().deployments().inNamespace(RELEASED);
    assertThat(deployments.withName("etcd-monitor").get()).isNotNull();
    assertThat(environment.client().rbac().clusterRoles().withName("released:etcd-monitor").get())
        .isNotNull();

    String upgraded =
        Chart.upgrade(kubeconfig, RELEASED, "{watchNamespaces: [team-c], replicaCount: 2}");
    assertThat(upgraded)
        .contains("It watches the namespaces team-c")
        .contains("kubectl apply --server-side --force-conflicts -f <chart>/crds/");
    assertThat(deployments.withName("etcd-monitor").get().getSpec().getReplicas()).isEqualTo(2);
    assertThat(environment.client().rbac().clusterRoles().withName("released:etcd-monitor").get())
        .isNull();
    assertOnlyIn("team-c");

    Chart.uninstall(kubeconfig, RELEASED);
    assertThat(deployments.withName("etcd-monitor").get()).isNull();
    assertThat(environment.client().rbac().roles().inNamespace("team-c").list().getItems())
        .isEmpty();
    assertThat(
            environment
                .client()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("etcdclusters.etcdmonitor.io")
                .get())
        .as("uninstalling must not delete what people declared")
        .isNotNull();
  }

  @Test
  void aVolumeIsTheSameWhenItIsSwitchedOffAndOnAgain() {
    String kubeconfig = environment.kubeconfig();
    Chart.install(kubeconfig, "kept", "{}");
    var claim =
        environment.client().persistentVolumeClaims().inNamespace("kept").withName("etcd-monitor");
    Chart.upgrade(kubeconfig, "kept", "{persistence: {enabled: true}}");
    String uid = claim.get().getMetadata().getUid();
    Chart.upgrade(kubeconfig, "kept", "{sharding: {enabled: true}}");
    Chart.upgrade(kubeconfig, "kept", "{persistence: {enabled: true}}");
    Chart.uninstall(kubeconfig, "kept");
    assertThat(claim.get().getMetadata().getUid()).isEqualTo(uid);
  }

  @Test
  void whoGrantsTheRightsByHandIsToldOfAllOfThem() {
    String notes = Chart.install(environment.kubeconfig(), "by-hand", "{rbac: {create: false}}");
    try {
      assertThat(notes)
          .contains("templates/_rules.tpl")
          .contains("the Role etcd-monitor-leader in namespace by-hand");
    } finally {
      Chart.uninstall(environment.kubeconfig(), "by-hand");
    }
  }

  @Test
  void theDocumentedCommandUpgradesCrdsThatHelmInstalled() {
    String name = "etcdclusters.etcdmonitor.io";
    var crds = environment.client().apiextensions().v1().customResourceDefinitions();
    CustomResourceDefinition old =
        new CustomResourceDefinitionBuilder(crds.withName(name).get())
            .withMetadata(new ObjectMetaBuilder().withName(name).build())
            .editSpec()
            .editNames()
            .withShortNames("old")
            .endNames()
            .endSpec()
            .withStatus(null)
            .build();
    crds.withName(name).delete();
    Await.until(
        "the CRD is gone", DeployEnvironment.PATIENCE, () -> crds.withName(name).get() == null);
    // As Helm creates them: by another than kubectl, and not by server-side apply.
    environment.client().resource(old).create();

    environment.kubectl(
        "apply",
        "--server-side",
        "--force-conflicts",
        "-f",
        Checkout.CHART.resolve("crds").toString());
    assertThat(crds.withName(name).get().getSpec().getNames().getShortNames())
        .containsExactly("ecl");
    assertThat(Checkout.read(Checkout.ROOT.resolve("docs/install.md")))
        .contains("kubectl apply --server-side --force-conflicts -f helm/etcd-monitor/crds/");
    environment.awaitKinds();
  }

  @Test
  void thePodsMeetThePodSecurityStandardRestricted() {
    environment.apply(Checkout.read(Checkout.KUSTOMIZE.resolve("namespace.yaml")));
    JsonNode template = Chart.render("{}").only("Deployment").at("/spec/template");
    ObjectNode pod = pod(template.path("spec"), Chart.NAMESPACE);
    assertThat(environment.apply(pod.toString(), DRY_RUN))
        .contains("pod/example serverside-applied");

    ((ObjectNode) pod.at("/spec/containers/0")).remove("securityContext");
    assertThatThrownBy(() -> environment.apply(pod.toString(), DRY_RUN))
        .hasMessageContaining("violates PodSecurity \"restricted");
  }

  @Test
  void kustomizeApplies() {
    String directory = Checkout.KUSTOMIZE.toString();
    Manifests manifests = Manifests.parse(environment.kubectl("kustomize", directory));
    assertThat(manifests.names())
        .contains(
            "Namespace etcd-monitor",
            "CustomResourceDefinition etcdclusters.etcdmonitor.io",
            "CustomResourceDefinition etcdinspections.etcdmonitor.io",
            "Deployment etcd-monitor/etcd-monitor");
    assertThat(environment.kubectl("apply", "--server-side", "-k", directory))
        .contains("deployment.apps/etcd-monitor serverside-applied");
    assertThat(environment.kubectl("apply", "-k", directory))
        .contains("deployment.apps/etcd-monitor");
    String crds = environment.kubectl("kustomize", directory + "/crds");
    assertThat(Manifests.parse(crds).objects()).hasSize(2);
  }

  /** A "no" would send people after rights that the operator has. */
  @Test
  void whatRunbooksAskAboutRightsIsAnsweredWithYes() throws IOException {
    environment.kubectl("apply", "--server-side", "-k", Checkout.KUSTOMIZE.toString());
    Await.until(
        "the rights are in force",
        DeployEnvironment.PATIENCE,
        () ->
            environment.may(
                    Chart.NAMESPACE, "create", "coordination.k8s.io", "leases", Chart.NAMESPACE)
                && environment.may(
                    Chart.NAMESPACE, "list", "etcdmonitor.io", "etcdclusters", "default"));
    List<String> questions = new ArrayList<>();
    for (Path page : DocumentedCommandsTest.runbooks()) {
      CAN_I.matcher(Checkout.read(page)).results().forEach(found -> questions.add(found.group(1)));
    }
    assertThat(questions)
        .hasSize(3)
        .allSatisfy(question ->
            assertThat(environment.kubectl(question.replace("--as=...", AS_OPERATOR).split(" ")))
                .isEqualTo("yes\n"));
  }

  @Test
  void anOverlayMayPutTheManifestsIntoAnotherNamespace(@TempDir Path directory) throws IOException {
    // kustomize takes relative paths only, and no symbolic links.
    Path overlay = directory.toRealPath();
    Files.writeString(
        overlay.resolve("kustomization.yaml"),
        "{namespace: elsewhere, resources: [%s]}"
            .formatted(overlay.relativize(Checkout.KUSTOMIZE.toRealPath())));
    Manifests moved = Manifests.parse(environment.kubectl("kustomize", overlay.toString()));
    assertThat(moved.names()).contains("Namespace elsewhere", "Role elsewhere/etcd-monitor-leader");
    JsonNode election = ChartTemplateTest.config(moved).path("leaderElection");
    assertThat(election.path("enabled").asBoolean()).isTrue();
    assertThat(election.path("leaseNamespace").asText("elsewhere"))
        .as("else that Role does not allow the Lease, and nobody ever leads")
        .isEqualTo("elsewhere");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everySampleIsAccepted(String sample) {
    environment.namespace("samples");
    String text = Checkout.read(Checkout.SAMPLES.resolve(sample));
    String[] into = text.contains("  namespace: ") ? new String[0] : new String[] {"-n", "samples"};
    assertThat(environment.apply(text, into).lines())
        .hasSameSizeAs(Manifests.parse(text).objects())
        .allMatch(line -> line.endsWith(" serverside-applied"));
  }

  private static Stream<String> samples() {
    return Checkout.yamlFiles(Checkout.SAMPLES).stream()
        .map(file -> Checkout.SAMPLES.relativize(file).toString());
  }

  private static void assertOnlyIn(String namespace) {
    assertThat(may("list", "etcdmonitor.io", "etcdclusters", namespace)).isTrue();
    assertThat(may("get", "", "secrets", namespace)).isTrue();
    assertThat(may("create", "", "secrets", namespace)).isFalse();
    assertThat(may("list", "etcdmonitor.io", "etcdclusters", "default")).isFalse();
    assertThat(may("get", "", "secrets", "default")).isFalse();
    assertThat(may("create", "coordination.k8s.io", "leases", RELEASED)).isTrue();
    assertThat(may("create", "coordination.k8s.io", "leases", namespace)).isFalse();
  }

  private static boolean may(String verb, String group, String resource, String namespace) {
    return environment.may(RELEASED, verb, group, resource, namespace);
  }

  static ObjectNode pod(JsonNode spec, String namespace) {
    ObjectNode pod =
        JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "Pod");
    pod.putObject("metadata").put("name", "example").put("namespace", namespace);
    pod.set("spec", spec.deepCopy());
    return pod;
  }
}
