package io.etcdmonitor.kube;

import io.etcdmonitor.engine.Engine;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.alert.KubeAlerts;
import io.etcdmonitor.kube.leader.LeaderGate;
import io.etcdmonitor.kube.shard.ShardElection;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What having a share of the clusters means. */
final class ShareDuties implements ShardElection.Listener {
  private final Engine engine;
  private final KubeAlerts alerts;
  private final Supplier<Fleet> fleet;

  /**
   * Sets up.
   *
   * @param fleet asked from the first call on: it is made after those who elect
   */
  ShareDuties(Engine engine, KubeAlerts alerts, Supplier<Fleet> fleet) {
    this.engine = engine;
    this.alerts = alerts;
    this.fleet = fleet;
  }

  @Override
  public void pause() {
    engine.pause();
  }

  @Override
  public void resume() {
    alerts.takeShare();
    engine.resume();
  }

  @Override
  public void leaving(Predicate<ClusterKey> leaving) {
    alerts.leave(leaving);
    if (gate().leading()) {
      alerts.farewell();
    }
  }

  @Override
  public void letGo(Predicate<ClusterKey> gone) {
    fleet.get().letGo(gone);
    alerts.drop(gone);
  }

  @Override
  public void take() {
    fleet.get().forgetGone();
    fleet.get().setUp(gate()::owns);
  }

  private LeaderGate gate() {
    return fleet.get().kit().gate();
  }
}
