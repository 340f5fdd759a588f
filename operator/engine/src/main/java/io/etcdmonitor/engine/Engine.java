package io.etcdmonitor.engine;

import io.etcdmonitor.engine.assess.ClusterAssessment;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.engine.result.ResultListener;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Observes, judges, publishes. Knows nothing of Kubernetes. All methods are thread-safe, idempotent
 * and return at once; none does I/O. Probing runs only between {@link #resume} and {@link #pause}.
 */
public interface Engine extends AutoCloseable {

  /** The features on the class path, by name. */
  Collection<FeatureProvider> features();

  /**
   * Watches a cluster, or replaces what is known of it. Equal values change nothing. A changed
   * connection opens new channels, forgets what was learned through the old ones, and probes at
   * once.
   *
   * @throws io.etcdmonitor.etcd.BadTlsMaterialException when its TLS material cannot be read;
   *     nothing changes then
   */
  void watch(WatchedCluster cluster);

  /** Forgets a cluster with all its inspections, channels and results. */
  void unwatch(ClusterKey key);

  /**
   * Schedules an inspection of a watched cluster (it waits while the cluster is not watched), or
   * replaces its spec. A one-shot runs once per spec value.
   *
   * @throws IllegalArgumentException when the feature or a setting is unknown or invalid; the
   *     message says what is allowed
   */
  default void inspect(InspectionSpec spec) {
    inspect(spec, () -> Recollection.NOTHING);
  }

  /**
   * The same for an inspection that a former process ran: what is seen again stands since when that
   * one saw it, and is not told again.
   *
   * @param before asked only when nothing is known of the inspection yet; must not block
   */
  void inspect(InspectionSpec spec, Supplier<Recollection> before);

  /** Runs an inspection as soon as its cluster is free, whatever its schedule. */
  void runNow(InspectionKey key);

  /** Forgets an inspection and its results. */
  void cancel(InspectionKey key);

  /** State of an inspection. */
  Optional<InspectionState> inspection(InspectionKey key);

  /** States of all inspections of a cluster. */
  List<InspectionState> inspections(ClusterKey key);

  /** Clusters being watched. */
  List<WatchedCluster> clusters();

  /**
   * What is to be said of a cluster now, from the latest results of its primary inspections.
   * Results older than three intervals (plus the timeout) are not current: what they said becomes
   * Unknown with reason {@code NotObserved}.
   *
   * @param problems what is wrong with the cluster's configuration; one with reason {@link
   *     io.etcdmonitor.engine.assess.Reasons#SUSPENDED} says that its owner asked us to stop
   *     looking
   */
  ClusterAssessment assess(ClusterKey key, List<ConfigurationProblem> problems);

  /** Adds a listener. */
  void addListener(ResultListener listener);

  /**
   * Starts, or goes on, probing. First runs are spread over their interval, but not later than a
   * few seconds.
   */
  void resume();

  /** Stops probing; what is running ends, results are kept until they are out of date. */
  void pause();

  /** Numbers about the engine itself. */
  EngineStats stats();

  /** Stops for good and closes all channels. */
  @Override
  void close();
}
