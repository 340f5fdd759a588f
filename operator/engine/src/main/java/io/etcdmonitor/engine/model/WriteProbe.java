package io.etcdmonitor.engine.model;

/**
 * Whether we may write to a cluster to see how long that takes: one key of ours under a lease, once
 * per run of feature request. The only writes there are, and off unless the cluster's owner asked.
 *
 * @param enabled whether to write
 * @param key the key; nobody else may use it
 */
public record WriteProbe(boolean enabled, String key) {
  /** Nothing is written. */
  public static final WriteProbe OFF = new WriteProbe(false, "");
}
