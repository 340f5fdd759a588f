package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.state.Planner;
import io.etcdmonitor.engine.alert.state.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The channels in force, how each fares, and what was counted. Guarded by the core's lock. */
final class Channels {
  static final String SENT = "sent";
  static final String RETRY = "retry";
  static final String DEAD = "dead";
  static final String SUPERSEDED = "superseded";
  static final String DEDUPLICATED = "deduplicated";
  static final String SUPPRESSED = "suppressed";

  private static final List<String> OUTCOMES =
      List.of(SENT, RETRY, DEAD, SUPERSEDED, DEDUPLICATED, SUPPRESSED);

  private static final Duration PAUSE = Duration.ofMinutes(15);

  private Map<String, AlertChannel> byName = Map.of();
  private final Map<String, Instant> pausedUntil = new HashMap<>();
  private final Map<String, String> trouble = new TreeMap<>();
  private final Set<String> tried = new HashSet<>();
  private final Map<String, Map<String, Long>> counts = new TreeMap<>();

  void replace(Map<String, AlertChannel> channels) {
    byName = Map.copyOf(channels);
    pausedUntil.clear();
    trouble.keySet().retainAll(byName.keySet());
  }

  Map<String, AlertChannel> all() {
    return byName;
  }

  Optional<Duration> repost(String channel) {
    return Optional.ofNullable(byName.get(channel)).flatMap(AlertChannel::repostInterval);
  }

  Planner.Setting setting(String channel, Timing timing) {
    return new Planner.Setting(timing, repost(channel), retry(channel));
  }

  boolean keepsEpisodesApart(String channel) {
    AlertChannel known = byName.get(channel);
    return known != null && known.keepsEpisodesApart();
  }

  /** Whether the configuration does not name it any more, or never did. */
  boolean gone(String channel) {
    return !byName.containsKey(channel);
  }

  /** One that is not there any more is as good as paused. */
  boolean paused(String channel, Instant now) {
    Instant until = pausedUntil.get(channel);
    return gone(channel) || (until != null && now.isBefore(until));
  }

  void pause(String channel, Instant now) {
    retry(channel).ifPresent(pause -> pausedUntil.put(channel, now.plus(pause)));
  }

  Optional<Instant> pausedUntil(String channel) {
    return Optional.ofNullable(pausedUntil.get(channel));
  }

  /**
   * When what it does not take is tried again, should it be mended there. A receiver that forgets
   * what it does not hear again would soon take all for over.
   */
  Optional<Duration> retry(String channel) {
    if (gone(channel)) {
      return Optional.empty();
    }
    return repost(channel).filter(every -> every.compareTo(PAUSE) < 0).or(() -> Optional.of(PAUSE));
  }

  void fares(String channel, Optional<String> sentence) {
    tried.add(channel);
    sentence.ifPresentOrElse(text -> trouble.put(channel, text), () -> trouble.remove(channel));
  }

  Optional<String> trouble(String channel) {
    return Optional.ofNullable(trouble.get(channel));
  }

  /** Whether it is known how it fares: a process that has just begun has told it nothing yet. */
  boolean known(String channel) {
    return tried.contains(channel) || gone(channel);
  }

  void count(String channel, String outcome) {
    counts.computeIfAbsent(channel, name -> new TreeMap<>()).merge(outcome, 1L, Long::sum);
  }

  Map<String, Map<String, Long>> counts() {
    Map<String, Map<String, Long>> copy = new TreeMap<>();
    Stream.concat(byName.keySet().stream(), counts.keySet().stream())
        .forEach(channel -> copy.put(channel, counted(channel)));
    return copy;
  }

  /** Zeros, too: the increase of a counter that begins with its first event is nothing. */
  private Map<String, Long> counted(String channel) {
    Map<String, Long> all = new HashMap<>(counts.getOrDefault(channel, Map.of()));
    OUTCOMES.forEach(outcome -> all.putIfAbsent(outcome, 0L));
    return Map.copyOf(all);
  }

  static String reasonOf(String why) {
    return why.startsWith("deduplicated") ? DEDUPLICATED : SUPPRESSED;
  }
}
