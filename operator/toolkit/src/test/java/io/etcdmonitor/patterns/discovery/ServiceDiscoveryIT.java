package io.etcdmonitor.patterns.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.etcd.testing.Await;
import io.etcdmonitor.etcd.testing.EtcdAdmin;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.etcdmonitor.patterns.PatternClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceDiscoveryIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static EtcdTestCluster cluster;
  private PatternClient server;
  private PatternClient client;
  private ServiceDiscovery serving;
  private ServiceDiscovery looking;

  @BeforeAll
  static void startCluster() {
    cluster = PatternClient.startCluster();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @BeforeEach
  void connect() {
    server = new PatternClient(cluster, 0);
    client = new PatternClient(cluster, 1);
    serving = new ServiceDiscovery(server.etcd());
    looking = new ServiceDiscovery(client.etcd());
  }

  @AfterEach
  void disconnect() {
    server.close();
    client.close();
  }

  private Registration register(String service, Instance instance) throws Exception {
    return serving.register(service, instance, server.session(), HealthCheck.NONE).await(PATIENCE);
  }

  private static String ids(List<Instance> instances) {
    return instances.stream().map(Instance::id).collect(Collectors.joining(","));
  }

  @Test
  void instancesComeAreChosenAndGo() throws Exception {
    Instance a = Instance.of("a", "10.0.0.1", 80).withMetadata(Map.of("zone", "east"));
    try (ServiceView view = looking.watch("shop", Balancers.roundRobin());
        Registration first = register("shop", a)) {
      assertThat(looking.list("shop")).containsExactly(a);
      try (Registration second = register("shop", Instance.of("b", "10.0.0.2", 80))) {
        assertThat(second.registered()).isTrue();
        Await.until("both are seen", PATIENCE, () -> ids(view.instances()).equals("a,b"));
        assertThat(List.of(pick(view), pick(view), pick(view), pick(view))).contains("a", "b");
        second.health(Health.DRAINING);
        Await.until("it is drained", PATIENCE, () -> ids(view.healthy()).equals("a"));
        assertThat(ids(view.instances())).isEqualTo("a,b");
        assertThat(List.of(pick(view), pick(view))).containsOnly("a");
        second.health(Health.UP);
        second.weight(7);
        Await.until(
            "the weight is seen",
            PATIENCE,
            () -> view.healthy().stream().anyMatch(i -> i.weight() == 7));
      }
      Await.until("it is gone", PATIENCE, () -> ids(view.instances()).equals("a"));
      first.health(Health.DOWN);
      Await.until("nobody is up", PATIENCE, () -> view.pick().isEmpty());
    }
    assertThat(looking.list("shop")).isEmpty();
  }

  private static String pick(ServiceView view) {
    try (ServiceView.Pick pick = view.pick().orElseThrow()) {
      return pick.instance().id();
    }
  }

  @Test
  void whoIsCutOffDisappearsAndComesBackByItself() throws Exception {
    try (ServiceView view = looking.watch("cut", Balancers.roundRobin());
        Registration registration = register("cut", Instance.of("a", "10.0.0.1", 80))) {
      Await.until("it is seen", PATIENCE, () -> ids(view.instances()).equals("a"));
      server.blackHole();
      Await.until("it is gone", PATIENCE, () -> view.instances().isEmpty());
      assertThat(registration.registered()).isFalse();
      server.heal();
      Await.until("it is back", PATIENCE, () -> ids(view.instances()).equals("a"));
      Await.until("it knows", PATIENCE, registration::registered);
      // Deleted by hand: it comes back, too.
      cluster.member(0).admin().deletePrefix(ServiceDiscovery.ROOT + "cut/");
      Await.until("it is gone again", PATIENCE, () -> view.instances().isEmpty());
      Await.until("it is back again", PATIENCE, () -> ids(view.instances()).equals("a"));
    }
  }

  @Test
  void aClientThatIsCutOffGoesOnWithWhatItKnewAndSaysSo() throws Exception {
    Registration first = register("old", Instance.of("a", "10.0.0.1", 80));
    try (ServiceView view = looking.watch("old", Balancers.roundRobin())) {
      Await.until("it is seen", PATIENCE, () -> ids(view.instances()).equals("a"));
      assertThat(view.upToDate()).isTrue();
      client.cut();
      Await.until("it is said", PATIENCE, () -> !view.upToDate());
      first.close();
      try (Registration second = register("old", Instance.of("b", "10.0.0.2", 80))) {
        assertThat(second.registered()).isTrue();
        assertThat(pick(view)).isEqualTo("a");
        client.heal();
        Await.until("the change is seen", PATIENCE, () -> ids(view.instances()).equals("b"));
        Await.until("it is said, too", PATIENCE, view::upToDate);
      }
    }
  }

  @Test
  void aFullDatabaseDelaysAnUpdateButRemovesNobody() throws Exception {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    try (ServiceView view =
            looking.watch("full", Balancers.roundRobin(), instances -> seen.add(ids(instances)));
        Registration registration = register("full", Instance.of("a", "10.0.0.1", 80))) {
      Await.until("it is seen", PATIENCE, () -> ids(view.instances()).equals("a"));
      long before = refusedForSpace();
      EtcdTestMember member = cluster.member(0);
      member.admin().activateAlarm(member.rawId(), EtcdAdmin.NOSPACE);
      try {
        registration.weight(7);
        Await.until("it was refused twice", PATIENCE, () -> refusedForSpace() >= before + 2);
        assertThat(registration.registered()).isTrue();
        Registration late =
            serving.register(
                "late", Instance.of("b", "10.0.0.2", 80), server.session(), HealthCheck.NONE);
        try (late) {
          assertThatThrownBy(() -> late.await(Duration.ofSeconds(2)))
              .isInstanceOf(TimeoutException.class)
              .hasMessageContaining("space exceeded");
          assertThat(late.failure()).isEmpty();
          member.admin().disarmAlarm(member.rawId(), EtcdAdmin.NOSPACE);
          assertThat(late.await(PATIENCE).registered()).isTrue();
        }
      } finally {
        member.admin().disarmAlarm(member.rawId(), EtcdAdmin.NOSPACE);
      }
      Await.until("it is written", PATIENCE, () -> view.instances().get(0).weight() == 7);
      assertThat(registration.failure()).isEmpty();
      assertThat(seen).first().isEqualTo("");
      assertThat(List.copyOf(seen).subList(1, seen.size())).containsOnly("a");
    }
  }

  /** Transactions that the members refused, as they count them. */
  private static long refusedForSpace() throws IOException, InterruptedException {
    long refused = 0;
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (EtcdTestMember member : cluster.members()) {
        HttpRequest page =
            HttpRequest.newBuilder(URI.create(member.endpoint() + "/metrics")).build();
        refused +=
            http.send(page, HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line ->
                    line.startsWith(
                        "grpc_server_handled_total{grpc_code=\"ResourceExhausted\",grpc_method=\"Txn\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf('}') + 1)))
                .sum();
      }
    }
    return refused;
  }

  @Test
  void whatIsRefusedForGoodIsTold() throws Exception {
    Registration registration = register("refused", Instance.of("a", "10.0.0.1", 80));
    assertThat(registration.failure()).isEmpty();
    server.etcd().close();
    registration.weight(7);
    Await.until("it is told", PATIENCE, () -> registration.failure().isPresent());
    assertThat(registration.registered()).isFalse();
    registration.close();
  }

  @Test
  void ofTwoProcessesWithOneIdTheLaterWins() throws Exception {
    Registration early = register("twins", Instance.of("a", "10.0.0.1", 80));
    try (Registration late = register("twins", Instance.of("a", "10.0.0.2", 80))) {
      Await.until("the first one knows", PATIENCE, early::replaced);
      assertThat(early.registered()).isFalse();
      early.close();
      assertThat(looking.list("twins")).containsExactly(late.instance());
      assertThat(late.replaced()).isFalse();
    }
  }

  @Test
  void aCheckDecidesWhetherItIsUp() throws Exception {
    AtomicReference<Health> health = new AtomicReference<>(Health.UP);
    HealthCheck check =
        () -> {
          if (health.get() == Health.DRAINING) {
            throw new IllegalStateException("the check itself fails");
          }
          return Optional.of(health.get());
        };
    try (ServiceView view = looking.watch("checked", Balancers.leastConnections());
        Registration registration =
            serving.register(
                "checked", Instance.of("a", "10.0.0.1", 80), server.session(), check)) {
      Await.until("it is up", PATIENCE, () -> ids(view.healthy()).equals("a"));
      health.set(Health.DRAINING);
      Await.until("a check that fails counts as down", PATIENCE, () -> view.healthy().isEmpty());
      assertThat(registration.instance().health()).isEqualTo(Health.DOWN);
      health.set(Health.UP);
      Await.until("it is up again", PATIENCE, () -> ids(view.healthy()).equals("a"));
    }
  }

  @Test
  void aRegistrationOutlivesEtcdsLeader() throws Exception {
    try (ServiceView view = looking.watch("steady", Balancers.roundRobin());
        Registration registration = register("steady", Instance.of("a", "10.0.0.1", 80))) {
      Await.until("it is seen", PATIENCE, () -> ids(view.instances()).equals("a"));
      EtcdTestMember leader = cluster.leader();
      leader.kill();
      cluster.awaitLeader();
      registration.weight(3);
      Await.until(
          "a change comes through",
          PATIENCE,
          () -> view.instances().stream().anyMatch(i -> i.weight() == 3));
      leader.restart();
      assertThat(registration.replaced()).isFalse();
    }
  }
}
