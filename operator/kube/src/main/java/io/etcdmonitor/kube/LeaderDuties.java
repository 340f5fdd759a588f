package io.etcdmonitor.kube;

import io.etcdmonitor.engine.Engine;
import io.etcdmonitor.kube.alert.KubeAlerts;
import java.util.function.Supplier;

/** What leading means where one replica does everything. */
final class LeaderDuties implements Leadership.Duties {
  private static final long NEVER = -1;

  private final Engine engine;
  private final KubeAlerts alerts;
  private final Statuses statuses;
  private final Supplier<Fleet> fleet;
  private long led = NEVER;

  /**
   * Sets up.
   *
   * @param fleet asked from the first call on: it is made after those who elect
   */
  LeaderDuties(Engine engine, KubeAlerts alerts, Statuses statuses, Supplier<Fleet> fleet) {
    this.engine = engine;
    this.alerts = alerts;
    this.statuses = statuses;
    this.fleet = fleet;
  }

  @Override
  public void prepare(long term) {
    if (term != led) {
      // Somebody led in between: statuses tell more than what we knew then.
      fleet.get().letGo(key -> true);
      led = term;
    }
    alerts.lead(term);
  }

  @Override
  public void begin() {
    // What was written last is known only to who wrote it.
    statuses.startAnew();
    engine.resume();
    again();
  }

  @Override
  public void end() {
    engine.pause();
    alerts.forget();
  }

  @Override
  public void farewell() {
    alerts.farewell();
  }

  @Override
  public void again() {
    fleet.get().forgetGone();
    fleet.get().setUp(key -> true);
  }

  @Override
  public void tellAll() {
    fleet.get().lookAtAll();
  }
}
