package io.etcdmonitor.engine.alert.channel;

/**
 * One option of a channel type.
 *
 * @param name camelCase
 * @param type how it is written
 * @param required whether there is no default
 * @param defaultValue as text, empty when there is none
 * @param secret never printed; may be given as {@code <name>File} or {@code <name>Env} instead
 * @param description one sentence, with the unit and what is allowed
 */
public record ChannelOption(
    String name,
    Type type,
    boolean required,
    String defaultValue,
    boolean secret,
    String description) {

  /** How an option is written. */
  public enum Type {
    TEXT,
    NUMBER,
    FLAG,
    DURATION,
    LIST,
    MAP
  }
}
