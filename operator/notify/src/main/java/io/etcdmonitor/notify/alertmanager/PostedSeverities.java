package io.etcdmonitor.notify.alertmanager;

import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Episode;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import io.etcdmonitor.engine.model.Severity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Under which severity each open episode was posted last: for Alertmanager an alert is its labels,
 * so the one under the old severity must be ended, or two would fire.
 */
record PostedSeverities(Map<String, Severity> byEpisode) {
  private static final String KEY = "alertmanager.severities";

  static PostedSeverities none() {
    return new PostedSeverities(Map.of());
  }

  static PostedSeverities in(ChannelMemory memory) {
    Map<String, Severity> found = new TreeMap<>();
    memory
        .get(KEY)
        .ifPresent(text ->
            text.lines()
                .filter(line -> line.indexOf(' ') > 0)
                .forEach(line -> {
                  int space = line.indexOf(' ');
                  found.put(line.substring(space + 1), Severity.valueOf(line.substring(0, space)));
                }));
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
  void keep(AlertMessage message, ChannelMemory memory) {
    Map<String, Severity> now = new TreeMap<>(byEpisode);
    for (Episode episode : message.episodes()) {
      if (episode.status() == Status.FIRING) {
        now.put(episode.id(), episode.severity());
      } else {
        now.remove(episode.id());
      }
    }
    if (!now.equals(byEpisode)) {
      memory.put(
          KEY,
          now.entrySet().stream()
              .map(entry -> entry.getValue() + " " + entry.getKey())
              .collect(Collectors.joining("\n")));
    }
  }
}
