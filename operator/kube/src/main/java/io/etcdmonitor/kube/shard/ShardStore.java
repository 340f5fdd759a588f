package io.etcdmonitor.kube.shard;

import java.util.List;

/**
 * Where the Leases of the shards are kept. Calls may block; any exception but {@code
 * LeaseStore.Conflict} means "could not look". Reads see every write that had ended before.
 */
public interface ShardStore {
  /** Among how many shards the clusters are to be divided. */
  int wanted();

  /** All Leases of shards, also of those that are too many now. */
  List<ShardLease> list();

  /**
   * Creates a Lease.
   *
   * @throws io.etcdmonitor.kube.leader.LeaseStore.Conflict when there is one already
   */
  void create(ShardLease lease);

  /**
   * Replaces a Lease if it still has the version that it was read with.
   *
   * @throws io.etcdmonitor.kube.leader.LeaseStore.Conflict when somebody else wrote it meanwhile
   */
  void replace(ShardLease lease);
}
