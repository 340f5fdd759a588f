package io.etcdmonitor.kube.event;

import static io.etcdmonitor.kube.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.KubeClients;
import io.etcdmonitor.kube.calls.ApiCallCounter;
import io.etcdmonitor.kube.testing.RealApi;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** With the rights that the chart gives, and no more. */
class KubeEventWriterIT {
  private static final RealApi API = RealApi.get();
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final String namespace = API.namespace("told");

  @Test
  void whoMayOnlyCreateAndPatchWritesRepeats() {
    API.allow(
        namespace,
        "teller",
        new PolicyRuleBuilder()
            .withApiGroups("events.k8s.io")
            .withResources("events")
            .withVerbs("create", "patch")
            .build());
    Config teller =
        new ConfigBuilder(API.client().getConfiguration())
            .withImpersonateUsername("teller")
            .build();
    try (KubernetesClient restricted = KubeClients.create(teller, new ApiCallCounter())) {
      EventWriter writer = new KubeEventWriter(restricted);
      // RBAC takes a moment to know of a new binding.
      eventually(() -> writer.create(event()));
      String name = event().getMetadata().getName();

      writer.updateSeries(namespace, name, 3, START.plusSeconds(60));
      writer.updateSeries(namespace, name, 5, START.plusSeconds(90));

      Event written =
          API.client().events().v1().events().inNamespace(namespace).list().getItems().get(0);
      assertThat(written.getSeries().getCount()).isEqualTo(5);
      assertThat(written.getSeries().getLastObservedTime().getTime())
          .isEqualTo("2026-01-01T00:01:30.000000Z");
      assertThat(written.getNote()).isEqualTo("it happened");
      assertThatExceptionOfType(KubernetesClientException.class)
          .isThrownBy(() -> writer.updateSeries(namespace, "expired", 2, START))
          .extracting(KubernetesClientException::getCode)
          .isEqualTo(HttpURLConnection.HTTP_NOT_FOUND);
    }
  }

  private Event event() {
    return new EventFactory("op-0")
        .create(
            new EventNote(
                new ClusterKey(namespace, "main"),
                Optional.empty(),
                true,
                "QuorumLost",
                "",
                "it happened"),
            new ObjectReferenceBuilder()
                .withApiVersion("etcdmonitor.io/v1alpha1")
                .withKind("EtcdCluster")
                .withNamespace(namespace)
                .withName("main")
                .build(),
            START,
            0);
  }
}
