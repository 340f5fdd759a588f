package io.etcdmonitor.etcd;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A page over HTTP. A page of metrics is 170 KiB and comes every 10 s from each member: most of it
 * is never made a string, and who closes it lets its memory be used for another. Closing is
 * optional. Thread-safe, but for using what {@link #bytes} gave while another thread closes.
 */
public final class DatedPage implements AutoCloseable {
  private final AtomicReference<ByteBuffer> bytes;
  private final Optional<Instant> date;
  private final Consumer<ByteBuffer> back;

  /**
   * @param bytes the page as it came, in UTF-8
   * @param date what time it was by the server's clock when it answered, cut to whole seconds;
   *     empty when it does not say
   * @param back takes the bytes when nobody reads them any more
   */
  public DatedPage(ByteBuffer bytes, Optional<Instant> date, Consumer<ByteBuffer> back) {
    this.bytes = new AtomicReference<>(bytes);
    this.date = date;
    this.back = back;
  }

  /** A page of this text. */
  public static DatedPage of(String text, Optional<Instant> date) {
    return new DatedPage(
        ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), date, unused -> {});
  }

  /**
   * The page; to be read, not changed, until it is closed.
   *
   * @throws IllegalStateException after closing
   */
  public ByteBuffer bytes() {
    ByteBuffer open = bytes.get();
    if (open == null) {
      throw new IllegalStateException("this page was closed");
    }
    return open;
  }

  /** The server's time; see the constructor. Stays when the page is closed. */
  public Optional<Instant> date() {
    return date;
  }

  /** Nobody reads the bytes any more. Idempotent. */
  @Override
  public void close() {
    ByteBuffer open = bytes.getAndSet(null);
    if (open != null) {
      back.accept(open);
    }
  }
}
