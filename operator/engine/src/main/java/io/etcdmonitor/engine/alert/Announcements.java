package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.channel.ChangeAnnouncer;
import io.etcdmonitor.engine.alert.channel.ChangeNotice;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.outbox.Backoff;
import io.etcdmonitor.engine.alert.state.EscalationPolicy;
import io.etcdmonitor.engine.alert.state.Route;
import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.transition.Transition;
import io.etcdmonitor.engine.transition.TransitionType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What people did to a cluster, on its way to the channels that show it beside incidents: members
 * that came and went, and another version of etcd. It calls nobody, so it is kept in memory only,
 * and given up after an hour. Guarded by the core's lock.
 */
final class Announcements {
  static final int MOST_WAITING = 100;

  private static final Duration GIVE_UP = Duration.ofHours(1);
  private static final Set<TransitionType> ON_PURPOSE =
      EnumSet.of(
          TransitionType.MEMBER_ADDED,
          TransitionType.MEMBER_REMOVED,
          TransitionType.MEMBER_PROMOTED,
          TransitionType.VERSION_CHANGED);

  /**
   * One notice on its way to one channel.
   *
   * @param notice what happened
   * @param attempts so far
   * @param nextAt when it may be tried
   */
  record Waiting(ChangeNotice notice, int attempts, Instant nextAt) {}

  private final Channels channels;
  private final Chronicle chronicle;
  private final Backoff backoff;
  private final Map<String, Deque<Waiting>> waiting = new HashMap<>();

  Announcements(Channels channels, Chronicle chronicle, Backoff backoff) {
    this.channels = channels;
    this.chronicle = chronicle;
    this.backoff = backoff;
  }

  /** Takes from a result what is to be told. */
  void seen(Book book, ResultChange change, AlertConfig config, Instant now) {
    if (change.transitions().isEmpty() || !book.settings().enabled()) {
      return;
    }
    for (Transition transition : change.transitions()) {
      if (ON_PURPOSE.contains(transition.type())) {
        ChangeNotice notice = notice(book, transition, change.current().time());
        concerned(book, config).stream()
            .filter(name -> announcer(name).isPresent())
            .forEach(name -> put(name, new Waiting(notice, 0, now)));
      }
    }
  }

  private static ChangeNotice notice(Book book, Transition transition, Instant time) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("change", transition.type().word());
    details.put("cluster", book.key().toString());
    if (!transition.member().isEmpty()) {
      details.put("member", transition.member());
    }
    if (!book.settings().description().isEmpty()) {
      details.put("description", book.settings().description());
    }
    return new ChangeNotice(
        book.key() + ": " + transition.message(), book.key(), details, List.of(), time);
  }

  /** The channels that alerts of this cluster may go to, whatever their rule and severity. */
  private static Set<String> concerned(Book book, AlertConfig config) {
    Map<String, String> labels = new HashMap<>(book.settings().labels());
    labels.put("namespace", book.key().namespace());
    labels.put("cluster", book.key().name());
    Set<String> names = new TreeSet<>();
    for (Route route : Route.thatMayTake(config.routes(), labels)) {
      names.addAll(Routing.channelsOf(book, route));
      config.escalations().stream()
          .filter(policy -> route.escalation().filter(policy.name()::equals).isPresent())
          .map(EscalationPolicy::steps)
          .forEach(steps -> steps.forEach(step -> names.addAll(step.channels())));
    }
    return names;
  }

  private Optional<ChangeAnnouncer> announcer(String channel) {
    return Optional.ofNullable(channels.all().get(channel))
        .filter(ChangeAnnouncer.class::isInstance)
        .map(ChangeAnnouncer.class::cast)
        .filter(ChangeAnnouncer::announces);
  }

  private void put(String channel, Waiting item) {
    Deque<Waiting> queue = waiting.computeIfAbsent(channel, name -> new ArrayDeque<>());
    if (queue.size() >= MOST_WAITING) {
      giveUp(channel, queue.removeFirst(), "too many wait");
    }
    queue.addLast(item);
  }

  /** What a channel is to be told next; it is the caller's until it is finished. */
  Optional<Waiting> next(String channel, Instant now) {
    Deque<Waiting> queue = waiting.get(channel);
    if (queue == null || queue.isEmpty() || channels.paused(channel, now)) {
      return Optional.empty();
    }
    return now.isBefore(queue.peekFirst().nextAt())
        ? Optional.empty()
        : Optional.of(queue.removeFirst());
  }

  /** Books what became of it. */
  void finished(String channel, Waiting item, Delivery delivery, Instant now) {
    String words = (delivery.code() + " " + delivery.detail()).strip();
    switch (delivery.outcome()) {
      case SENT -> {
        channels.count(channel, Channels.SENT);
        chronicle.announced(
            item.notice().cluster(), HistoryEntry.SENT, channel, about(item, words));
      }
      case RETRY -> {
        Duration wait =
            backoff.after(item.attempts() + 1, delivery.retryAfter().orElse(Duration.ZERO));
        if (now.plus(wait).isAfter(item.notice().time().plus(GIVE_UP))) {
          giveUp(channel, item, words);
        } else {
          channels.count(channel, Channels.RETRY);
          waiting
              .computeIfAbsent(channel, name -> new ArrayDeque<>())
              .addFirst(new Waiting(item.notice(), item.attempts() + 1, now.plus(wait)));
        }
      }
      // Whether the channel works is for its alerts to say: they are tried all the same.
      case REJECTED, MISCONFIGURED -> giveUp(channel, item, words);
    }
  }

  private void giveUp(String channel, Waiting item, String why) {
    channels.count(channel, Channels.DEAD);
    chronicle.announced(item.notice().cluster(), HistoryEntry.DEAD, channel, about(item, why));
  }

  private static String about(Waiting item, String words) {
    return ("change event (" + item.notice().summary() + ") " + words).strip();
  }
}
