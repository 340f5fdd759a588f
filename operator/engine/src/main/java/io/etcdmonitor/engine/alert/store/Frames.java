package io.etcdmonitor.engine.alert.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/** A record in a file: its length, its CRC-32C and its bytes. */
final class Frames {
  static final int HEADER = 8;
  private static final int MAX_RECORD = 1 << 30;

  private Frames() {}

  /** Size of the whole record at a position, or -1. */
  static int size(byte[] bytes, int position) {
    if (bytes.length - position < HEADER) {
      return -1;
    }
    ByteBuffer header = ByteBuffer.wrap(bytes, position, HEADER);
    int size = header.getInt();
    int sum = header.getInt();
    boolean fits = size > 0 && size <= MAX_RECORD && size <= bytes.length - position - HEADER;
    return fits && sum == sum(bytes, position + HEADER, size) ? size : -1;
  }

  /** At a fixed position: a failed write is overwritten by the next, never followed by it. */
  static long write(FileChannel channel, long position, byte[] body) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(HEADER + body.length);
    record.putInt(body.length).putInt(sum(body, 0, body.length)).put(body).flip();
    long at = position;
    while (record.hasRemaining()) {
      at += channel.write(record, at);
    }
    channel.force(false);
    return at - position;
  }

  private static int sum(byte[] bytes, int from, int size) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, size);
    return (int) crc.getValue();
  }
}
