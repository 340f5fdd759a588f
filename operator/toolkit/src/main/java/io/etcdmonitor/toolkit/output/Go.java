package io.etcdmonitor.toolkit.output;

import com.google.protobuf.ByteString;
import io.etcdmonitor.toolkit.ops.Bytes;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;

/** How Go prints values. */
public final class Go {
  private Go() {}

  /** {@code %q}: quoted, with escapes for what cannot be printed. */
  public static String quoted(ByteString bytes) {
    StringBuilder out = new StringBuilder("\"");
    if (bytes.isValidUtf8()) {
      bytes.toStringUtf8().codePoints().forEach(c -> append(out, c));
    } else {
      for (byte b : bytes) {
        if (b >= 0) {
          append(out, b);
        } else {
          out.append(String.format("\\x%02x", b & 0xff));
        }
      }
    }
    return out.append('"').toString();
  }

  /** {@code %q}. */
  public static String quoted(String text) {
    return quoted(ByteString.copyFromUtf8(text));
  }

  /**
   * For a terminal: what would command it (move its cursor, set its title, answer for the person)
   * is written as an escape, and so are bytes that are no text. Lines and tabs stay.
   */
  public static String shown(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          if (isByte(c)) {
            out.append(String.format("\\x%02x", c & 0xff));
          } else if (Character.isISOControl(c) && c != '\n' && c != '\t') {
            append(out, c);
          } else {
            out.appendCodePoint(c);
          }
        });
    return out.toString();
  }

  /** The same for a JSON document, which means what it meant before. */
  public static String shownInJson(String json) {
    StringBuilder out = new StringBuilder(json.length());
    json.codePoints()
        .forEach(c -> {
          if (isByte(c) || Character.isISOControl(c)) {
            out.append(String.format("\\u%04x", c));
          } else {
            out.appendCodePoint(c);
          }
        });
    return out.toString();
  }

  /** Whether it stands for a byte that is no text. */
  private static boolean isByte(int c) {
    return c >= Bytes.standIn(0x80) && c <= Bytes.standIn(0xff);
  }

  private static void append(StringBuilder out, int c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case 0x07 -> out.append("\\a");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case 0x0b -> out.append("\\v");
      default -> {
        if (c < 0x20 || c == 0x7f) {
          out.append(String.format("\\x%02x", c));
        } else if (Character.isISOControl(c) || !Character.isDefined(c)) {
          out.append(String.format(c > 0xffff ? "\\U%08x" : "\\u%04x", c));
        } else {
          out.appendCodePoint(c);
        }
      }
    }
  }

  /** Bytes as {@code \x61\x62}. */
  public static String hex(ByteString bytes) {
    StringBuilder out = new StringBuilder();
    for (byte b : bytes) {
      out.append(String.format("\\x%02x", b & 0xff));
    }
    return out.toString();
  }

  /** An unsigned number for a document. */
  static BigInteger unsigned(long id) {
    return new BigInteger(Long.toUnsignedString(id));
  }

  /** Sixteen digits, as leases are printed. */
  public static String lease(long id) {
    return String.format("%016x", id);
  }

  /** Width 16, blanks at the left, as members are printed in sentences. */
  static String wide(long id) {
    return String.format("%16s", Long.toUnsignedString(id, 16));
  }

  /** A duration such as {@code 1.234ms}. */
  public static String duration(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos < 1_000) {
      return nanos + "ns";
    }
    if (nanos < 1_000_000) {
      return trimmed(nanos / 1e3) + "µs";
    }
    if (nanos < 1_000_000_000) {
      return trimmed(nanos / 1e6) + "ms";
    }
    long minutes = nanos / 60_000_000_000L;
    double seconds = (nanos - minutes * 60_000_000_000L) / 1e9;
    String rest = trimmed(seconds) + "s";
    return minutes == 0
        ? rest
        : minutes < 60 ? minutes + "m" + rest : minutes / 60 + "h" + minutes % 60 + "m" + rest;
  }

  private static String trimmed(double value) {
    String text = String.format(Locale.ROOT, "%.9f", value);
    return text.replaceAll("0+$", "").replaceAll("\\.$", "");
  }
}
