package io.etcdmonitor.kube;

import io.etcdmonitor.kube.leader.LeaderGate;

/** How it is decided what this replica does. */
interface Office extends LeaderGate, AutoCloseable {
  /** After each start of the controllers. */
  void start();

  @Override
  void close();
}
