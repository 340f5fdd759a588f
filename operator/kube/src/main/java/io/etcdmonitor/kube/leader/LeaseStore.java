package io.etcdmonitor.kube.leader;

import java.util.Optional;

/**
 * Where the Lease is kept. Calls may block; any exception but {@link Conflict} means "could not
 * look".
 */
public interface LeaseStore {
  /** The Lease as it is now. */
  Optional<LeaseRecord> read();

  /**
   * Creates the Lease.
   *
   * @throws Conflict when there is one already
   */
  void create(LeaseRecord lease);

  /**
   * Replaces the Lease if it still has {@link LeaseRecord#version}.
   *
   * @throws Conflict when somebody else wrote it meanwhile
   */
  void replace(LeaseRecord lease);

  /** Somebody else was faster. */
  final class Conflict extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Conflict(Throwable cause) {
      super("the Lease was written by another replica meanwhile", cause);
    }
  }
}
