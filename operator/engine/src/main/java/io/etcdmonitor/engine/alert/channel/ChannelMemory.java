package io.etcdmonitor.engine.alert.channel;

import java.util.Optional;

/**
 * What a channel remembers about one group, durably: a Slack timestamp to edit and thread, a
 * Message-ID, the routing key that opened an incident. Written with the delivery's outcome, so it
 * survives a restart.
 */
public interface ChannelMemory {
  Optional<String> get(String key);

  void put(String key, String value);
}
