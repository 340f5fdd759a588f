package io.etcdmonitor.app.alerts;

import io.etcdmonitor.engine.alert.Surroundings;
import io.etcdmonitor.engine.model.ClusterKey;
import java.util.Map;

/**
 * Holds alerting back until there is a configuration: with another one than was meant alerts would
 * end, and people would hear of what they did not ask for. What is open stays as it is known.
 */
final class Gate implements Surroundings {
  private final Surroundings others;
  private volatile boolean open;

  Gate(Surroundings others) {
    this.others = others;
  }

  void open() {
    open = true;
  }

  @Override
  public boolean configured() {
    return open;
  }

  @Override
  public boolean active() {
    return open && others.active();
  }

  @Override
  public Fate fate(ClusterKey cluster) {
    return others.fate(cluster);
  }

  @Override
  public Map<ClusterKey, String> blocked() {
    return others.blocked();
  }
}
