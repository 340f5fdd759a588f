package io.etcdmonitor.etcd.grpc;

import java.util.Collection;

/**
 * How much an answer may hold. No etcd comes near; who answers in its place must not make us dial
 * without end, or keep more than the memory of a fleet.
 */
final class Bounds {
  /** Members of a cluster; etcd advises 7. As many as a status lists. */
  static final int MEMBERS = 128;

  /** URLs of a member, of either kind. */
  static final int URLS = 16;

  /** Alarms, and complaints of a status: some for each member. */
  static final int ALARMS = 4 * MEMBERS;

  /** Operations that a member counts of its v2 store; etcd has seventeen. */
  static final int OPERATIONS = 64;

  /** A list of that many members fits. Other answers may be as large as a connection takes. */
  static final int SMALL_ANSWER = 256 << 10;

  private Bounds() {}

  /**
   * The same collection.
   *
   * @throws IllegalArgumentException when it has more entries than that
   */
  static <C extends Collection<?>> C atMost(int most, C entries, String what) {
    if (entries.size() > most) {
      throw new IllegalArgumentException(
          "it has %d %s, more than %d".formatted(entries.size(), what, most));
    }
    return entries;
  }
}
