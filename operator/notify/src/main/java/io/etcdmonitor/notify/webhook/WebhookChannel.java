package io.etcdmonitor.notify.webhook;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.notify.http.HttpCall;
import io.etcdmonitor.notify.http.HttpSender;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One HTTP request for each message. */
final class WebhookChannel implements AlertChannel {
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  /** Where requests go and what goes along. */
  record Target(
      String name, String method, URI uri, Headers headers, Optional<Signature> signature) {
    @Override
    public String toString() {
      return "webhook " + name;
    }
  }

  private final Target target;
  private final WebhookBody body;
  private final HttpSender sender;
  private final int pace;
  private final Clock clock;

  WebhookChannel(Target target, WebhookBody body, HttpSender sender, int pace, Clock clock) {
    this.target = target;
    this.body = body;
    this.sender = sender;
    this.pace = pace;
    this.clock = clock;
  }

  @Override
  public String name() {
    return target.name();
  }

  @Override
  public Delivery deliver(AlertMessage message, ChannelMemory memory, Duration deadline) {
    String json = body.of(message).toString();
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(target.headers().values());
    headers.put(IDEMPOTENCY_KEY, message.idempotencyKey());
    target.signature().ifPresent(s -> headers.putAll(s.headers(json, clock.instant())));
    HttpCall call = new HttpCall(target.method(), target.uri(), headers, json);
    return sender.send(call, deadline).delivery("the webhook's receiver");
  }

  @Override
  public Duration deadline() {
    return sender.deadline();
  }

  @Override
  public String render(AlertMessage message) {
    return body.of(message).toPrettyString();
  }

  @Override
  public boolean keepsEpisodesApart() {
    return true;
  }

  @Override
  public int messagesPerMinute() {
    return pace;
  }

  @Override
  public void close() {
    sender.close();
  }
}
