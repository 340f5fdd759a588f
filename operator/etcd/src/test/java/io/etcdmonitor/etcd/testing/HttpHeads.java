package io.etcdmonitor.etcd.testing;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a proxy reads and changes in the heads of HTTP/1 messages that pass by. */
final class HttpHeads {
  private static final byte[] NAME = "\r\nDate: ".getBytes(StandardCharsets.US_ASCII);

  /** Always of one length, as Go writes it. */
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

  private static final int LENGTH = "Sat, 21 Nov 2026 12:00:00 GMT".length();

  private static final Pattern SENDER = Pattern.compile("(?i)\r\nX-Server-From: ([0-9a-f]+)");

  private HttpHeads() {}

  /** The member that sends a request to its peer, where it says so, as etcd's does. */
  static Optional<String> sender(byte[] bytes, int count) {
    Matcher header = SENDER.matcher(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
    return header.find() ? Optional.of(header.group(1)) : Optional.empty();
  }

  /** Moves the date of an answer: the first among the first {@code count} bytes. */
  static void shift(byte[] bytes, int count, Duration ahead) {
    for (int i = 0; i + NAME.length + LENGTH <= count; i++) {
      if (matches(bytes, i)) {
        move(bytes, i + NAME.length, ahead);
        return;
      }
    }
  }

  private static boolean matches(byte[] bytes, int at) {
    for (int i = 0; i < NAME.length; i++) {
      if (bytes[at + i] != NAME[i]) {
        return false;
      }
    }
    return true;
  }

  private static void move(byte[] bytes, int at, Duration ahead) {
    String text = new String(bytes, at, LENGTH, StandardCharsets.US_ASCII);
    try {
      ZonedDateTime there = LocalDateTime.parse(text, FORMAT).atZone(ZoneOffset.UTC).plus(ahead);
      byte[] moved = FORMAT.format(there).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(moved, 0, bytes, at, LENGTH);
    } catch (DateTimeException e) {
      // It only looked like a date: it passes as it is.
      return;
    }
  }
}
