package io.etcdmonitor.kube;

import static io.etcdmonitor.kube.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.utils.ResponseProvider;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When controllers that run are started anew. */
@EnableKubernetesMockClient
class StarterTest {
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final AtomicReference<Answer> answer = new AtomicReference<>(new Answer(200, "500"));
  private volatile boolean watching = true;
  private Starter starter;

  /** Does not repeat failed calls by itself. */
  private KubernetesClient once;

  KubernetesMockServer server;
  KubernetesClient client;

  private record Answer(int code, String version) {}

  @AfterEach
  void stop() {
    starter.close();
    once.close();
  }

  @Test
  void afterTheApiWasSetBackAllIsReadAnew() {
    start();
    eventually(() -> assertThat(log).containsExactly("start", "started"));
    answer.set(new Answer(200, "501"));
    looks(3);
    assertThat(log).as("it only went on").containsExactly("start", "started");
    answer.set(new Answer(200, "400"));
    eventually(() ->
        assertThat(log).containsExactly("start", "started", "stop", "forget", "start", "started"));
    looks(3);
    assertThat(log).as("once").hasSize(6);
  }

  @Test
  void aVersionThatIsNoNumberSaysNothing() {
    start();
    eventually(() -> assertThat(log).contains("started"));
    answer.set(new Answer(200, "none"));
    looks(3);
    assertThat(log).containsExactly("start", "started");
  }

  @Test
  void whoMayNoLongerWatchSaysSo() {
    start();
    eventually(() -> assertThat(log).contains("started"));
    assertThat(starter.synced()).isTrue();
    watching = false;
    answer.set(new Answer(403, ""));
    eventually(() -> {
      assertThat(log).containsExactly("start", "started", "stop");
      assertThat(starter.synced()).isFalse();
    });
  }

  @Test
  void whoMayListButNotWatchSaysSo() {
    start();
    eventually(() -> assertThat(log).contains("started"));
    server
        .expect()
        .post()
        .withPath("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
        .andReturn(201, "{\"status\":{\"allowed\":false}}")
        .always();
    watching = false;
    eventually(() -> {
      assertThat(log).containsExactly("start", "started", "stop");
      assertThat(starter.synced()).isFalse();
    });
    looks(8);
    assertThat(log).as("waits, and does not start in vain").hasSize(3);
  }

  @Test
  void anApiThatFailsIsNoReason() {
    start();
    eventually(() -> assertThat(log).contains("started"));
    watching = false;
    answer.set(new Answer(503, ""));
    looks(12);
    assertThat(log).containsExactly("start", "started");
    assertThat(starter.synced()).isTrue();
  }

  /** Waits until it has asked the API so often. */
  private void looks(int times) {
    int until = server.getRequestCount() + times;
    eventually(() -> assertThat(server.getRequestCount()).isGreaterThanOrEqualTo(until));
  }

  private void start() {
    for (String kind : List.of("etcdclusters", "etcdinspections")) {
      server
          .expect()
          .get()
          .withPath("/apis/etcdmonitor.io/v1alpha1/%s?limit=1".formatted(kind))
          .andReply(
              new ResponseProvider<Object>() {
                @Override
                public int getStatusCode(RecordedRequest request) {
                  return answer.get().code();
                }

                @Override
                public Object getBody(RecordedRequest request) {
                  return "{\"metadata\":{\"resourceVersion\":\"%s\"},\"items\":[]}"
                      .formatted(answer.get().version());
                }

                @Override
                public Headers getHeaders() {
                  return Headers.builder().build();
                }

                @Override
                public void setHeaders(Headers headers) {}
              })
          .always();
    }
    once =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(client.getConfiguration())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    starter =
        new Starter(
            new StartCheck(once, Set.of()),
            (namespaces, onEnd) -> new Lived(),
            () -> log.add("started"),
            () -> log.add("forget"),
            event -> {},
            Duration.ofMillis(20));
    starter.start();
  }

  private final class Lived implements Starter.Life {
    @Override
    public void start() {
      log.add("start");
    }

    @Override
    public boolean watching() {
      return watching;
    }

    @Override
    public void close() {
      log.add("stop");
    }
  }
}
