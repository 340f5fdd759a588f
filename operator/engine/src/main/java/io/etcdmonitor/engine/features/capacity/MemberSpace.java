package io.etcdmonitor.engine.features.capacity;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One member's database.
 *
 * @param member its label
 * @param size bytes of the file
 * @param inUse bytes of it in use
 * @param quota its quota
 * @param forecast how it grows
 * @param keys how many there are, where its page tells
 */
record MemberSpace(
    String member, long size, long inUse, Quota quota, Forecast forecast, OptionalLong keys) {

  long free() {
    return Math.max(0, size - inUse);
  }

  double freePercent() {
    return size <= 0 ? 0 : 100.0 * free() / size;
  }

  /** Share of the quota that the file takes; empty when the quota is not known. */
  Optional<Double> usedPercent() {
    return quota.known() ? Optional.of(100.0 * size / quota.bytes()) : Optional.empty();
  }
}
