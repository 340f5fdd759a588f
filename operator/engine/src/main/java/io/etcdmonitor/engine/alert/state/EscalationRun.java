package io.etcdmonitor.engine.alert.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far one episode was carried up. The policy is pinned: a change of the configuration does not
 * change the course of what is under way.
 *
 * @param policy as it was when the episode fired
 * @param next index of the next step; beyond the last one when all were done
 * @param nextAt when it is due, or when it is given up; empty while the clock stands, and then
 * @param remaining time left when the clock was stopped
 * @param loops times the loop was run through
 * @param exhausted whether all steps were done, and nobody came
 */
public record EscalationRun(
    EscalationPolicy policy,
    int next,
    Optional<Instant> nextAt,
    Optional<Duration> remaining,
    int loops,
    boolean exhausted) {}
