package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The channels in force, how each fares, and what was counted. Guarded by the core's lock. */
final class Channels {
  static final String SENT = "sent";
  static final String RETRY = "retry";
  static final String DEAD = "dead";
  static final String SUPERSEDED = "superseded";
  static final String DEDUPLICATED = "deduplicated";
  static final String SUPPRESSED = "suppressed";

  /** A channel whose credentials are wrong is tried again so often, should they be mended there. */
  private static final Duration PAUSE = Duration.ofMinutes(15);

  private Map<String, AlertChannel> byName = Map.of();
  private final Map<String, Instant> pausedUntil = new HashMap<>();
  private final Map<String, String> trouble = new TreeMap<>();
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

  boolean keepsEpisodesApart(String channel) {
    AlertChannel known = byName.get(channel);
    return known != null && known.keepsEpisodesApart();
  }

  /** One that is not there any more is as good as paused. */
  boolean paused(String channel, Instant now) {
    Instant until = pausedUntil.get(channel);
    return !byName.containsKey(channel) || (until != null && now.isBefore(until));
  }

  void pause(String channel, Instant now) {
    pausedUntil.put(channel, now.plus(PAUSE));
  }

  void fares(String channel, Optional<String> sentence) {
    sentence.ifPresentOrElse(text -> trouble.put(channel, text), () -> trouble.remove(channel));
  }

  Optional<String> trouble(String channel) {
    return Optional.ofNullable(trouble.get(channel));
  }

  void count(String channel, String outcome) {
    counts.computeIfAbsent(channel, name -> new TreeMap<>()).merge(outcome, 1L, Long::sum);
  }

  Map<String, Map<String, Long>> counts() {
    Map<String, Map<String, Long>> copy = new TreeMap<>();
    counts.forEach((channel, outcomes) -> copy.put(channel, Map.copyOf(outcomes)));
    return copy;
  }

  static String reasonOf(String why) {
    return why.startsWith("deduplicated") ? DEDUPLICATED : SUPPRESSED;
  }
}
