package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.Change;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.result.ResultChange;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs rules and routes over results of the past, as fast as it goes, and tells what would have
 * fired and who would have been told, but for heartbeats. Nothing is sent and nothing stored. Not
 * thread-safe.
 */
public final class AlertReplay implements AutoCloseable {
  /**
   * Something that happened to an alert.
   *
   * @param time when
   * @param alert as it was then
   * @param change what
   */
  public record Event(Instant time, Alert alert, Change change) {}

  /**
   * A message that would have been sent.
   *
   * @param time when
   * @param channel to whom
   * @param message what
   */
  public record Sent(Instant time, String channel, AlertMessage message) {}

  private final Moment moment = new Moment();
  private final AlertEngine engine;
  private final AlertConfig config;
  private final List<Event> events = new ArrayList<>();
  private final List<Sent> sent = new ArrayList<>();

  /**
   * Nothing is known yet.
   *
   * @param config rules and routes
   * @param settings what holds for every cluster
   */
  public AlertReplay(AlertConfig config, ClusterAlerts settings) {
    this.config = config.withoutHeartbeat();
    this.engine =
        new AlertEngine(
            new MemoryStore(),
            History.inMemory(),
            this.config,
            Surroundings.ALONE,
            moment,
            () -> 1L);
    engine.settings(key -> settings);
    engine.addListener((alert, change) -> events.add(new Event(moment.now, alert, change)));
    Map<String, AlertChannel> channels = new HashMap<>();
    this.config.channels().forEach(name -> channels.put(name, new Recorder(name)));
    engine.configure(this.config, channels);
  }

  /** Takes a result; it is evaluated with the next {@link #until}. */
  public void result(ResultChange change) {
    engine.onResult(change);
  }

  /** Lets time pass until then. Time never goes back. */
  public void until(Instant time) {
    moment.now = time.isAfter(moment.now) ? time : moment.now;
    engine.step();
    boolean delivered = true;
    while (delivered) {
      delivered = false;
      for (String channel : config.channels()) {
        delivered |= engine.deliver(channel);
      }
      if (delivered) {
        engine.step();
      }
    }
  }

  /** What happened, in order. */
  public List<Event> events() {
    return List.copyOf(events);
  }

  /** Who would have been told what, in order. */
  public List<Sent> sent() {
    return List.copyOf(sent);
  }

  @Override
  public void close() {
    engine.close();
  }

  /** A clock that is moved by hand. */
  private static final class Moment extends Clock {
    private Instant now = Instant.EPOCH;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  /** Takes everything. */
  private final class Recorder implements AlertChannel {
    private final String name;

    Recorder(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Delivery deliver(AlertMessage message, ChannelMemory memory, Duration deadline) {
      sent.add(new Sent(moment.now, name, message));
      return new Delivery(Delivery.Outcome.SENT, "", "", Optional.empty());
    }

    @Override
    public String render(AlertMessage message) {
      return message.title();
    }

    @Override
    public int messagesPerMinute() {
      return 6_000;
    }
  }
}
