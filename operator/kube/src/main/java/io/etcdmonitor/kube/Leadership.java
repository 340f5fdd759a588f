package io.etcdmonitor.kube;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.KubeOperatorConfig.LeaseSettings;
import io.etcdmonitor.kube.leader.KubeLeaseStore;
import io.etcdmonitor.kube.leader.LeaderElection;
import io.etcdmonitor.kube.leader.LeaderLoop;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;

/**
 * The election, or none. This replica counts as leading only when what has to come first is done:
 * nothing is probed, sent or written before.
 */
final class Leadership implements LeaderElection.Listener, Office {
  /** What leading means; called on the electing thread. */
  interface Duties {
    /** Before anything else: what the leader before us knew. */
    void prepare(long term);

    void begin();

    void end();

    /** It is about to give the Lease back. */
    void farewell();

    /** The controllers were started again: set up and tell all. */
    void again();

    /** What could not be written can be: tell all that was seen meanwhile. */
    void tellAll();
  }

  private final Duties duties;
  private final LeaderElection election;
  private final LeaderLoop loop;
  private volatile boolean prepared;
  private boolean started;

  Leadership(LeaseSettings lease, KubernetesClient client, Clock clock, Duties duties) {
    this.duties = duties;
    if (lease.enabled()) {
      election =
          new LeaderElection(
              lease, new KubeLeaseStore(client, lease), this, clock, System::nanoTime);
      loop =
          new LeaderLoop(
              new LeaderLoop.Steps(
                  election::tick, this::farewell, Duration.ZERO, election::release),
              lease.retry());
    } else {
      election = null;
      loop = null;
    }
  }

  @Override
  public boolean leading() {
    return prepared && (election == null || (election.leading() && election.awake()));
  }

  /**
   * Probing goes on, as it was set up, while it is not known who leads; what is written waits, and
   * so does what is to be set up anew.
   */
  @Override
  public boolean owns(ClusterKey cluster) {
    return leading() && (election == null || election.sure());
  }

  /** After each start of the controllers; the election itself starts once. */
  @Override
  public synchronized void start() {
    if (started) {
      duties.again();
      return;
    }
    started = true;
    if (loop != null) {
      loop.start();
    } else {
      onLeading();
    }
  }

  @Override
  public synchronized void close() {
    if (started && loop != null) {
      loop.close();
    } else if (prepared) {
      onFollowing();
    }
  }

  private void farewell() {
    if (leading()) {
      duties.farewell();
    }
  }

  @Override
  public void onLeading() {
    duties.prepare(election == null ? 0 : election.term());
    prepared = true;
    duties.begin();
  }

  @Override
  public void onFollowing() {
    prepared = false;
    duties.end();
  }

  @Override
  public void onSure() {
    duties.tellAll();
  }
}
