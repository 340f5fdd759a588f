package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.state.Silence;
import io.etcdmonitor.engine.model.ClusterKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What one process hands over to the next, or shares with those beside it, that belongs to no
 * cluster: silences, and the alerts about this program itself. Thread-safe.
 */
public final class Handover {
  /** Stands for this program where a cluster is named. */
  public static final ClusterKey ITSELF = OwnAlerts.ITSELF;

  private final AlertCore core;
  private final Clock clock;

  Handover(AlertCore core, Clock clock) {
    this.core = core;
    this.clock = clock;
  }

  /** All silences that are known. */
  public List<Silence> silences() {
    return core.silences();
  }

  /**
   * Takes over silences that another process knows. Of two with one ID that which ends first holds:
   * nobody makes one longer, people end them. One that ended long ago is not heard of again.
   */
  public void learn(Collection<Silence> silences) {
    core.learn(silences, clock.instant());
  }

  /**
   * Says, before {@link AlertEngine#lead}, that others led whom the number of the term does not
   * count: what this process's own store holds is out of date.
   */
  public void othersLed() {
    core.onShelf(clock.instant(), (shelf, now) -> shelf.othersLed());
  }

  /** Alerts about this program, as {@link AlertEngine#lead} or {@link Division#take} takes them. */
  public KnownAlert.OfCluster own() {
    List<OpenAlert> all = new ArrayList<>(core.open(ITSELF));
    all.addAll(core.owed(ITSELF));
    return new KnownAlert.OfCluster(
        all.stream().map(KnownAlert::of).toList(), true, clock.instant());
  }
}
