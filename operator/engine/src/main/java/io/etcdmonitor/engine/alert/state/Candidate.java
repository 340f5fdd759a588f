package io.etcdmonitor.engine.alert.state;

import java.util.Optional;

/**
 * An alert as a channel sees it.
 *
 * @param alert with an episode
 * @param routed whether a route leads it here
 * @param suppressed why it is held back (silence, cause, hours), empty when it is not
 * @param silenced whether it is a silence that holds it back
 */
public record Candidate(
    Alert alert, boolean routed, Optional<String> suppressed, boolean silenced) {}
