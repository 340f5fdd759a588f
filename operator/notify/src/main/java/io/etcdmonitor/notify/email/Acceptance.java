package io.etcdmonitor.notify.email;

import io.etcdmonitor.engine.alert.channel.Delivery;
import java.util.Optional;
import java.util.Set;

/**
 * What the server did with a message.
 *
 * @param accepted addresses for which it took the message
 * @param refused addresses that it will never take
 * @param deferred whether it may take some address later
 * @param failure why not all were accepted
 */
record Acceptance(
    Set<String> accepted, Set<String> refused, boolean deferred, Optional<Delivery> failure) {}
