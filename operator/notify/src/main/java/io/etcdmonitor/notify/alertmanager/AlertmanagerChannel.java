package io.etcdmonitor.notify.alertmanager;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Episode;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.channel.Delivery.Outcome;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.notify.http.HttpCall;
import io.etcdmonitor.notify.http.HttpResult;
import io.etcdmonitor.notify.http.HttpSender;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Posts the episodes of a message to every replica of an Alertmanager, all at once. Replicas gossip
 * what they sent but not alerts, so each must be told; when one took them, people are told.
 */
final class AlertmanagerChannel implements AlertChannel {

  /** Where to post; prints no secret. */
  record Replicas(List<URI> uris, String authorization) {
    @Override
    public String toString() {
      return uris.size() + " replicas";
    }
  }

  /** When things are posted again and when they end by themselves. */
  record Timing(Duration repost, Duration endsAfter, Clock clock) {}

  private final String name;
  private final Replicas replicas;
  private final Timing timing;
  private final Annotations templates;
  private final HttpSender sender;
  private final int pace;

  AlertmanagerChannel(
      String name,
      Replicas replicas,
      Timing timing,
      Annotations templates,
      HttpSender sender,
      int pace) {
    this.name = name;
    this.replicas = replicas;
    this.timing = timing;
    this.templates = templates;
    this.sender = sender;
    this.pace = pace;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Delivery deliver(AlertMessage message, ChannelMemory memory, Duration deadline) {
    PostedSeverities posted = PostedSeverities.in(memory, message);
    String body = alerts(message, posted).toString();
    Map<String, String> headers =
        replicas.authorization().isEmpty()
            ? Map.of()
            : Map.of("Authorization", replicas.authorization());
    List<HttpCall> calls =
        replicas.uris().stream().map(uri -> HttpCall.postJson(uri, headers, body)).toList();
    Delivery delivery = together(sender.sendAll(calls, deadline));
    if (delivery.outcome() == Outcome.SENT) {
      PostedSeverities.keep(message, memory);
    }
    return delivery;
  }

  private Delivery together(List<HttpResult> results) {
    List<String> problems = new ArrayList<>();
    List<Delivery> failed = new ArrayList<>();
    Optional<Delivery> sent = Optional.empty();
    for (int i = 0; i < results.size(); i++) {
      URI uri = replicas.uris().get(i);
      Delivery each = results.get(i).delivery(uri.getAuthority());
      if (each.outcome() == Outcome.SENT) {
        sent = Optional.of(each);
      } else {
        failed.add(each);
        problems.add(each.detail());
      }
    }
    String detail = String.join("; ", problems);
    Delivery decisive =
        sent.orElseGet(() ->
            failed.stream().min(Comparator.comparingInt(AlertmanagerChannel::rank)).orElseThrow());
    return new Delivery(decisive.outcome(), decisive.code(), detail, decisive.retryAfter());
  }

  /** A replica that may take it later matters more than one that never will. */
  private static int rank(Delivery delivery) {
    return switch (delivery.outcome()) {
      case SENT -> 0;
      case RETRY -> 1;
      case MISCONFIGURED -> 2;
      case REJECTED -> 3;
    };
  }

  private ArrayNode alerts(AlertMessage message, PostedSeverities posted) {
    Instant now = timing.clock().instant();
    ArrayNode alerts = JsonNodeFactory.instance.arrayNode();
    for (Episode episode : message.episodes()) {
      for (Severity old : posted.othersOf(episode)) {
        PrometheusAlert before = PrometheusAlert.of(message, episode, old);
        alerts.add(alert(templates.on(before, message, episode), episode, now));
      }
      Instant ends =
          episode.status() == Status.RESOLVED
              ? notAfter(episode.endedAt().orElse(now), now)
              : now.plus(timing.endsAfter());
      PrometheusAlert current = PrometheusAlert.of(message, episode);
      alerts.add(alert(templates.on(current, message, episode), episode, ends));
    }
    return alerts;
  }

  /** An end in the future, by a clock that differs, would keep it firing. */
  private static Instant notAfter(Instant end, Instant now) {
    return end.isAfter(now) ? now : end;
  }

  private static ObjectNode alert(PrometheusAlert alert, Episode episode, Instant ends) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ObjectNode labels = node.putObject("labels");
    alert.labels().forEach(labels::put);
    ObjectNode annotations = node.putObject("annotations");
    alert.annotations().forEach(annotations::put);
    // Alertmanager refuses an end before the start.
    Instant starts = episode.startedAt().isAfter(ends) ? ends : episode.startedAt();
    node.put("startsAt", starts.toString());
    node.put("endsAt", ends.toString());
    if (!alert.generatorUrl().isEmpty()) {
      node.put("generatorURL", alert.generatorUrl());
    }
    return node;
  }

  @Override
  public Duration deadline() {
    return sender.deadline();
  }

  @Override
  public String render(AlertMessage message) {
    return alerts(message, PostedSeverities.none()).toPrettyString();
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
  public Optional<Duration> repostInterval() {
    return Optional.of(timing.repost());
  }

  @Override
  public void close() {
    sender.close();
  }
}
