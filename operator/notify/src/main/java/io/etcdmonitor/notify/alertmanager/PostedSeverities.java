package io.etcdmonitor.notify.alertmanager;

import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Episode;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import io.etcdmonitor.engine.model.Severity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Under which severity each open episode was posted last: for Alertmanager an alert is its labels,
 * so the one under the old severity must be ended, or two would fire.
 */
record PostedSeverities(Map<String, Severity> byEpisode) {
  private static final String KEY = "alertmanager.severity";

  static PostedSeverities none() {
    return new PostedSeverities(Map.of());
  }

  /** What is remembered of the episodes of a message. */
  static PostedSeverities in(ChannelMemory memory, AlertMessage message) {
    Map<String, Severity> found = new TreeMap<>();
    for (Episode episode : message.episodes()) {
      memory
          .get(ChannelMemory.of(episode.id(), KEY))
          .filter(word -> !word.isEmpty())
          .ifPresent(word -> found.put(episode.id(), Severity.valueOf(word)));
    }
    return new PostedSeverities(found);
  }

  List<Severity> othersOf(Episode episode) {
    Severity posted = byEpisode.getOrDefault(episode.id(), episode.severity());
    return posted == episode.severity() ? List.of() : List.of(posted);
  }

  /**
   * Remembers what was posted now, and forgets what is over: only what the message says is. The
   * rest of a group may go on and be held back.
   */
  static void keep(AlertMessage message, ChannelMemory memory) {
    for (Episode episode : message.episodes()) {
      memory.put(
          ChannelMemory.of(episode.id(), KEY),
          episode.status() == Status.FIRING ? episode.severity().name() : "");
    }
  }
}
