package io.etcdmonitor.kube.leader;

import java.time.Duration;
import java.time.Instant;

/**
 * The content of a Lease.
 *
 * @param holder identity of the holder; empty when it was released
 * @param duration after which, unrenewed, it is free
 * @param acquired when the holder got it
 * @param renewed when the holder last renewed it, by the holder's clock
 * @param transitions how often it changed hands
 * @param version the object's resourceVersion; empty for one that is to be created
 */
public record LeaseRecord(
    String holder,
    Duration duration,
    Instant acquired,
    Instant renewed,
    int transitions,
    String version) {}
