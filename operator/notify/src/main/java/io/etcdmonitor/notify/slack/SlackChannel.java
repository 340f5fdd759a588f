package io.etcdmonitor.notify.slack;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import io.etcdmonitor.engine.alert.channel.Delivery;
import java.time.Duration;

/** Slack, by either of its ways. */
final class SlackChannel implements AlertChannel {

  /** A way to post. */
  interface Poster extends AutoCloseable {
    Delivery post(
        AlertMessage message, SlackBlocks blocks, ChannelMemory memory, Duration deadline);

    Duration deadline();

    @Override
    void close();
  }

  private final String name;
  private final SlackBlocks blocks;
  private final Poster poster;
  private final int pace;

  SlackChannel(String name, SlackBlocks blocks, Poster poster, int pace) {
    this.name = name;
    this.blocks = blocks;
    this.poster = poster;
    this.pace = pace;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Delivery deliver(AlertMessage message, ChannelMemory memory, Duration deadline) {
    return poster.post(message, blocks, memory, deadline);
  }

  @Override
  public Duration deadline() {
    return poster.deadline();
  }

  @Override
  public String render(AlertMessage message) {
    return blocks.message(message).toPrettyString();
  }

  @Override
  public int messagesPerMinute() {
    return pace;
  }

  @Override
  public void close() {
    poster.close();
  }
}
