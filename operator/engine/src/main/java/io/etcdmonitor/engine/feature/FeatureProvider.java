package io.etcdmonitor.engine.feature;

import io.etcdmonitor.engine.model.MetricsAccess;
import io.etcdmonitor.etcd.EtcdApi;
import java.time.Duration;
import java.util.Set;

/**
 * One thing that can be inspected. Found by {@link java.util.ServiceLoader}: a jar on the class
 * path adds a feature. Instances are shared by all clusters and called from many threads; what is
 * to be remembered between runs lives in {@link InspectionContext#memory}.
 */
public interface FeatureProvider {

  /** Lower-case DNS label, unique. */
  String name();

  /** One sentence for people. */
  String description();

  /** How often it runs where nobody said. */
  Duration defaultInterval();

  /**
   * The same for a cluster whose members' pages are read so.
   *
   * @param metrics whether and how they are read
   */
  default Duration defaultInterval(MetricsAccess metrics) {
    return defaultInterval();
  }

  /** Whether every cluster gets it unless switched off. */
  default boolean enabledByDefault() {
    return true;
  }

  /**
   * By which APIs it can look. On a cluster that is watched by another one it is not run, and its
   * result says that it does not apply.
   */
  default Set<EtcdApi> apis() {
    return Set.of(EtcdApi.V3);
  }

  /**
   * Whether a run may take long. Such a run does not hold the cluster's round up: other features go
   * on beside it.
   */
  default boolean longRunning() {
    return false;
  }

  /** The settings it accepts; any other is refused with a condition. */
  Set<SettingSpec> settings();

  /**
   * Looks and judges. Runs on a virtual thread and may block. Never throws for what the cluster
   * does: failures are results. Every call it makes must end by {@link InspectionContext#deadline}.
   */
  InspectionOutcome inspect(InspectionContext context);
}
