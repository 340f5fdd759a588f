package io.etcdmonitor.app.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Every option's effective value, and where it was given. Immutable. */
public final class Settings {

  /** One effective value. */
  private record Value(Object parsed, String text, Origin origin) {}

  private final Map<Option<?>, Value> values = new LinkedHashMap<>();

  Settings() {}

  <T> void put(Option<T> option, T parsed, String text, Origin origin) {
    values.put(option, new Value(parsed, text, origin));
  }

  /** An option that always has a value. */
  public <T> T get(Option<T> option) {
    return find(option)
        .orElseThrow(() -> new IllegalStateException(option.key() + " has no default"));
  }

  /** An option that may have none. */
  @SuppressWarnings("unchecked")
  public <T> Optional<T> find(Option<T> option) {
    return Optional.ofNullable(values.get(option)).map(value -> (T) value.parsed());
  }

  /** Whether somebody set it. */
  public boolean isSet(Option<?> option) {
    return values.containsKey(option) && values.get(option).origin().rank() > 0;
  }

  /** Where its value was given; {@code default} when nobody gave one. */
  public String origin(Option<?> option) {
    return values.containsKey(option) ? values.get(option).origin().where() : "default";
  }

  /** Its value as text, secrets hidden; empty when there is none. */
  public String text(Option<?> option) {
    Value value = values.get(option);
    if (value == null) {
      return "";
    }
    return option.secret() ? "<hidden>" : value.text();
  }
}
