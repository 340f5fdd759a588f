package io.etcdmonitor.notify.testing;

import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    if (value.isEmpty()) {
      values.remove(key);
    } else {
      values.put(key, value);
    }
  }

  /** What of it goes along with one episode into a digest or another group. */
  public MapMemory of(String episode) {
    MapMemory part = new MapMemory();
    part.values.putAll(values);
    part.values.keySet().removeIf(key -> !ChannelMemory.isOf(Set.of(episode), key));
    return part;
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
