package io.etcdmonitor.app.watch;

import io.etcdmonitor.engine.transition.Transition;
import java.time.Instant;

/**
 * A transition and when.
 *
 * @param time of the run that saw it
 * @param transition what
 */
record Happening(Instant time, Transition transition) {}
