package io.etcdmonitor.kube.lookup;

import static io.etcdmonitor.kube.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.KubeClients;
import io.etcdmonitor.kube.calls.ApiCallCounter;
import io.etcdmonitor.kube.testing.RealApi;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Secrets of a real API server. */
class NamedSecretsIT {
  private static final RealApi API = RealApi.get();

  private final ApiCallCounter calls = new ApiCallCounter();
  private final Queue<ClusterKey> told = new ConcurrentLinkedQueue<>();
  private KubernetesClient client;
  private String namespace;
  private ClusterKey cluster;

  @BeforeEach
  void prepare() {
    client = API.newClient(calls);
    namespace = API.namespace("secrets");
    cluster = new ClusterKey(namespace, "etcd");
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void whatIsNamedIsReadOnceForEachChangeAndNothingElseIsRead() {
    write("mine", "one");
    write("other", "nobody's");
    try (NamedSecrets secrets = new NamedSecrets(client, metadata(client), Set.of(), told::add)) {
      eventually(() -> {
        assertThat(secrets.get(cluster, "mine")).get().extracting(this::value).isEqualTo("one");
        long before = reads();
        assertThat(secrets.get(cluster, "mine")).isPresent();
        assertThat(reads()).isEqualTo(before);
      });
      told.clear();
      final long before = reads();

      write("other", "nobody's again");
      write("mine", "two");
      eventually(() -> assertThat(told).contains(cluster));
      assertThat(secrets.get(cluster, "mine")).get().extracting(this::value).isEqualTo("two");
      assertThat(reads()).isEqualTo(before + 1);

      told.clear();
      API.client().secrets().inNamespace(namespace).withName("mine").delete();
      eventually(() -> assertThat(told).contains(cluster));
      assertThat(secrets.get(cluster, "mine")).isEmpty();

      told.clear();
      write("mine", "three");
      eventually(() -> assertThat(told).contains(cluster));
      assertThat(secrets.get(cluster, "mine")).get().extracting(this::value).isEqualTo("three");

      secrets.retain(cluster, Set.of());
      assertThat(secrets.size()).isZero();
      assertThat(secrets.usable()).isTrue();
    }
  }

  @Test
  void ofOthersTheApiTellsNothingButMetadata() {
    write("private", "of others");
    try (KubernetesClient metadata = metadata(client)) {
      GenericKubernetesResource seen =
          metadata
              .genericKubernetesResources("v1", "Secret")
              .inNamespace(namespace)
              .list()
              .getItems()
              .get(0);
      assertThat(seen.getMetadata().getName()).isEqualTo("private");
      assertThat(seen.getAdditionalProperties()).doesNotContainKeys("data", "type");
    }
  }

  @Test
  void whoMayReadOnlySomeWatchesThoseOneByOne() {
    write("mine", "one");
    API.allow(
        namespace,
        "visitor",
        new PolicyRuleBuilder()
            .withApiGroups("")
            .withResources("secrets")
            .withResourceNames("mine")
            .withVerbs("get", "list", "watch")
            .build());
    Config visitor =
        new ConfigBuilder(API.client().getConfiguration())
            .withImpersonateUsername("visitor")
            .build();
    try (KubernetesClient restricted = KubeClients.create(visitor, calls);
        ObjectWatches watches =
            new ObjectWatches(restricted, metadata(restricted), Set.of(namespace), told::add)) {
      // RBAC takes a moment to know of a new binding.
      eventually(() -> assertThat(read(watches)).get().extracting(this::value).isEqualTo("one"));
      eventually(() -> assertThat(unasked(watches)).isEqualTo("one"));
      told.clear();
      write("mine", "two");
      // Told late of what was there before, somebody may still see that.
      eventually(() -> assertThat(unasked(watches)).isEqualTo("two"));
      eventually(() -> assertThat(told).contains(cluster));
    }
  }

  /** What a watch has told already. */
  private String unasked(ObjectWatches watches) {
    long before = reads();
    Secret secret = read(watches).orElseThrow();
    assertThat(reads()).isEqualTo(before);
    return value(secret);
  }

  private Optional<Secret> read(ObjectWatches watches) {
    ObjectWatches.Session session = watches.open(cluster);
    try {
      return session.get(Secret.class, "mine");
    } finally {
      session.commit();
    }
  }

  private KubernetesClient metadata(KubernetesClient of) {
    return KubeClients.metadataOnly(of, calls);
  }

  /** How often a Secret was read by name. */
  private long reads() {
    return calls.snapshot().entrySet().stream()
        .filter(e -> e.getKey().verb().equals("get") && e.getKey().resource().equals("secrets"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private String value(Secret secret) {
    return new String(
        java.util.Base64.getDecoder().decode(secret.getData().get("key")),
        java.nio.charset.StandardCharsets.UTF_8);
  }

  private void write(String name, String value) {
    API.client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withStringData(Map.of("key", value))
                .build())
        .forceConflicts()
        .serverSideApply();
  }
}
