package io.etcdmonitor.app.config;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One option, declared once: the configuration file, the environment, the command line and the
 * documentation are made from it.
 *
 * @param <T> the value's type
 * @param key dotted path in the configuration file, for example {@code api.port}
 * @param flag the flag, for example {@code --api-port}
 * @param type how it is read
 * @param defaultText the default as one would write it; empty: there is none
 * @param description one or two sentences, with the unit
 * @param commands the commands that take its flag
 * @param etcdctl etcdctl's variable of the same meaning, honoured by the commands that dial an etcd
 * @param secret never printed, and refused in the configuration file
 */
public record Option<T>(
    String key,
    String flag,
    OptionType<T> type,
    String defaultText,
    String description,
    Set<ConfigUse> commands,
    Optional<String> etcdctl,
    boolean secret) {

  /** The prefix of our environment variables. */
  public static final String ENV_PREFIX = "ETCD_MONITOR_";

  static <T> Option<T> of(
      String key,
      String flag,
      OptionType<T> type,
      String defaultText,
      String description,
      ConfigUse... commands) {
    return new Option<>(
        key, flag, type, defaultText, description, Set.of(commands), Optional.empty(), false);
  }

  Option<T> orEtcdctl(String variable) {
    return new Option<>(
        key, flag, type, defaultText, description, commands, Optional.of(variable), secret);
  }

  Option<T> asSecret() {
    return new Option<>(key, flag, type, defaultText, description, commands, etcdctl, true);
  }

  /** Its environment variable: {@code api.port} is {@code ETCD_MONITOR_API_PORT}. */
  public String variable() {
    return ENV_PREFIX
        + key.replaceAll("([a-z])([A-Z])", "$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /** The default, parsed; empty where there is none. */
  public Optional<T> defaultValue() {
    return defaultText.isEmpty() ? Optional.empty() : Optional.of(type.parser().apply(defaultText));
  }
}
