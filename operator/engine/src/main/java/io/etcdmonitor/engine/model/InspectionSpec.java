package io.etcdmonitor.engine.model;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be run.
 *
 * @param key which inspection
 * @param feature name of the feature provider
 * @param interval time between runs; empty runs once
 * @param timeout a round that takes longer ends as {@code Unknown} with reason {@code ProbeTimeout}
 * @param settings the feature's own settings
 * @param primary whether its result speaks for the cluster (the operator's own inspections); a
 *     person's extra inspection is judged on its own and never changes the cluster's health
 */
public record InspectionSpec(
    InspectionKey key,
    String feature,
    Optional<Duration> interval,
    Duration timeout,
    Map<String, String> settings,
    boolean primary) {

  public InspectionSpec {
    settings = Map.copyOf(settings);
  }
}
