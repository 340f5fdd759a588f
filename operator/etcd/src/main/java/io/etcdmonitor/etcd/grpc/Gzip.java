package io.etcdmonitor.etcd.grpc;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.util.AsciiString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * Pages come compressed where the server can: etcd's metrics, 3.4 to 3.6, are 12 KiB then instead
 * of 170. Pure.
 */
final class Gzip {
  /** What we say that we take. */
  static final AsciiString TAKEN = HttpHeaderValues.GZIP;

  private static final int READ_AT_ONCE = 8192;

  /** Of the length that stands at the end of what is compressed (RFC 1952). */
  private static final int TRAILER = 4;

  private Gzip() {}

  /**
   * The page as it was before it was compressed, or one that is {@code tooLong}.
   *
   * @param buffers what is expanded is in one of these; who knows that nobody reads it any more may
   *     give it back
   * @throws IllegalArgumentException when it is compressed in a way that we did not ask for, or not
   *     whole
   */
  static PageHandler.Page undo(PageHandler.Page page, int maxBytes, PageBuffers buffers) {
    String encoding = page.headers().get(HttpHeaderNames.CONTENT_ENCODING, "");
    if (encoding.isEmpty() || HttpHeaderValues.IDENTITY.contentEqualsIgnoreCase(encoding)) {
      return page;
    }
    if (!TAKEN.contentEqualsIgnoreCase(encoding)) {
      throw new IllegalArgumentException(
          "it is compressed by '%s', and we take gzip".formatted(encoding));
    }
    if (!page.bytes().hasRemaining()) {
      return page;
    }
    try {
      return page.of(expanded(page.bytes(), maxBytes, buffers));
    } catch (IOException e) {
      // Without the cause: as the end of a connection it would be looked for in the network.
      throw new IllegalArgumentException("its gzip is broken: " + e.getMessage());
    }
  }

  /** Null when there are more bytes than that. */
  private static ByteBuffer expanded(ByteBuffer compressed, int maxBytes, PageBuffers buffers)
      throws IOException {
    byte[] page = buffers.take(Math.min(announced(compressed), maxBytes));
    ByteBuffer whole = null;
    ByteArrayInputStream from =
        new ByteArrayInputStream(
            compressed.array(),
            compressed.arrayOffset() + compressed.position(),
            compressed.remaining());
    try (GZIPInputStream in = new GZIPInputStream(from, READ_AT_ONCE)) {
      int size = in.readNBytes(page, 0, Math.min(page.length, maxBytes));
      int more = in.read();
      while (more >= 0 && size < maxBytes) {
        // It announced less than it has: of several parts only the last is announced.
        page = Arrays.copyOf(page, Math.min(Math.max(2 * size, READ_AT_ONCE), maxBytes));
        page[size++] = (byte) more;
        size += in.readNBytes(page, size, page.length - size);
        more = in.read();
      }
      whole = more >= 0 ? null : ByteBuffer.wrap(page, 0, size);
      return whole;
    } finally {
      if (whole == null) {
        buffers.give(page);
      }
    }
  }

  private static int announced(ByteBuffer compressed) {
    int at = compressed.limit() - TRAILER;
    return at < 0
        ? 0
        : Math.max(0, compressed.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(at));
  }
}
