package io.etcdmonitor.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.e2e.kube.KubeApi;
import io.etcdmonitor.e2e.kube.KubeBinaries;
import io.etcdmonitor.e2e.process.Await;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The chart, the manifests and the samples against a real API server (which runs no Pods). */
class DeployIT {
  /**
   * Where the test that installs with Helm does so; the others use the namespace of the manifests.
   */
  private static final String RELEASED = "released";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static KubeApi api;
  private static KubernetesClient client;
  private static Applier applier;

  @BeforeAll
  static void start() {
    switch (KubeBinaries.find()) {
      case KubeBinaries.Search.Missing missing ->
          Assumptions.abort("SKIPPED, needs a real API server: " + missing.why());
      case KubeBinaries.Search.Found found -> {
        api = KubeApi.start(found.binaries());
        Config config = Config.fromKubeconfig(api.adminKubeconfig());
        // A refused server-side apply is a 500, which must not be tried again here.
        config.setRequestRetryBackoffLimit(0);
        client = new KubernetesClientBuilder().withConfig(config).build();
        applier = new Applier(client);
        applier.apply(Manifests.parse(readAll(Checkout.CRDS)));
        awaitKinds();
      }
    }
  }

  @AfterAll
  static void stop() {
    if (client != null) {
      client.close();
    }
    if (api != null) {
      api.close();
    }
  }

  @Test
  void fieldsThatDoNotExistAreNoticedByTheseTests() {
    ObjectNode service = Chart.render("{}").only("Service").deepCopy();
    ((ObjectNode) service.path("spec")).set("prots", JsonNodeFactory.instance.arrayNode());
    namespace("default");
    ((ObjectNode) service.path("metadata")).put("namespace", "default");
    assertThatThrownBy(() -> applier.dryRun(service))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("prots");
  }

  @TestFactory
  Stream<DynamicTest> everyRenderedObjectIsAccepted() {
    namespace(Chart.NAMESPACE);
    namespace("team-a");
    namespace("team-b");
    return Stream.of(
            "{}",
            "{replicaCount: 2, podDisruptionBudget: {enabled: true}}",
            "{watchNamespaces: [team-a, team-b]}",
            ChartTemplateTest.ALL_ON)
        .flatMap(values ->
            Chart.render(values).objects().stream()
                .map(object ->
                    DynamicTest.dynamicTest(
                        Manifests.name(object) + " of " + values.lines().findFirst().orElse(""),
                        () ->
                            assertThat(applier.dryRun(object).getKind())
                                .isEqualTo(object.path("kind").asText()))));
  }

  @Test
  void installUpgradeAndUninstallLeaveWhatTheyShould() {
    namespace("team-c");
    String kubeconfig = api.adminKubeconfig();
    String notes = Chart.install(kubeconfig, RELEASED, "{}");
    assertThat(notes)
        .contains("It watches all namespaces")
        .contains("kubectl -n released rollout status deployment/etcd-monitor")
        .contains("kind: EtcdCluster");
    var deployments = client.apps().deployments().inNamespace(RELEASED);
    assertThat(deployments.withName("etcd-monitor").get()).isNotNull();
    assertThat(client.rbac().clusterRoles().withName("released-etcd-monitor").get()).isNotNull();

    String upgraded =
        Chart.upgrade(kubeconfig, RELEASED, "{watchNamespaces: [team-c], replicaCount: 2}");
    assertThat(upgraded)
        .contains("It watches the namespaces team-c")
        .contains("kubectl apply --server-side --force-conflicts -f <chart>/crds/");
    assertThat(deployments.withName("etcd-monitor").get().getSpec().getReplicas()).isEqualTo(2);
    assertThat(client.rbac().clusterRoles().withName("released-etcd-monitor").get()).isNull();
    assertOnlyIn("team-c");

    Chart.uninstall(kubeconfig, RELEASED);
    assertThat(deployments.withName("etcd-monitor").get()).isNull();
    assertThat(client.rbac().roles().inNamespace("team-c").list().getItems()).isEmpty();
    assertThat(
            client
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("etcdclusters.etcdmonitor.io")
                .get())
        .as("uninstalling must not delete what people declared")
        .isNotNull();
  }

