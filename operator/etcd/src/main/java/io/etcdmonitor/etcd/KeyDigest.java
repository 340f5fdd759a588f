package io.etcdmonitor.etcd;

import com.google.protobuf.ByteString;

/**
 * One key as it is compared between members: never its value, only a digest of it.
 *
 * @param key the key
 * @param modRevision revision of its last change
 * @param version changes since it was created
 * @param valueDigest CRC32C of the value
 */
public record KeyDigest(ByteString key, long modRevision, long version, long valueDigest) {}
