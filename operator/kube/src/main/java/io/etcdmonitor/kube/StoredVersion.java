package io.etcdmonitor.kube;

import java.util.OptionalLong;

/**
 * Notices that the API tells of an older state than before: its etcd was restored from a backup. A
 * watch that goes on at a version which is still to come is silent, without an error, until that
 * has come; what the restore took away or brought back is never told. Not thread-safe.
 */
final class StoredVersion {
  private long latest = Long.MIN_VALUE;
  private boolean wentBack;

  /** Takes note of the version that all it has stored is of now, where that is known. */
  void seen(OptionalLong version) {
    if (version.isPresent()) {
      wentBack |= version.getAsLong() < latest;
      latest = version.getAsLong();
    }
  }

  boolean wentBack() {
    return wentBack;
  }

  /** Whether it went back since this was asked last. */
  boolean takeWentBack() {
    boolean taken = wentBack;
    wentBack = false;
    return taken;
  }
}
