package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.toolkit.ops.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits a line into words as etcdctl does: "with \"escapes\"", 'taken literally', or plain. */
final class Words {
  private static final Pattern WORD =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^'\"\\s]\\S*[^'\"\\s]?");

  private Words() {}

  static List<String> of(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    while (word.find()) {
      String text = word.group();
      char first = text.charAt(0);
      words.add(
          first == '"'
              ? unquoted(text)
              : first == '\'' ? text.substring(1, text.length() - 1) : text);
    }
    return words;
  }

  /** A Go string literal; a character's code that is malformed is taken as it was typed. */
  static String unquoted(String literal) {
    StringBuilder out = new StringBuilder();
    String inner = literal.substring(1, literal.length() - 1);
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escape = inner.charAt(++i);
      switch (escape) {
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'x' -> i += code(inner, i, 2, out);
        case 'u' -> i += code(inner, i, 4, out);
        default -> out.append(escape);
      }
    }
    return out.toString();
  }

  /** The character of so many hex digits, or what was typed; how many digits were taken. */
  private static int code(String inner, int at, int digits, StringBuilder out) {
    String hex = inner.substring(at + 1, Math.min(at + 1 + digits, inner.length()));
    if (!hex.matches("[0-9a-fA-F]{" + digits + "}")) {
      out.append('\\').append(inner.charAt(at));
      return 0;
    }
    int number = Integer.parseInt(hex, 16);
    // As in Go: four digits are a character, two a byte.
    out.append(digits == 2 && number >= 0x80 ? Bytes.standIn(number) : (char) number);
    return digits;
  }
}
