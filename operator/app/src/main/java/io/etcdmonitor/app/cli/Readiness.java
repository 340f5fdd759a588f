package io.etcdmonitor.app.cli;

import io.etcdmonitor.kube.KubeStats;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Whether an operator may take the place of another one. */
final class Readiness {
  private final KubeStats stats;
  private final BooleanSupplier configured;
  private final boolean sharded;

  /**
   * @param configured whether the alerts file holds, or held since the start
   * @param sharded whether others lead beside it, by the same file
   */
  Readiness(KubeStats stats, BooleanSupplier configured, boolean sharded) {
    this.stats = stats;
    this.configured = configured;
    this.sharded = sharded;
  }

  /** Why it may not; empty when it may. */
  Optional<String> problem() {
    if (!stats.synced()) {
      return Optional.of("the EtcdClusters have not been read from the Kubernetes API yet");
    }
    // The one that leads may alert by the file of before, or be a version that takes this one: a
    // rollout stops here. Who leads itself takes nobody's place; but a shard leads at once, and
    // the rollout would go on to the next one.
    return configured.getAsBoolean() || (stats.leader() && !sharded)
        ? Optional.empty()
        : Optional.of("the alerts file is refused, as the log says, and another replica may alert");
  }
}
