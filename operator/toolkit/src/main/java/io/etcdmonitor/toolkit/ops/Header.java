package io.etcdmonitor.toolkit.ops;

/**
 * Who answered, and when in etcd's terms.
 *
 * @param clusterId unsigned
 * @param memberId unsigned; print it with {@link Ids#hex}
 * @param revision of the key-value store, at that member
 * @param raftTerm at that member
 */
public record Header(long clusterId, long memberId, long revision, long raftTerm) {}
