package io.etcdmonitor.engine.alert.channel;

import java.time.Duration;
import java.util.Optional;

/**
 * A way to tell people. The engine calls it from a worker of its own, one message at a time per
 * channel, so a dead channel delays no other. Blocking is fine; the call must end within the
 * deadline.
 */
public interface AlertChannel extends AutoCloseable {
  /** Enough for an attempt that is several requests. */
  Duration DEADLINE = Duration.ofSeconds(30);

  /** Its name in the configuration. */
  String name();

  /** Sends once; never retries by itself, never throws for what the receiver does. */
  Delivery deliver(AlertMessage message, ChannelMemory memory, Duration deadline);

  /**
   * The deadline of an attempt. One with a time limit in its configuration gives that, where it is
   * longer.
   */
  default Duration deadline() {
    return DEADLINE;
  }

  /** Renders without sending, for people who write templates. */
  String render(AlertMessage message);

  /** Most messages per minute that the receiver takes. */
  int messagesPerMinute();

  /**
   * How often the receiver must be told the same again: such receivers forget what is not repeated.
   * Firing messages are delivered again at this interval, resolved ones for five minutes. Empty for
   * receivers that remember.
   */
  default Optional<Duration> repostInterval() {
    return Optional.empty();
  }

  /**
   * Whether the receiver keeps each episode by itself, as Alertmanager and PagerDuty do. Then no
   * message leaves any out; one for people may, and says how many.
   */
  default boolean keepsEpisodesApart() {
    return false;
  }

  @Override
  default void close() {}
}
