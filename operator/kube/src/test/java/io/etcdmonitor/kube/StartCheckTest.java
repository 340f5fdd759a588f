package io.etcdmonitor.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnableKubernetesMockClient
class StartCheckTest {
  private static final int OK = 200;
  private static final int FORBIDDEN = 403;

  KubernetesMockServer server;
  KubernetesClient client;

  @Test
  void aNamespaceThatRefusesUsIsLeftOutAndTheOthersAreNot() {
    answer("a", OK, OK);
    answer("b", FORBIDDEN, FORBIDDEN);
    answer("c", OK, FORBIDDEN);
    StartCheck.Findings found = look("a", "b", "c");
    assertThat(found.obstacle()).isEmpty();
    assertThat(found.namespaces()).containsExactly("a");
    assertThat(found.leftOut()).containsOnlyKeys("b", "c");
    assertThat(found.leftOut().get("b")).contains("may not list etcdclusters", "namespace b");
    assertThat(found.leftOut().get("c")).contains("may not list etcdinspections", "namespace c");
  }

  @Test
  void whereAllRefuseUsNothingStarts() {
    answer("a", FORBIDDEN, FORBIDDEN);
    answer("b", FORBIDDEN, FORBIDDEN);
    StartCheck.Findings found = look("a", "b");
    assertThat(found.obstacle()).get().asString().contains("namespace a", "RBAC");
    assertThat(found.namespaces()).as("not all: they were not asked for").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 404, 429, 500, 503})
  void whatIsNoNamespacesOwnFaultIsWaitedFor(int code) {
    answer("a", OK, OK);
    answer("b", code, code);
    StartCheck.Findings found = look("a", "b");
    assertThat(found.obstacle()).isPresent();
    assertThat(found.namespaces()).isEmpty();
  }

  @Test
  void anApiThatIsAwayIsWaitedFor() {
    server.shutdown();
    assertThat(look("a", "b").obstacle()).get().asString().contains("does not answer");
  }

  @Test
  void itIsToldWhichOfThemLetUsInLater() {
    answer("b", OK, OK);
    answer("c", FORBIDDEN, FORBIDDEN);
    assertThat(new StartCheck(client, Set.of()).open(List.of("b", "c"))).containsExactly("b");
  }

  private StartCheck.Findings look(String... namespaces) {
    Config impatient =
        new ConfigBuilder(client.getConfiguration()).withRequestRetryBackoffLimit(0).build();
    try (KubernetesClient once = new KubernetesClientBuilder().withConfig(impatient).build()) {
      return new StartCheck(once, Set.of(namespaces)).look();
    }
  }

  private void answer(String namespace, int clusters, int inspections) {
    answer(namespace, "etcdclusters", clusters);
    answer(namespace, "etcdinspections", inspections);
  }

  private void answer(String namespace, String kind, int code) {
    String path =
        "/apis/etcdmonitor.io/v1alpha1/namespaces/%s/%s?limit=1".formatted(namespace, kind);
    server
        .expect()
        .get()
        .withPath(path)
        .andReturn(code, code == OK ? "{\"metadata\":{},\"items\":[]}" : "{}")
        .always();
  }
}
