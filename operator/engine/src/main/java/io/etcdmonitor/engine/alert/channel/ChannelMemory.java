package io.etcdmonitor.engine.alert.channel;

import java.util.Optional;

/**
 * What a channel remembers about one group, durably: a Slack timestamp to edit and thread, a
 * Message-ID, the routing key that opened an incident. Written with the outcome of each attempt, so
 * it survives a restart. A digest of several groups begins with nothing, and leaves nothing.
 */
public interface ChannelMemory {
  /**
   * Where the receiver keeps the messages of the group together. It is shown to people, and follows
   * the alert to another replica; the rest does not. So it is short, and no secret.
   */
  String THREAD = "thread";

  Optional<String> get(String key);

  void put(String key, String value);
}
