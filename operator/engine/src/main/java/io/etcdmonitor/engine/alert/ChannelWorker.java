package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.ChangeAnnouncer;
import io.etcdmonitor.engine.alert.channel.Delivery;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what one channel is to be told, one message at a time, at the channel's pace. */
final class ChannelWorker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ChannelWorker.class);
  private static final long IDLE_MILLIS = 1_000;

  private final AlertCore core;
  private final AlertChannel channel;
  private final Clock clock;
  private final Semaphore work = new Semaphore(0);
  private final CountDownLatch stopped = new CountDownLatch(1);

  ChannelWorker(AlertCore core, AlertChannel channel, Clock clock) {
    this.core = core;
    this.channel = channel;
    this.clock = clock;
  }

  void start() {
    Thread unused = Thread.ofVirtual().name("alerts-to-" + channel.name()).start(this::run);
  }

  void wake() {
    if (work.availablePermits() == 0) {
      work.release();
    }
  }

  private void run() {
    long pause = TimeUnit.MINUTES.toMillis(1) / Math.max(1, channel.messagesPerMinute());
    while (stopped.getCount() > 0) {
      try {
        if (once()) {
          if (stopped.await(pause, TimeUnit.MILLISECONDS)) {
            return;
          }
        } else {
          boolean woken = work.tryAcquire(IDLE_MILLIS, TimeUnit.MILLISECONDS);
          log.trace("{} looks for work, woken: {}", channel.name(), woken);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException | Error e) {
        log.error("Sending to {} failed; it goes on", channel.name(), e);
      }
    }
  }

  /** Sends the next message; false when none is due. */
  boolean once() {
    Optional<Outbox.Attempt> attempt = core.next(channel.name(), clock.instant());
    if (attempt.isEmpty()) {
      return channel instanceof ChangeAnnouncer announcer && announce(announcer);
    }
    Delivery delivery;
    try {
      delivery =
          channel.deliver(attempt.get().message(), attempt.get().memory(), channel.deadline());
    } catch (RuntimeException | Error e) {
      // An Error as well, such as a class that a plugged-in channel lacks: it would end this thread
      // without a word, with the message under way for ever.
      log.warn("Channel {} threw; the message is tried again", channel.name(), e);
      delivery = failed(e);
    }
    core.finished(attempt.get(), delivery, clock.instant());
    return true;
  }

  private boolean announce(ChangeAnnouncer announcer) {
    Optional<Announcements.Waiting> next = core.nextChange(channel.name(), clock.instant());
    if (next.isEmpty()) {
      return false;
    }
    Delivery delivery;
    try {
      delivery = announcer.announce(next.get().notice(), channel.deadline());
    } catch (RuntimeException | Error e) {
      log.warn("Channel {} threw; the change event is tried again", channel.name(), e);
      delivery = failed(e);
    }
    core.announced(channel.name(), next.get(), delivery, clock.instant());
    return true;
  }

  /** For a channel that throws although it must not. */
  private static Delivery failed(Throwable e) {
    return new Delivery(Delivery.Outcome.RETRY, "", "the channel failed: " + e, Optional.empty());
  }

  @Override
  public void close() {
    stopped.countDown();
    work.release();
    channel.close();
  }
}
