package io.etcdmonitor.kube.shard;

import io.etcdmonitor.kube.leader.LeaseRecord;

/**
 * The Lease of a shard.
 *
 * @param shard which
 * @param shards its holder has, or is about to take, the clusters of {@code shard} out of so many,
 *     and no others
 * @param lease who holds it
 */
public record ShardLease(int shard, int shards, LeaseRecord lease) {
  Slice slice() {
    return new Slice(shard, shards);
  }
}
