package io.etcdmonitor.kube.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.time.Instant;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient
class KubeEventWriterMockTest {
  private static final String PATH = "/apis/events.k8s.io/v1/namespaces/ns/events/main.1";

  KubernetesMockServer server;
  KubernetesClient client;

  /** The operator's role may create and patch Events; it may not get them. */
  @Test
  void aSeriesIsWrittenWithoutReadingTheEvent() throws Exception {
    server.expect().patch().withPath(PATH).andReturn(200, new EventBuilder().build()).once();

    new KubeEventWriter(client).updateSeries("ns", "main.1", 3, Instant.EPOCH);

    assertThat(server.getRequestCount()).isEqualTo(1);
    RecordedRequest request = server.takeRequest();
    assertThat(request.getHeader("Content-Type")).startsWith("application/merge-patch+json");
    JsonNode patch = Serialization.unmarshal(request.getUtf8Body(), JsonNode.class);
    assertThat(patch.get("series").toString())
        .isEqualTo("{\"count\":3,\"lastObservedTime\":\"1970-01-01T00:00:00.000000Z\"}");
    // The API lets nothing else of an Event change.
    assertThat(patch.fieldNames())
        .toIterable()
        .isSubsetOf("apiVersion", "kind", "metadata", "series");
  }
}
