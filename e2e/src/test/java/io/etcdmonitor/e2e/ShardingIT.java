package io.etcdmonitor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.Health;
import io.etcdmonitor.e2e.alert.WebhookReceiver;
import io.etcdmonitor.e2e.alert.WebhookReceiver.Told;
import io.etcdmonitor.e2e.operator.OperatorProcess;
import io.etcdmonitor.e2e.operator.Scrape;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replicas of one StatefulSet (which nothing here but its object is of: the test starts and stops
 * the Pods) share the clusters, while their number changes and alerts fire.
 */
@NeedsKubeApi
class ShardingIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String NAMESPACE = "sharding";
  private static final String RULE = "EtcdQuorumLost";
  private static final int CLUSTERS = 10;

  /** One feature, so that ten clusters on one etcd are quick. */
  private static final String HEALTHY =
      """
        features:
        - {name: healthy, interval: 5s, timeout: 4s}
        - {name: alarm, enabled: false}
        - {name: consistency, enabled: false}
        - {name: request, enabled: false}
        - {name: capacity, enabled: false}
        - {name: disk, enabled: false}
        - {name: certificate, enabled: false}
        - {name: version, enabled: false}
        metrics: {enabled: false}
      """;

  @TempDir Path directory;

  private final List<OperatorProcess> replicas = new ArrayList<>();
  private KubeEnvironment kube;
  private Path alerts;

  @Test
  void replicasShareTheClustersWhileTheirNumberChanges() throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(1).start();
        WebhookReceiver hook = WebhookReceiver.start();
        KubeEnvironment environment =
            KubeEnvironment.start(Map.of("sharding.enabled", true, "sharding.replicas", 2))) {
      kube = environment;
      alerts = hook.writeFile(directory.resolve("alerts.yaml"), "");
      startReplica(0);
      startReplica(1);
      kube.createNamespace(NAMESPACE);
      for (int i = 0; i < CLUSTERS; i++) {
        kube.apply(NAMESPACE, Yaml.clusterWith("etcd-" + i, etcd.endpoints(), HEALTHY));
      }
      awaitEachHasOne();
      assertThat(replicas).allMatch(r -> !rows(r).isEmpty());
      Await.until(
          "every status says that it is well",
          SOON,
          () -> statuses().allMatch(ShardingIT::healthy));

      etcd.members().get(0).kill();
      Set<String> firing = awaitTold(hook, "firing");
      Await.until(
          "every status says whom it told", SOON, () -> statuses().allMatch(ShardingIT::told));

      scale(3);
      startReplica(2);
      Await.until(
          "the third has its share", SOON, () -> watched(() -> !rows(replicas.get(2)).isEmpty()));
      awaitEachHasOne();
      Set<String> moved = rows(replicas.get(2));

      etcd.members().get(0).launchAgain();
      awaitTold(hook, "resolved");

      scale(1);
      replicas.get(2).close();
      replicas.get(1).close();
      replicas.subList(1, 3).clear();
      Await.until("the first has all", SOON, () -> rows(replicas.get(0)).size() == CLUSTERS);
      Await.until(
          "every status says that it is well again",
          SOON,
          () ->
              statuses()
                  .allMatch(
                      c -> c.getStatus().alerts().stream().noneMatch(a -> a.rule().equals(RULE))));

      Await.until(
          "whoever was told that an alert fires, " + moved + " moved while it did, heard its end",
          SOON,
          () ->
              lastTold(hook).values().stream().allMatch("resolved"::equals)
                  && lastTold(hook).keySet().containsAll(firing));
    }
  }

  private void startReplica(int shard) {
    replicas.add(
        kube.startOperator(
            "etcd-monitor-" + shard,
            "--sharding-stateful-set",
            KubeEnvironment.NAMESPACE,
            "--lease-retry-period",
            "1s",
            "--alerts-file",
            alerts.toString()));
  }

  /** As {@code kubectl scale} does. */
  private void scale(int shards) {
    kube.admin()
        .apps()
        .statefulSets()
        .inNamespace(KubeEnvironment.NAMESPACE)
        .withName(KubeEnvironment.NAMESPACE)
        .edit(set -> {
          set.getSpec().setReplicas(shards);
          return set;
        });
  }

  private void awaitEachHasOne() {
    Await.until(
        "each cluster is watched by one replica",
        SOON,
        () ->
            watched(() -> {
              List<String> all = new ArrayList<>();
              replicas.forEach(replica -> all.addAll(rows(replica)));
              return all.size() == CLUSTERS && new TreeSet<>(all).size() == CLUSTERS;
            }));
  }

  /**
   * Looks at each replica twice around a look at the others: what one has both times, no other may
   * have in between.
   */
  private boolean watched(Check then) throws Exception {
    Map<OperatorProcess, Set<String>> before = new HashMap<>();
    replicas.forEach(replica -> before.put(replica, rows(replica)));
    for (OperatorProcess replica : replicas) {
      Set<String> between = rows(replica);
      for (OperatorProcess other : replicas) {
        if (other != replica) {
          Set<String> both = new HashSet<>(before.get(other));
          both.retainAll(between);
          both.retainAll(rows(other));
          assertThat(both).as("watched by two replicas").isEmpty();
        }
      }
    }
    return then.holds();
  }

  private interface Check {
    boolean holds() throws Exception;
  }

  /** The clusters that a replica watches: those it has rows of. None while it does not answer. */
  private static Set<String> rows(OperatorProcess replica) {
    try {
      return replica.metrics().find("etcd_monitor_cluster_health", "namespace", NAMESPACE).stream()
          .map(Scrape.Sample::labels)
          .map(labels -> labels.get("cluster"))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      return Set.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Set.of();
    }
  }

  private Stream<EtcdCluster> statuses() {
    return kube
        .admin()
        .resources(EtcdCluster.class)
        .inNamespace(NAMESPACE)
        .list()
        .getItems()
        .stream();
  }

  private static boolean healthy(EtcdCluster cluster) {
    return cluster.getStatus() != null && cluster.getStatus().health() == Health.HEALTHY;
  }

  private static boolean told(EtcdCluster cluster) {
    return cluster.getStatus().alerts().stream()
        .filter(a -> a.rule().equals(RULE))
        .anyMatch(a -> a.told().stream().anyMatch(t -> t.unconfirmed() == null));
  }

  private Set<String> awaitTold(WebhookReceiver hook, String status) {
    return Await.until(
        "the webhook hears of every cluster that it is " + status,
        SOON,
        () -> Optional.of(episodes(hook, status)).filter(episodes -> episodes.size() >= CLUSTERS),
        () ->
            episodes(hook, status)
                + replicas.stream()
                    .map(replica -> replica.process().tail(30))
                    .collect(Collectors.joining("\n--\n", "\n", "")));
  }

  /** What was said last of each episode. */
  private static Map<String, String> lastTold(WebhookReceiver hook) {
    Map<String, String> last = new HashMap<>();
    hook.told(RULE).forEach(t -> last.put(t.episode(), t.status()));
    return last;
  }

  private static Set<String> episodes(WebhookReceiver hook, String status) {
    return hook.told(RULE).stream()
        .filter(t -> t.status().equals(status))
        .map(Told::episode)
        .collect(Collectors.toSet());
  }
}
