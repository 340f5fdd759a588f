package io.etcdmonitor.notify.conversation;

import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Episode;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The messages about one group that belong together, from its first firing until it is over: a
 * thread in Slack or in a mailbox. An episode that opens again goes on in the same one; a new
 * episode after the end begins its own. Kept in the channel's memory; a replica that took an alert
 * over knows the first message only, and goes on in that conversation.
 */
public final class Conversation {
  private static final String OVER = "over";
  private static final int MOST_EPISODES = 50;

  private final ChannelMemory memory;
  private final String state;
  private final String episodes;
  private final String told;

  /** The conversation of one channel type. */
  public Conversation(String channelType, ChannelMemory memory) {
    this.memory = memory;
    state = channelType + ".state";
    episodes = channelType + ".episodes";
    told = channelType + ".told";
  }

  /** What this message follows, if it does not begin a conversation. */
  public Optional<String> root(AlertMessage message) {
    boolean over = memory.get(state).filter(OVER::equals).isPresent();
    if (over && !sharesEpisode(message)) {
      return Optional.empty();
    }
    return memory.get(ChannelMemory.THREAD).filter(value -> !value.isEmpty());
  }

  private boolean sharesEpisode(AlertMessage message) {
    Set<String> known = known();
    return message.episodes().stream().map(Episode::id).anyMatch(known::contains);
  }

  private NavigableSet<String> known() {
    NavigableSet<String> known = new TreeSet<>();
    memory.get(episodes).ifPresent(text -> text.lines().forEach(known::add));
    return known;
  }

  /** A new one begins with the message that the receiver knows by this name. */
  public void begin(String name) {
    memory.put(ChannelMemory.THREAD, name);
    memory.put(episodes, "");
  }

  /** The message is in it. */
  public void told(AlertMessage message) {
    NavigableSet<String> known = known();
    message.episodes().forEach(episode -> known.add(episode.id()));
    while (known.size() > MOST_EPISODES) {
      // IDs sort by time: the oldest go.
      known.pollFirst();
    }
    memory.put(episodes, String.join("\n", known));
    memory.put(state, message.status() == Status.RESOLVED ? OVER : "open");
    memory.put(told, message.idempotencyKey());
  }

  /** Whether an earlier attempt got all of it through. */
  public boolean isTold(AlertMessage message) {
    return memory.get(told).filter(message.idempotencyKey()::equals).isPresent();
  }
}
