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
    int size = announced(bytes, position);
    boolean whole =
        size > 0 && sum(bytes, position + HEADER, size) == number(bytes, position + Integer.BYTES);
    return whole ? size : -1;
  }

  /** Where the next whole record begins, here or behind what is none; -1 when there is none. */
  static int next(byte[] bytes, int from) {
    if (size(bytes, from) > 0) {
      return from;
    }
    for (int at = from + 1; at < bytes.length; at++) {
      int size = announced(bytes, at);
      // Many bytes within a record look like a size: the sum of each would take minutes.
      if (size > 0 && Rows.mayBegin(bytes, at + HEADER, size) && size(bytes, at) > 0) {
        return at;
      }
    }
    return -1;
  }

  /** The size that a header at a position says, or -1 when so much is not there. */
  private static int announced(byte[] bytes, int position) {
    if (bytes.length - position < HEADER) {
      return -1;
    }
    int size = number(bytes, position);
    boolean fits = size > 0 && size <= MAX_RECORD && size <= bytes.length - position - HEADER;
    return fits ? size : -1;
  }

  private static int number(byte[] bytes, int position) {
    return ByteBuffer.wrap(bytes, position, Integer.BYTES).getInt();
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
