package io.etcdmonitor.engine.alert.channel;

import java.util.Collection;
import java.util.Optional;

/**
 * What a channel remembers about one group, durably: a Slack timestamp to edit and thread, a
 * Message-ID, the routing key that opened an incident. Written with the outcome of each attempt, so
 * it survives a restart. A digest of several groups sees, and leaves, what is of single episodes.
 */
public interface ChannelMemory {
  /**
   * Where the receiver keeps the messages of the group together. It is shown to people, and follows
   * the alert to another replica; the rest does not. So it is short, and no secret.
   */
  String THREAD = "thread";

  Optional<String> get(String key);

  /** An empty value is as good as none. */
  void put(String key, String value);

  /** The key of what concerns one episode alone: it goes where that goes. */
  static String of(String episode, String key) {
    return key + '/' + episode;
  }

  /** Whether a key is of one of these episodes alone. */
  static boolean isOf(Collection<String> episodes, String key) {
    int slash = key.lastIndexOf('/');
    return slash >= 0 && episodes.contains(key.substring(slash + 1));
  }
}
