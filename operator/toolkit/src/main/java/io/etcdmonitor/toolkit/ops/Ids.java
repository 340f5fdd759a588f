package io.etcdmonitor.toolkit.ops;

/** IDs of members, clusters and leases are unsigned 64-bit numbers. */
public final class Ids {
  private Ids() {}

  /** Lower-case hex without leading zeros, as etcd prints them. */
  public static String hex(long id) {
    return Long.toUnsignedString(id, 16);
  }

  /**
   * Reads hex.
   *
   * @throws IllegalArgumentException saying what was written and what is allowed
   */
  public static long parse(String hex) {
    try {
      return Long.parseUnsignedLong(hex, 16);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + hex + "' is no ID: write it in hex", e);
    }
  }
}
