package io.etcdmonitor.etcd;

import java.util.OptionalLong;

/**
 * A member's hash over its key-value history. Two hashes may be compared only when they were asked
 * at the same revision and have the same compact revision; anything else is inconclusive, not
 * divergence.
 *
 * @param memberId who answered, lower-case hex
 * @param hash CRC32C, unsigned
 * @param compactRevision revision the history was compacted at when hashed; -1 when never
 * @param currentRevision the member's revision when it answered (not the hashed one)
 * @param hashRevision the hashed revision, from etcd 3.6
 */
public record HashKv(
    String memberId,
    long hash,
    long compactRevision,
    long currentRevision,
    OptionalLong hashRevision) {}
