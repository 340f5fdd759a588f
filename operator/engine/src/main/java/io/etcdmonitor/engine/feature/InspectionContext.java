package io.etcdmonitor.engine.feature;

import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.view.ClusterView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** What a provider may use in one run. Valid only during the run. */
public interface InspectionContext {

  /** The cluster. */
  WatchedCluster cluster();

  /** The inspection. */
  InspectionSpec inspection();

  /** Reads of the cluster, each made at most once per round however many features are due. */
  ClusterView view();

  /** Time of the round: the one {@code now} of the run. */
  Instant now();

  /** For measuring inside the run. */
  Clock clock();

  /** When the run must have ended. */
  Instant deadline();

  /** Time left for one call, at most {@code atMost}. */
  Duration budget(Duration atMost);

  /**
   * Waits within the run, for looking twice at something that may be passing.
   *
   * @return false, at once, when the deadline leaves no time for it
   */
  boolean pause(Duration time);

  /** A setting, or the provider's default text where it is not set. */
  String setting(String name);

  /**
   * What a former process said of this inspection, for features whose verdict goes by what was seen
   * before. Handed out once, and not through another connection than the one that the cluster had
   * at first; so it belongs in the initial value of a {@link #memory}.
   */
  default Recollection before() {
    return Recollection.NOTHING;
  }

  /**
   * State of this inspection that lives between runs (and is dropped with the inspection, or when
   * the cluster's connection changes). Runs of one inspection never overlap.
   */
  <T> T memory(Class<T> type, Supplier<T> initial);

  /**
   * State that all features of this cluster share, for as long as its connection lives: what one of
   * them has read need not be read again by the next. Features run side by side, so it must be
   * thread-safe.
   */
  <T> T shared(Class<T> type, Supplier<T> initial);
}
