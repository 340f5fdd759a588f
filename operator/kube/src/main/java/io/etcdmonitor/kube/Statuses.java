package io.etcdmonitor.kube;

import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionStatus;
import io.etcdmonitor.kube.status.ApiBreaker;
import io.etcdmonitor.kube.status.ClusterStatusShape;
import io.etcdmonitor.kube.status.InspectionPast;
import io.etcdmonitor.kube.status.InspectionStatusShape;
import io.etcdmonitor.kube.status.StatusGate;
import io.etcdmonitor.kube.status.StatusPatcher;
import io.etcdmonitor.kube.status.StatusWriter;
import io.etcdmonitor.kube.status.Transitions;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * How statuses come to the API.
 *
 * @param clusters which of theirs are worth a write
 * @param inspections which of theirs are
 * @param writer of both
 */
record Statuses(
    StatusGate<EtcdClusterStatus, Transitions> clusters,
    StatusGate<EtcdInspectionStatus, InspectionPast> inspections,
    StatusWriter writer) {

  static Statuses create(KubeOperatorConfig config, StatusPatcher patcher, Clock clock) {
    RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    double refreshes = config.budgets().refreshesPerSecond();
    return new Statuses(
        new StatusGate<>(new ClusterStatusShape(), config.heartbeat(), refreshes, random),
        new StatusGate<>(new InspectionStatusShape(), config.heartbeat(), refreshes, random),
        StatusWriter.create(
            patcher,
            config.budgets().statusWritesPerSecond(),
            config.budgets().statusBurst(),
            new ApiBreaker(System::nanoTime),
            clock,
            random));
  }

  /** What was written last is not known any more. */
  void forget() {
    clusters.clear();
    inspections.clear();
  }

  /** Nor is how the writing of it went. */
  void startAnew() {
    forget();
    writer.clear();
  }
}
