package io.etcdmonitor.engine;

import java.time.Duration;
import java.time.Instant;

/**
 * Numbers about the engine itself.
 *
 * @param probing whether it is probing (leader) or paused
 * @param clusters watched clusters
 * @param inspections scheduled inspections
 * @param running rounds under way
 * @param queued inspections due and waiting
 * @param lag how late the last round started
 * @param lags how late rounds have started since start
 * @param lastTick when the scheduler last looked at its queue: the liveness proof
 * @param rounds rounds since start
 * @param postponed results since start that did not count, because this process itself was late
 * @param lost time since start in which this process was late
 * @param listenerErrors exceptions thrown by listeners
 */
public record EngineStats(
    boolean probing,
    int clusters,
    int inspections,
    int running,
    int queued,
    Duration lag,
    Lags lags,
    Instant lastTick,
    long rounds,
    long postponed,
    Duration lost,
    long listenerErrors) {}
