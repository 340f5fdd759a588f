package io.etcdmonitor.patterns.configuration;

import java.util.Optional;
import java.util.SortedMap;

/**
 * All settings as they were together at one revision.
 *
 * @param revision of etcd
 * @param texts by key; unmodifiable
 */
public record Snapshot(long revision, SortedMap<String, String> texts) {

  /**
   * A setting.
   *
   * @throws BadSettingException when its text is no value
   */
  public <T> T get(Setting<T> setting) {
    return setting.of(text(setting.key()));
  }

  /** What was written; empty for nothing. */
  public Optional<String> text(String key) {
    return Optional.ofNullable(texts.get(key));
  }
}
