package io.etcdmonitor.toolkit.benchmark;

import io.etcdmonitor.toolkit.metrics.Pages;

/**
 * How many bytes answers may have.
 *
 * @param operation of what is asked before and after the load
 * @param load of the load itself
 * @param page of a member's metrics page
 */
record Sizes(int operation, int load, int page) {
  static final Sizes ANY = new Sizes(Integer.MAX_VALUE, 64 << 20, Pages.MAX_BYTES);

  /** Enough for small values, and five times a page of etcd's. */
  static final Sizes MODEST = new Sizes(256 << 10, 256 << 10, 1 << 20);
}
