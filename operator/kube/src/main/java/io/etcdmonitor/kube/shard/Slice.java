package io.etcdmonitor.kube.shard;

import io.etcdmonitor.engine.model.ClusterKey;
import java.nio.charset.StandardCharsets;

/**
 * The clusters of one shard. Every cluster is in exactly one of the {@code shards}; when their
 * number grows from n to n + 1, one cluster in n + 1 moves, all of them to the new shard.
 *
 * @param shard from 0
 * @param shards how many there are; with fewer than {@code shard + 1} the slice is empty
 */
record Slice(int shard, int shards) {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final long LCG = 2862933555777941757L;

  boolean has(ClusterKey cluster) {
    return shard < shards && of(cluster, shards) == shard;
  }

  /** Jump consistent hash (Lamping and Veach, 2014) of namespace and name. */
  static int of(ClusterKey cluster, int shards) {
    long state = hash(cluster.namespace() + "/" + cluster.name());
    long at = -1;
    long next = 0;
    while (next < shards) {
      at = next;
      state = state * LCG + 1;
      next = (long) ((at + 1) * ((double) (1L << 31) / ((state >>> 33) + 1)));
    }
    return (int) at;
  }

  /** FNV-1a, and a mixing of its bits: names often differ in their last digit alone. */
  private static long hash(String text) {
    long hash = FNV_OFFSET;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }
}
