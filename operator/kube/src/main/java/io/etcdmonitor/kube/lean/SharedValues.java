package io.etcdmonitor.kube.lean;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Gives equal values as one. Remembers a bounded number, the latest of those that meet in a slot.
 * For values that nobody changes. Thread-safe.
 */
final class SharedValues<T> {
  private static final int HIGH_BITS = 16;

  private final AtomicReferenceArray<T> seen;

  /**
   * @param slots so many are remembered at most; a power of two
   */
  SharedValues(int slots) {
    if (Integer.bitCount(slots) != 1) {
      throw new IllegalArgumentException("slots must be a power of two: " + slots);
    }
    seen = new AtomicReferenceArray<>(slots);
  }

  /** The value, or an equal one that was given before. */
  T share(T value) {
    int hash = value.hashCode();
    int slot = (hash ^ hash >>> HIGH_BITS) & seen.length() - 1;
    T before = seen.get(slot);
    if (value.equals(before)) {
      return before;
    }
    seen.set(slot, value);
    return value;
  }
}
