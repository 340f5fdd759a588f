package io.etcdmonitor.toolkit.output;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Text to bytes: UTF-8, and the bytes that were no UTF-8 unchanged. */
public final class Encoder {
  private Encoder() {}

  /** A line with its end. */
  public static byte[] line(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() + 1);
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
    bytes.write('\n');
    return bytes.toByteArray();
  }
}
