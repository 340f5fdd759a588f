package io.etcdmonitor.engine.alert.channel;

import java.util.List;
import java.util.Map;

/**
 * Makes channels of one type. Found by {@link java.util.ServiceLoader}: a jar on the class path
 * adds a type.
 */
public interface AlertChannelProvider {

  /** The word in the configuration, for example {@code slack}. */
  String type();

  /** One sentence for people. */
  String description();

  /** The options it accepts; any other is refused. */
  List<ChannelOption> options();

  /**
   * Makes a channel.
   *
   * @param name the channel's name
   * @param options values by option name, with defaults filled in, secrets already read from file
   *     or environment; maps and lists as Jackson gives them
   * @throws IllegalArgumentException with one sentence when they do not fit together
   */
  AlertChannel create(String name, Map<String, Object> options);
}
