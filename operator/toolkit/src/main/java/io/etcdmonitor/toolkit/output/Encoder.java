package io.etcdmonitor.toolkit.output;

import com.google.protobuf.ByteString;
import io.etcdmonitor.toolkit.ops.Bytes;

/** Text to bytes: UTF-8, and the bytes that were no UTF-8 unchanged. */
public final class Encoder {
  private static final ByteString END = ByteString.copyFromUtf8("\n");

  private Encoder() {}

  /** A line with its end. */
  public static byte[] line(String text) {
    return Bytes.of(text).concat(END).toByteArray();
  }
}
