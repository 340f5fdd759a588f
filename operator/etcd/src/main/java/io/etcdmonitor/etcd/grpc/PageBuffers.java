package io.etcdmonitor.etcd.grpc;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Memory for expanded pages, used again: those of a thousand clusters are 50 MiB a second, a third
 * of what a fleet allocates. Thread-safe.
 */
final class PageBuffers {
  private static final int KEPT = 16;
  private static final int STEP = 1 << 16;

  /** Larger ones are rare. */
  private static final int LARGEST = 1 << 20;

  private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(KEPT);

  /** At least so many bytes, with anything in them. */
  byte[] take(int size) {
    byte[] known = free.poll();
    return known != null && known.length >= size
        ? known
        : new byte[Math.max(size, (int) Math.min(LARGEST, (size + STEP - 1L) / STEP * STEP))];
  }

  /** Nobody reads or writes them any more. */
  void give(byte[] bytes) {
    if (bytes.length >= STEP && bytes.length <= LARGEST) {
      var unused = free.offer(bytes);
    }
  }

  /** The same of a page. */
  void give(ByteBuffer page) {
    if (page.hasArray() && page.arrayOffset() == 0) {
      give(page.array());
    }
  }
}
