package io.etcdmonitor.notify.pagerduty;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Episode;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Kind;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import io.etcdmonitor.engine.alert.channel.ChangeAnnouncer;
import io.etcdmonitor.engine.alert.channel.ChangeNotice;
import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.channel.Delivery.Outcome;
import io.etcdmonitor.notify.http.Outcomes;
import io.etcdmonitor.notify.pagerduty.Incidents.Incident;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * One incident for each episode. A message is delivered when PagerDuty knows the state of every
 * episode in it; what it knows already is not sent again, so an attempt after a partial failure
 * goes on where the last one stopped. Nothing is concluded about an episode that is not in it: it
 * may go on and only be held back, as by a silence.
 */
final class PagerDutyChannel implements AlertChannel, ChangeAnnouncer {
  private static final String ACKNOWLEDGED = "acknowledged";
  private static final String CLOSING = "closing";
  private static final String HIDDEN_KEY = "********************************";

  /** Kinds that say the same again on purpose: a trigger then reopens what was closed by hand. */
  private static final Set<Kind> INSISTENT =
      EnumSet.of(Kind.REPEAT, Kind.ESCALATION, Kind.SILENCE_ENDED, Kind.SEVERITY_RAISED, Kind.TEST);

  private static final Duration JUST_TOLD = Duration.ofMinutes(15);

  private final String name;
  private final String routingKey;
  private final EventWriter events;
  private final EventsApi api;
  private final int pace;
  private final boolean changes;

  /**
   * @param changes whether change events are sent
   */
  PagerDutyChannel(
      String name,
      String routingKey,
      EventWriter events,
      EventsApi api,
      int pace,
      boolean changes) {
    this.name = name;
    this.routingKey = routingKey;
    this.events = events;
    this.api = api;
    this.pace = pace;
    this.changes = changes;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Delivery deliver(AlertMessage message, ChannelMemory memory, Duration deadline) {
    Incidents incidents = new Incidents(memory);
    long end = System.nanoTime() + deadline.toNanos();
    Delivery last = Delivery.sent("");
    Optional<Delivery> refused = Optional.empty();
    for (Episode episode : message.episodes()) {
      Delivery delivery =
          episode.status() == Status.FIRING
              ? firing(message, episode, incidents, end)
              : resolve(episode, incidents, end);
      if (stops(delivery)) {
        return delivery;
      }
      if (delivery.outcome() == Outcome.REJECTED) {
        refused = Optional.of(delivery);
      }
      last = delivery;
    }
    return refused.orElse(last);
  }

  /** One bad episode must not keep the others from being told; a fault of the channel does. */
  private static boolean stops(Delivery delivery) {
    return delivery.outcome() == Outcome.RETRY || delivery.outcome() == Outcome.MISCONFIGURED;
  }

  private Delivery firing(AlertMessage message, Episode episode, Incidents incidents, long end) {
    String severity = episode.severity().name();
    Optional<Incident> known = incidents.of(episode.id());
    boolean acknowledged = episode.acknowledgedBy().isPresent();
    if (known.isEmpty() || mustTrigger(message, severity, acknowledged, known.get())) {
      String key = known.map(Incident::routingKey).orElse(routingKey);
      Delivery delivery = api.event(events.trigger(key, message, episode), left(end));
      if (refused(delivery) && !key.equals(routingKey)) {
        // The key that opened it is gone: better a second incident than none.
        key = routingKey;
        delivery = api.event(events.trigger(key, message, episode), left(end));
      }
      if (delivery.outcome() != Outcome.SENT) {
        return delivery;
      }
      remember(incidents, episode, key, severity, message);
      if (!acknowledged) {
        return delivery;
      }
    }
    Incident incident = incidents.of(episode.id()).orElseThrow();
    if (!acknowledged || incident.state().equals(ACKNOWLEDGED)) {
      return Delivery.sent("");
    }
    Delivery delivery =
        api.event(
            EventWriter.event(incident.routingKey(), "acknowledge", incident.dedupKey()),
            left(end));
    if (delivery.outcome() == Outcome.SENT) {
      remember(incidents, episode, incident.routingKey(), ACKNOWLEDGED, message);
    }
    return ofOldKey(delivery, incident.routingKey());
  }

  private static boolean mustTrigger(
      AlertMessage message, String severity, boolean acknowledged, Incident known) {
    if (known.by().equals(message.idempotencyKey())) {
      return false;
    }
    if (acknowledged) {
      return false;
    }
    // A digest may hold such kinds. One that is tried again goes on where the last one stopped.
    boolean insists =
        message.kind() == Kind.DIGEST
            ? known.at().isBefore(message.time().minus(JUST_TOLD))
            : INSISTENT.contains(message.kind());
    return insists || !known.state().equals(severity);
  }

  private static void remember(
      Incidents incidents, Episode episode, String key, String state, AlertMessage message) {
    incidents.opened(
        episode.id(),
        new Incident(
            key, EventWriter.dedupKey(episode), state, message.idempotencyKey(), message.time()));
  }

  private Delivery resolve(Episode episode, Incidents incidents, long end) {
    String key = incidents.of(episode.id()).map(Incident::routingKey).orElse(routingKey);
    Delivery delivery =
        api.event(EventWriter.event(key, "resolve", EventWriter.dedupKey(episode)), left(end));
    Delivery result = ofOldKey(delivery, key);
    if (result.outcome() == Outcome.SENT || result.outcome() == Outcome.REJECTED) {
      incidents.closed(episode.id());
    } else {
      // It may be closed all the same: should the alert fire again, it is triggered again.
      incidents.of(episode.id()).ifPresent(i -> incidents.opened(episode.id(), i.in(CLOSING)));
    }
    return result;
  }

  /** A key that is not configured any more says nothing about the channel. */
  private Delivery ofOldKey(Delivery delivery, String key) {
    return refused(delivery) && !key.equals(routingKey)
        ? Outcomes.rejected(
            delivery.code(),
            "PagerDuty no longer takes the key that opened the incident: close it there by hand ("
                + delivery.detail()
                + ")")
        : delivery;
  }

  private static boolean refused(Delivery delivery) {
    return delivery.outcome() == Outcome.REJECTED || delivery.outcome() == Outcome.MISCONFIGURED;
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
  }

  @Override
  public boolean announces() {
    return changes;
  }

  @Override
  public Delivery announce(ChangeNotice notice, Duration deadline) {
    return api.change(EventWriter.change(routingKey, notice), deadline);
  }

  @Override
  public Duration deadline() {
    return api.deadline();
  }

  @Override
  public String render(AlertMessage message) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (Episode episode : message.episodes()) {
      if (episode.status() == Status.FIRING) {
        all.add(events.trigger(HIDDEN_KEY, message, episode));
        if (episode.acknowledgedBy().isPresent()) {
          all.add(EventWriter.event(HIDDEN_KEY, "acknowledge", EventWriter.dedupKey(episode)));
        }
      } else {
        all.add(EventWriter.event(HIDDEN_KEY, "resolve", EventWriter.dedupKey(episode)));
      }
    }
    return all.toPrettyString();
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
    api.close();
  }
}
