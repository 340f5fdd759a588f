package io.etcdmonitor.toolkit.output;

/**
 * Choices that change what is printed.
 *
 * @param hex keys and values as {@code \x61\x62}, IDs in hex
 * @param valueOnly only values, in the simple format
 */
public record Style(boolean hex, boolean valueOnly) {
  public static final Style PLAIN = new Style(false, false);
}
