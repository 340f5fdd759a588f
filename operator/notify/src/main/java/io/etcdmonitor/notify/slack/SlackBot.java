package io.etcdmonitor.notify.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Kind;
import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.notify.conversation.Conversation;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A bot: the first message of a group is edited to what is true now, and what happened is told in
 * its thread. Steps that an earlier attempt did are not done again.
 */
final class SlackBot implements SlackChannel.Poster {
  /** What people must see although they do not follow the thread. */
  private static final Set<Kind> SHOWN_IN_CHANNEL =
      EnumSet.of(Kind.SEVERITY_RAISED, Kind.ESCALATION, Kind.SILENCE_ENDED);

  /** The first message cannot be edited any more: somebody deleted it, or an age limit is set. */
  private static final Set<String> NOT_EDITABLE =
      Set.of(
          "message_not_found",
          "cant_update_message",
          "edit_window_closed",
          "thread_not_found",
          "is_inactive");

  /** The first message: the IDs that Slack gave the channel and the message. */
  private record First(String channel, String ts) {
    static Optional<First> parse(String root) {
      int space = root.indexOf(' ');
      return space < 0
          ? Optional.empty()
          : Optional.of(new First(root.substring(0, space), root.substring(space + 1)));
    }
  }

  private final SlackApi api;
  private final String channel;

  SlackBot(SlackApi api, String channel) {
    this.api = api;
    this.channel = channel;
  }

  @Override
  public Delivery post(
      AlertMessage message, SlackBlocks blocks, ChannelMemory memory, Duration deadline) {
    Conversation conversation = new Conversation("slack", memory);
    if (conversation.isTold(message)) {
      return Delivery.sent("");
    }
    long end = System.nanoTime() + deadline.toNanos();
    Optional<First> first = conversation.root(message).flatMap(First::parse);
    if (first.isPresent()) {
      Delivery delivery = follow(first.get(), message, blocks, end);
      if (!isLost(delivery)) {
        if (delivery.outcome() == Delivery.Outcome.SENT) {
          conversation.told(message);
        }
        return delivery;
      }
    }
    return begin(message, blocks, conversation, end);
  }

  /**
   * Whether the conversation cannot go on where it began. That place may be another than the one
   * that is configured now, so what forbids it says nothing about the channel.
   */
  private static boolean isLost(Delivery delivery) {
    return NOT_EDITABLE.contains(delivery.code())
        || delivery.outcome() == Delivery.Outcome.MISCONFIGURED;
  }

  private Delivery begin(
      AlertMessage message, SlackBlocks blocks, Conversation conversation, long end) {
    ObjectNode body = blocks.message(message).put("channel", channel);
    SlackApi.Answer answer = api.call("chat.postMessage", body, left(end));
    if (answer.sent()) {
      conversation.begin(answer.channel() + " " + answer.ts());
      conversation.told(message);
    }
    return answer.delivery();
  }

  private Delivery follow(First first, AlertMessage message, SlackBlocks blocks, long end) {
    ObjectNode edit = blocks.message(message);
    edit.put("channel", first.channel()).put("ts", first.ts());
    // Arguments of chat.postMessage only.
    edit.remove("unfurl_links");
    edit.remove("unfurl_media");
    SlackApi.Answer edited = api.call("chat.update", edit, left(end));
    if (!edited.sent()) {
      return edited.delivery();
    }
    ObjectNode reply = blocks.reply(message);
    reply.put("channel", first.channel()).put("thread_ts", first.ts());
    reply.put("reply_broadcast", SHOWN_IN_CHANNEL.contains(message.kind()));
    return api.call("chat.postMessage", reply, left(end)).delivery();
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
  }

  @Override
  public Duration deadline() {
    return api.deadline();
  }

  @Override
  public void close() {
    api.close();
  }
}
