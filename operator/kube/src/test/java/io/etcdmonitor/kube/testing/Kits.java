package io.etcdmonitor.kube.testing;

import io.etcdmonitor.kube.ClusterStandings;
import io.etcdmonitor.kube.PokeQueue;
import io.etcdmonitor.kube.ReconcilerKit;
import io.etcdmonitor.kube.alert.KubeAlerts;

/** What reconcilers and their parts are given in tests. */
public final class Kits {
  private Kits() {}

  /** Of a replica that leads, whose alerts tell nobody. */
  public static ReconcilerKit leading(
      FakeEngine engine, FakeCaches caches, PokeQueue pokes, TestClock clock) {
    return new ReconcilerKit(
        engine,
        () -> true,
        caches,
        new ClusterStandings(),
        pokes,
        new KubeAlerts(caches, pokes, note -> {}, clock),
        clock);
  }
}
