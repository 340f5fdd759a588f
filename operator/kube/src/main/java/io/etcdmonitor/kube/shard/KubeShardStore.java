package io.etcdmonitor.kube.shard;

import io.etcdmonitor.kube.KubeNames;
import io.etcdmonitor.kube.KubeOperatorConfig.LeaseSettings;
import io.etcdmonitor.kube.leader.Leases;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Leases and the StatefulSet in the Kubernetes API. Reads name no resourceVersion, so that they see
 * what was written last, and not what a cache of the API server holds.
 */
public final class KubeShardStore implements ShardStore {
  private static final String NUMBER = "[0-9]{1,6}";

  private final KubernetesClient client;
  private final LeaseSettings settings;
  private final String statefulSet;

  /**
   * @param settings the Leases have its name, {@code -shard-} and the number of the shard
   * @param statefulSet in the namespace of the Leases; its replicas are the shards
   */
  public KubeShardStore(KubernetesClient client, LeaseSettings settings, String statefulSet) {
    this.client = Leases.quick(client, settings);
    this.settings = settings;
    this.statefulSet = statefulSet;
  }

  /** Name of the Lease of a shard. */
  public static String name(String lease, int shard) {
    return lease + "-shard-" + shard;
  }

  @Override
  public int wanted() {
    StatefulSet set =
        client.apps().statefulSets().inNamespace(settings.namespace()).withName(statefulSet).get();
    if (set == null) {
      throw new IllegalStateException(
          "there is no StatefulSet %s/%s, whose replicas say among how many the clusters are divided"
              .formatted(settings.namespace(), statefulSet));
    }
    return Optional.ofNullable(set.getSpec().getReplicas()).orElse(1);
  }

  @Override
  public List<ShardLease> list() {
    return client
        .leases()
        .inNamespace(settings.namespace())
        .withLabel(KubeNames.SHARDS_OF_LABEL, settings.name())
        .list()
        .getItems()
        .stream()
        .flatMap(lease -> shard(lease).stream())
        .toList();
  }

  @Override
  public void create(ShardLease lease) {
    Leases.write(() -> client.resource(object(lease)).create());
  }

  @Override
  public void replace(ShardLease lease) {
    Leases.write(() -> client.resource(object(lease)).update());
  }

  private static Optional<ShardLease> shard(Lease lease) {
    String shard = get(lease.getMetadata().getLabels(), KubeNames.SHARD_LABEL);
    String shards = get(lease.getMetadata().getAnnotations(), KubeNames.SHARDS_ANNOTATION);
    return shard.matches(NUMBER) && shards.matches(NUMBER)
        ? Optional.of(
            new ShardLease(Integer.parseInt(shard), Integer.parseInt(shards), Leases.record(lease)))
        : Optional.empty();
  }

  private static String get(Map<String, String> map, String key) {
    return map == null ? "" : map.getOrDefault(key, "");
  }

  private Lease object(ShardLease lease) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withNamespace(settings.namespace())
        .withName(name(settings.name(), lease.shard()))
        .withLabels(
            Map.of(
                KubeNames.SHARDS_OF_LABEL,
                settings.name(),
                KubeNames.SHARD_LABEL,
                Integer.toString(lease.shard())))
        .withAnnotations(Map.of(KubeNames.SHARDS_ANNOTATION, Integer.toString(lease.shards())))
        .withResourceVersion(lease.lease().version().isEmpty() ? null : lease.lease().version())
        .endMetadata()
        .withSpec(Leases.spec(lease.lease()))
        .build();
  }
}
