package io.etcdmonitor.kube;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.cluster.EtcdClusterReconciler;
import io.etcdmonitor.kube.inspection.EtcdInspectionReconciler;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * All objects of both kinds: has them looked at, or forgotten.
 *
 * @param kit what the reconcilers were given
 * @param clusters remembers clusters
 * @param inspections remembers inspections
 * @param sight where all clusters are known
 */
record Fleet(
    ReconcilerKit kit,
    EtcdClusterReconciler clusters,
    EtcdInspectionReconciler inspections,
    Supplier<Sight> sight) {

  /** Forgets these clusters and their inspections: they are another replica's from now on. */
  void letGo(Predicate<ClusterKey> which) {
    clusters.letGo(which);
    inspections.letGo(which);
  }

  /**
   * While the controllers were being started again nobody heard of deletions. Nobody would ever:
   * the new informers do not know what they never saw. Called by those who elect, too, while the
   * controllers may be stopped, which empties the caches.
   */
  void forgetGone() {
    Predicate<ClusterKey> known = key -> sight.get().covers(key);
    clusters.forgetGone(known);
    inspections.forgetGone(known);
  }

  /** Has these clusters set up, and all inspections looked at. */
  void setUp(Predicate<ClusterKey> which) {
    kit.caches().clusters().stream().filter(which).forEach(kit.pokes()::cluster);
    lookAtInspections();
  }

  /** Has every object looked at, which sets its timer anew, and none set up. */
  void lookAtAll() {
    kit.caches().clusters().forEach(kit.pokes()::news);
    lookAtInspections();
  }

  private void lookAtInspections() {
    kit.caches().inspections().forEach(i -> kit.pokes().inspection(i.namespace(), i.name()));
  }
}
