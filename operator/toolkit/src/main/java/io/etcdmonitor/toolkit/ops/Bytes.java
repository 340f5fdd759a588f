package io.etcdmonitor.toolkit.ops;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Text to bytes: UTF-8, and the lone surrogates U+DC80 to U+DCFF, which stand for bytes that are no
 * UTF-8, as those bytes.
 */
public final class Bytes {
  private static final int STANDS_FOR = 0xdc00;

  private Bytes() {}

  /** The bytes of a text. */
  public static ByteString of(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean raw =
          c >= 0xdc80 && c <= 0xdcff && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
      if (raw) {
        bytes.writeBytes(text.substring(from, i).getBytes(StandardCharsets.UTF_8));
        bytes.write(c & 0xff);
        from = i + 1;
      }
    }
    bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
    return ByteString.copyFrom(bytes.toByteArray());
  }

  /** What stands in a text for a byte from 0x80 on. */
  public static char standIn(int unsigned) {
    return (char) (STANDS_FOR + unsigned);
  }
}
