package io.etcdmonitor.kube;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.leader.LeaderGate;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Objects that were made again at once under the name of a deleted one. When the deletion has been
 * handled, the framework forgets all that it heard of that name meanwhile, so nobody would ever
 * look at them.
 *
 * @param caches what the informers know
 * @param gate what this replica may write about
 * @param pokes has objects reconciled
 */
public record Successors(ObjectCaches caches, LeaderGate gate, PokeQueue pokes) {

  /**
   * Has a cluster reconciled if there is one of the name of one that was deleted.
   *
   * @param seen whether it was reconciled
   */
  public void lookFor(ClusterKey key, BooleanSupplier seen) {
    pokes.clusterWhile(
        key, () -> !seen.getAsBoolean() && gate.owns(key) && cluster(key).isPresent());
  }

  /**
   * Has an inspection reconciled if there is one of the name of one that was deleted.
   *
   * @param seen whether it was reconciled
   */
  public void lookFor(EtcdInspection deleted, BooleanSupplier seen) {
    String namespace = deleted.getMetadata().getNamespace();
    String name = deleted.getMetadata().getName();
    pokes.inspectionWhile(
        namespace,
        name,
        () ->
            !seen.getAsBoolean()
                && caches
                    .inspection(namespace, name)
                    .filter(i -> i.getSpec() != null && !i.isMarkedForDeletion())
                    .filter(i -> gate.owns(new ClusterKey(namespace, i.getSpec().clusterName())))
                    .isPresent());
  }

  /**
   * Whether an object that is said to be deleted is there: the framework says so of one that was
   * made again before the deletion of the other was handled.
   */
  public boolean isOne(EtcdCluster said) {
    return cluster(new ClusterKey(said.getMetadata().getNamespace(), said.getMetadata().getName()))
        .filter(c -> uid(c).equals(uid(said)))
        .isPresent();
  }

  private Optional<EtcdCluster> cluster(ClusterKey key) {
    return caches.cluster(key).filter(c -> !c.isMarkedForDeletion());
  }

  private static String uid(HasMetadata object) {
    return object.getMetadata().getUid();
  }
}
