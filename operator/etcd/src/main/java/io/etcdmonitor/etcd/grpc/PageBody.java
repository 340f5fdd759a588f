package io.etcdmonitor.etcd.grpc;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A page as it comes; gives what came without a copy. Not thread-safe. */
final class PageBody {
  /** Room for the first page of a connection. */
  static final int AT_FIRST = 1024;

  private byte[] bytes;
  private int size;

  /**
   * @param room bytes that are expected
   */
  PageBody(int room) {
    bytes = new byte[room];
  }

  /** Room for the page after one of so many bytes: most come again as they were. */
  static int next(int bytes) {
    return bytes + bytes / 16 + AT_FIRST;
  }

  int size() {
    return size;
  }

  /** Takes all that can be read. */
  void add(ByteBuf part) {
    int more = part.readableBytes();
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
    part.readBytes(bytes, size, more);
    size += more;
  }

  /** What came; nothing may be added any more. */
  ByteBuffer bytes() {
    return ByteBuffer.wrap(bytes, 0, size);
  }
}
