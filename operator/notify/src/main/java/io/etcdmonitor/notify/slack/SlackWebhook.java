package io.etcdmonitor.notify.slack;

import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.notify.http.HttpCall;
import io.etcdmonitor.notify.http.HttpResult;
import io.etcdmonitor.notify.http.HttpSender;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** An incoming webhook: it can post, and nothing else; no ID comes back. */
final class SlackWebhook implements SlackChannel.Poster {
  private final URI uri;
  private final HttpSender sender;

  SlackWebhook(URI uri, HttpSender sender) {
    this.uri = uri;
    this.sender = sender;
  }

  @Override
  public Delivery post(
      AlertMessage message, SlackBlocks blocks, ChannelMemory memory, Duration deadline) {
    HttpResult result =
        sender.send(HttpCall.postJson(uri, Map.of(), blocks.message(message).toString()), deadline);
    if (result instanceof HttpResult.Reply reply && SlackErrors.known(reply.body().strip())) {
      return SlackErrors.of(reply.body().strip(), reply);
    }
    if (result instanceof HttpResult.Reply reply && reply.success() && SlackApi.refuses(reply)) {
      // The address of an API method, say: it answers 200 to everything.
      return SlackApi.answer(reply).delivery();
    }
    return result.delivery("Slack");
  }

  @Override
  public Duration deadline() {
    return sender.deadline();
  }

  @Override
  public void close() {
    sender.close();
  }
}
