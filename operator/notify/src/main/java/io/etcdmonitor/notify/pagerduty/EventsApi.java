package io.etcdmonitor.notify.pagerduty;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.notify.http.HttpCall;
import io.etcdmonitor.notify.http.HttpResult;
import io.etcdmonitor.notify.http.HttpSender;
import io.etcdmonitor.notify.http.Urls;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** PagerDuty's Events API v2: 202 took it, 400 never will, 429 is about 120 events a minute. */
final class EventsApi implements AutoCloseable {
  // PagerDuty's advice is to wait for minutes when it answers 429; it names no time.
  private static final Duration WHEN_LIMITED = Duration.ofMinutes(1);

  private final URI events;
  private final URI changes;
  private final HttpSender sender;

  EventsApi(URI base, HttpSender sender) {
    this.events = Urls.resolve(base, "/v2/enqueue");
    this.changes = Urls.resolve(base, "/v2/change/enqueue");
    this.sender = sender;
  }

  Delivery event(ObjectNode event, Duration deadline) {
    return send(events, event, deadline);
  }

  Delivery change(ObjectNode change, Duration deadline) {
    return send(changes, change, deadline);
  }

  private Delivery send(URI uri, ObjectNode body, Duration deadline) {
    HttpResult result = sender.send(HttpCall.postJson(uri, Map.of(), body.toString()), deadline);
    Delivery delivery = result.delivery("PagerDuty");
    Optional<Duration> wait = delivery.retryAfter();
    if (delivery.code().equals("429") && wait.isEmpty()) {
      wait = Optional.of(WHEN_LIMITED);
    }
    // An old key, of an incident that is open still, is none of the secrets that are configured.
    String detail = delivery.detail().replace(body.path("routing_key").asText(), "[redacted]");
    return new Delivery(delivery.outcome(), delivery.code(), detail, wait);
  }

  /** Of all calls of an attempt together. */
  Duration deadline() {
    return sender.deadline();
  }

  @Override
  public void close() {
    sender.close();
  }
}