  @Test
  void theDocumentedCommandUpgradesCrdsThatHelmInstalled(@TempDir Path directory)
      throws IOException {
    String name = "etcdclusters.etcdmonitor.io";
    var crds = client.apiextensions().v1().customResourceDefinitions();
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
    Await.until("the CRD is gone", PATIENCE, () -> crds.withName(name).get() == null);
    // As Helm creates them: by another than kubectl, and not by server-side apply.
    client.resource(old).create();

    Path kubeconfig = Files.writeString(directory.resolve("kubeconfig"), api.adminKubeconfig());
    kubectl(
        "--kubeconfig=" + kubeconfig,
        "apply",
        "--server-side",
        "--force-conflicts",
        "-f",
        Checkout.CHART.resolve("crds").toString());
    assertThat(crds.withName(name).get().getSpec().getNames().getShortNames())
        .containsExactly("ecl");
    assertThat(Checkout.read(Checkout.ROOT.resolve("docs/install.md")))
        .contains("kubectl apply --server-side --force-conflicts -f helm/etcd-monitor/crds/");
    awaitKinds();
  }

  @Test
  void thePodsMeetThePodSecurityStandardRestricted() {
    applier.apply(Manifests.parse(Checkout.read(Checkout.KUSTOMIZE.resolve("namespace.yaml"))));
    JsonNode template = Chart.render("{}").only("Deployment").at("/spec/template");
    ObjectNode pod = pod("restricted", template.path("spec"));
    assertThat(applier.dryRun(pod).getMetadata().getName()).isEqualTo("restricted");

    ObjectNode careless = pod("careless", template.path("spec"));
    ((ObjectNode) careless.at("/spec/containers/0")).remove("securityContext");
    assertThatThrownBy(() -> applier.dryRun(careless))
        .hasMessageContaining("violates PodSecurity \"restricted");
  }

  @Test
  void kustomizeApplies() {
    String built = kustomize(Checkout.KUSTOMIZE);
    Manifests manifests = Manifests.parse(built);
    assertThat(manifests.names())
        .contains(
            "Namespace etcd-monitor",
            "CustomResourceDefinition etcdclusters.etcdmonitor.io",
            "CustomResourceDefinition etcdinspections.etcdmonitor.io",
            "Deployment etcd-monitor/etcd-monitor");
    applier.apply(manifests);
    manifests.objects().forEach(applier::dryRun);
    assertThat(Manifests.parse(kustomize(Checkout.KUSTOMIZE.resolve("crds"))).objects()).hasSize(2);
  }

  @TestFactory
  Stream<DynamicTest> everySampleIsAccepted() {
    namespace("samples");
    return Checkout.yamlFiles(Checkout.SAMPLES).stream()
        .map(file ->
            DynamicTest.dynamicTest(
                Checkout.SAMPLES.relativize(file).toString(), () -> acceptSample(file)));
  }

  private static void awaitKinds() {
    Await.until(
        "the kinds of the CRDs are served",
        PATIENCE,
        () -> {
          List<String> kinds =
              client.getApiResources("etcdmonitor.io/v1alpha1").getResources().stream()
                  .map(APIResource::getKind)
                  .toList();
          return kinds.contains("EtcdCluster") && kinds.contains("EtcdInspection");
        });
  }

  private static void acceptSample(Path file) {
    List<JsonNode> objects = Manifests.parse(Checkout.read(file)).objects();
    assertThat(objects).isNotEmpty();
    for (JsonNode object : objects) {
      ObjectNode metadata = (ObjectNode) object.path("metadata");
      if (!metadata.has("namespace")) {
        metadata.put("namespace", "samples");
      }
      assertThat(applier.apply(object).getMetadata().getUid()).isNotEmpty();
    }
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

  /** What the API server says the operator's ServiceAccount may do. */
  private static boolean may(String verb, String group, String resource, String namespace) {
    var review =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser("system:serviceaccount:released:etcd-monitor")
            .withNewResourceAttributes()
            .withVerb(verb)
            .withGroup(group)
            .withResource(resource)
            .withNamespace(namespace)
            .endResourceAttributes()
            .endSpec()
            .build();
    return Boolean.TRUE.equals(
        client.authorization().v1().subjectAccessReview().create(review).getStatus().getAllowed());
  }

  private static ObjectNode pod(String name, JsonNode spec) {
    ObjectNode pod =
        JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "Pod");
    pod.putObject("metadata").put("name", name).put("namespace", Chart.NAMESPACE);
    pod.set("spec", spec.deepCopy());
    return pod;
  }

  private static void namespace(String name) {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .serverSideApply();
  }

  private static String kustomize(Path directory) {
    return kubectl("kustomize", directory.toString());
  }

  private static String kubectl(String... arguments) {
    List<String> line = new ArrayList<>(List.of(api.binaries().kubectl().toString()));
    line.addAll(List.of(arguments));
    return Command.run(line);
  }

  private static String readAll(Path directory) {
    return String.join(
        "\n---\n", Checkout.yamlFiles(directory).stream().map(Checkout::read).toList());
  }
}
