package io.etcdmonitor.etcd;

import java.time.Instant;
import java.util.Optional;

/**
 * A page over HTTP.
 *
 * @param text the page
 * @param date what time it was by the server's clock when it answered, cut to whole seconds; empty
 *     when it does not say
 */
public record DatedPage(String text, Optional<Instant> date) {}
