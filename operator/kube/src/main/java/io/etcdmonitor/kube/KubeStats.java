package io.etcdmonitor.kube;

import io.etcdmonitor.kube.calls.ApiCall;
import io.etcdmonitor.kube.event.EventOutcome;
import io.etcdmonitor.kube.status.WriteOutcome;
import java.util.Map;
import java.util.Optional;

/**
 * Numbers about the Kubernetes side. All are snapshots, cheap to take, and safe from any thread.
 */
public interface KubeStats {
  /** Whether this replica leads (probes and writes). */
  boolean leader();

  /** Which share of the clusters is this replica's; empty when one replica has all. */
  default Optional<Shard> shard() {
    return Optional.empty();
  }

  /**
   * A share of the clusters.
   *
   * @param number from 0
   * @param of how many there are to be; 0 while that is not known
   */
  record Shard(int number, int of) {}

  /** Whether all informers have their first list. Does not turn false because the API went away. */
  boolean synced();

  /** Status writes since start, by outcome. */
  Map<WriteOutcome, Long> statusWrites();

  /** Kubernetes Events since start, by outcome. */
  Map<EventOutcome, Long> events();

  /** Events waiting to be written. */
  int eventsWaiting();

  /** Calls of the Kubernetes API since start. */
  Map<ApiCall, Long> apiCalls();
}
