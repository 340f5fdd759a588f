package io.etcdmonitor.notify.testing;

import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A memory for tests. */
public final class MapMemory implements ChannelMemory {
  private final Map<String, String> values = new TreeMap<>();

  @Override
  public Optional<String> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  @Override
  public void put(String key, String value) {
    values.put(key, value);
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
