package io.etcdmonitor.e2e.lab;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.Verdict;
import io.etcdmonitor.e2e.alert.WebhookReceiver.Told;
import io.etcdmonitor.e2e.operator.Scrape;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What people can see of one cluster at one moment.
 *
 * @param time when it was seen
 * @param cluster the object; null while there is none
 * @param inspections its inspections
 * @param events about it and its inspections
 * @param told what the alert channel was told of it, in order
 * @param metrics of the operator
 * @param rules Prometheus' alerts about it that are met, with their {@code for}
 */
record Sight(
    Instant time,
    EtcdCluster cluster,
    List<EtcdInspection> inspections,
    List<Event> events,
    List<Told> told,
    Scrape metrics,
    Map<String, String> rules) {
  private static final Set<Verdict> BAD = EnumSet.of(Verdict.WARNING, Verdict.CRITICAL);

  boolean hasStatus() {
    return cluster != null && cluster.getStatus() != null && cluster.getStatus().health() != null;
  }

  /** Healthy, Warning, Critical or Unknown; empty while there is no status. */
  String health() {
    return hasStatus() ? cluster.getStatus().health().word() : "";
  }

  /** {@code Type=Status/Reason} of each condition. */
  Stream<String> conditions() {
    return hasStatus()
        ? cluster.getStatus().conditions().stream()
            .map(c -> c.getType() + "=" + c.getStatus() + "/" + c.getReason())
        : Stream.empty();
  }

  /** {@code feature/Reason member} of each finding of a warning or worse. */
  Stream<String> findings() {
    return inspections.stream()
        .filter(i -> i.getStatus() != null && i.getStatus().findings() != null)
        .flatMap(i ->
            i.getStatus().findings().stream()
                .map(f ->
                    (i.getSpec().feature()
                            + "/"
                            + f.reason()
                            + " "
                            + (f.member() == null ? "" : f.member()))
                        .strip()));
  }

  /** Events of type Warning, and verdicts of a warning or worse: what a quiet row must not have. */
  Stream<String> warnings() {
    return Stream.concat(
        events.stream()
            .filter(e -> "Warning".equals(e.getType()))
            .map(e -> "Event " + e.getReason()),
        inspections.stream()
            .filter(i -> i.getStatus() != null && i.getStatus().verdict() != null)
            .filter(i -> BAD.contains(i.getStatus().verdict()))
            .map(i -> i.getSpec().feature() + " " + i.getStatus().verdict().word()));
  }

  /** Alerts that were told firing and not resolved since. */
  List<String> open() {
    java.util.LinkedHashMap<String, Told> last = new java.util.LinkedHashMap<>();
    told.forEach(t -> last.put(t.episode(), t));
    return last.values().stream().filter(Told::firing).map(Told::rule).toList();
  }
}
