package io.etcdmonitor.kube.leader;

/** Says whether this replica may probe and write. Thread-safe and cheap. */
@FunctionalInterface
public interface LeaderGate {
  boolean leading();
}
