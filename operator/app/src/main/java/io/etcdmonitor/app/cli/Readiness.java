package io.etcdmonitor.app.cli;

import io.etcdmonitor.kube.KubeStats;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Whether an operator may take the place of another one. */
final class Readiness {
  private final KubeStats stats;
  private final BooleanSupplier configured;

  /**
   * @param configured whether the alerts file holds, or held since the start
   */
  Readiness(KubeStats stats, BooleanSupplier configured) {
    this.stats = stats;
    this.configured = configured;
  }

  /** Why it may not; empty when it may. */
  Optional<String> problem() {
    if (!stats.synced()) {
      return Optional.of("the EtcdClusters have not been read from the Kubernetes API yet");
    }
    // The one that leads may alert by the file of before, or be a version that takes this one: a
    // rollout stops here. Who leads itself takes nobody's place.
    return configured.getAsBoolean() || stats.leader()
        ? Optional.empty()
        : Optional.of("the alerts file is refused, as the log says, and another replica may lead");
  }
}
