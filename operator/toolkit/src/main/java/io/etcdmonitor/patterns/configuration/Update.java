package io.etcdmonitor.patterns.configuration;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What shall be changed together. Immutable: every method answers another one.
 *
 * @param texts by key; empty removes
 * @param basedOn what the author had seen; then the update is refused when one of its settings was
 *     changed or removed since
 */
public record Update(
    Map<String, Optional<String>> texts,
    Optional<Snapshot> basedOn,
    String author,
    String comment) {

  /** Of nothing yet. */
  public static final Update NOTHING = new Update(Map.of(), Optional.empty(), "", "");

  public Update {
    texts = Map.copyOf(texts);
  }

  /** Sets a value. */
  public <T> Update set(Setting<T> setting, T value) {
    return text(setting.key(), Optional.of(setting.writes().apply(value)));
  }

  /** Back to the default. */
  public Update remove(Setting<?> setting) {
    return text(setting.key(), Optional.empty());
  }

  /** Sets or removes a text. */
  public Update text(String key, Optional<String> text) {
    Map<String, Optional<String>> more = new TreeMap<>(texts);
    more.put(key, text);
    return new Update(more, basedOn, author, comment);
  }

  /** Only if none of its settings was changed or removed after this. */
  public Update basedOn(Snapshot seen) {
    return new Update(texts, Optional.of(seen), author, comment);
  }

  /** Who, and why, for the history. */
  public Update by(String who, String why) {
    return new Update(texts, basedOn, who, why);
  }
}
