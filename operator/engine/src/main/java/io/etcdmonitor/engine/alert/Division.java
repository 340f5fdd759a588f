package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.model.ClusterKey;
import java.time.Clock;
import java.util.function.Predicate;

/**
 * For several processes that share the clusters: which of them are this one's. Once there is one,
 * nothing is evaluated or sent of a cluster before it was taken. Thread-safe.
 */
public final class Division {
  private final AlertCore core;
  private final Clock clock;

  Division(AlertCore core, Clock clock) {
    this.core = core;
    this.clock = clock;
    core.onShelf(clock.instant(), (shelf, now) -> shelf.divide());
  }

  /**
   * A cluster is this process's from now on; called before its first result. Its episodes go on:
   * nobody is told a second time that they fire, and whoever was told hears when they end.
   *
   * @param known as the process that had it wrote it down
   * @param storeKnows whether nobody else had it since this process's own store was written; then
   *     that wins
   */
  public void take(ClusterKey cluster, KnownAlert.OfCluster known, boolean storeKnows) {
    core.onShelf(clock.instant(), (shelf, now) -> shelf.take(cluster, known, storeKnows, now));
  }

  /** Nothing is begun any more for these clusters; what is known of them can still be asked. */
  public void leave(Predicate<ClusterKey> leaving) {
    core.onShelf(clock.instant(), (shelf, now) -> shelf.leave(leaving));
  }

  /** These clusters are another process's from now on: they are forgotten without a word. */
  public void drop(Predicate<ClusterKey> gone) {
    core.onShelf(clock.instant(), (shelf, now) -> shelf.drop(gone, now));
  }
}
