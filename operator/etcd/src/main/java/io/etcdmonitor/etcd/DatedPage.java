package io.etcdmonitor.etcd;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * A page over HTTP.
 *
 * @param bytes the page as it came, in UTF-8; nobody changes it. A page of metrics is 170 KiB and
 *     comes every 10 s from each member: most of it is never made a string
 * @param date what time it was by the server's clock when it answered, cut to whole seconds; empty
 *     when it does not say
 */
public record DatedPage(ByteBuffer bytes, Optional<Instant> date) {
  /** A page of this text. */
  public static DatedPage of(String text, Optional<Instant> date) {
    return new DatedPage(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), date);
  }
}
