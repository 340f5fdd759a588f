package io.etcdmonitor.etcd;

/**
 * Texts that a server made, for logs, terminals, statuses and messages: whoever answers in etcd's
 * place must not be able to forge a line, to steer a terminal, or to fill a page. Pure.
 */
public final class OneLine {
  /** Of names, versions and the like; those of real clusters are far shorter. */
  public static final int NAME = 256;

  /** Of URLs: a host alone may have 253. */
  public static final int URL = 512;

  private static final String CUT = "...";

  private OneLine() {}

  /** A name: {@link #of} with at most {@link #NAME} characters. */
  public static String name(String text) {
    return of(text, NAME);
  }

  /**
   * The text in one line, cut where it is longer: a blank stands for each line break, control
   * character, and character that hides or turns round what follows it.
   *
   * @param most characters, more than 3
   */
  public static String of(String text, int most) {
    String cut = cut(text, most);
    return cut.codePoints().noneMatch(OneLine::unprintable) ? cut : clean(cut);
  }

  /**
   * The text, cut where it is longer.
   *
   * @param most characters, more than 3
   */
  public static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most - CUT.length();
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
  }

  private static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints().forEach(c -> clean.appendCodePoint(unprintable(c) ? ' ' : c));
    return clean.toString();
  }

  private static boolean unprintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
