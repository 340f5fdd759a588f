package io.etcdmonitor.kube;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.KubeOperatorConfig.LeaseSettings;
import io.etcdmonitor.kube.leader.LeaderLoop;
import io.etcdmonitor.kube.shard.KubeShardStore;
import io.etcdmonitor.kube.shard.ShardElection;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;

/** Several replicas, of which each has its share of the clusters. */
final class Sharding implements Office {
  /** Changes of a status within a second are written together: the last ones before the end. */
  private static final Duration LAST_WORDS = Duration.ofMillis(1_500);

  private final KubeOperatorConfig.Sharding config;
  private final ShardElection election;
  private final ShardElection.Listener duties;
  private final LeaderLoop loop;
  private boolean started;

  Sharding(
      KubeOperatorConfig.Sharding config,
      LeaseSettings lease,
      KubernetesClient client,
      Clock clock,
      ShardElection.Listener duties) {
    this.config = config;
    this.duties = duties;
    election =
        new ShardElection(
            config.shard(),
            lease,
            new KubeShardStore(client, lease, config.statefulSet()),
            duties,
            clock,
            System::nanoTime);
    loop =
        new LeaderLoop(
            new LeaderLoop.Steps(election::tick, election::farewell, LAST_WORDS, election::release),
            lease.retry());
  }

  @Override
  public boolean leading() {
    return election.leading();
  }

  @Override
  public boolean owns(ClusterKey cluster) {
    return election.owns(cluster);
  }

  @Override
  public boolean enter(ClusterKey cluster) {
    return election.enter(cluster);
  }

  @Override
  public void exit() {
    election.exit();
  }

  @Override
  public boolean kept(ClusterKey cluster) {
    return election.kept(cluster);
  }

  KubeStats.Shard stats() {
    return new KubeStats.Shard(config.shard(), election.wanted());
  }

  @Override
  public synchronized void start() {
    if (started) {
      duties.take();
      return;
    }
    started = true;
    loop.start();
  }

  @Override
  public synchronized void close() {
    if (started) {
      loop.close();
    }
  }
}
