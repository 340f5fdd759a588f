package io.etcdmonitor.e2e.chaos;

import io.etcdmonitor.api.v1alpha1.AlertStatus;
import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.e2e.alert.WebhookReceiver;
import io.etcdmonitor.e2e.alert.WebhookReceiver.Told;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the webhook was told, against what was done and what the statuses say of it. */
final class Pages {
  private final ChaosWorld world;
  private final Story story;
  private final Map<String, Told> last = new HashMap<>();
  private final Set<String> lost = new HashSet<>();
  private int read;

  Pages(ChaosWorld world, Story story) {
    this.world = world;
    this.story = story;
  }

  /** Reads what is new: nothing may be told twice, nor of a cluster that nobody touched. */
  void read(boolean replicasTouched) {
    List<Told> all = world.hook().told();
    for (Told told : all.subList(read, all.size())) {
      story.tell("  paged: %s".formatted(words(told)));
      Told before = last.put(told.episode(), told);
      // That it flaps is said once, of what is known to fire.
      if (before == null
          ? !told.firing()
          : before.status().equals(told.status()) && !told.kind().equals("flapping")) {
        again(before, told, replicasTouched);
      }
      if (told.firing()) {
        untouched(told);
      }
    }
    read = all.size();
  }

  private void again(Told before, Told told, boolean replicasTouched) {
    if (before != null && !before.severity().equals(told.severity())) {
      return;
    }
    String what =
        (before == null ? "resolved, but never told to fire: " : "told again: ") + words(told);
    // Who is killed between sending and writing cannot tell the next one.
    if (replicasTouched) {
      story.tell("  note: %s (a replica was killed, frozen or cut off meanwhile)".formatted(what));
    } else {
      story.wrong(what);
    }
  }

  private void untouched(Told told) {
    world.patients().stream()
        .filter(p -> p.name().equals(told.cluster()))
        .filter(p -> p.longWell(told.nanos()))
        .findFirst()
        .ifPresent(p -> story.wrong("told of a cluster that is well: " + words(told)));
  }

  private static String words(Told told) {
    return String.join(
        " ",
        told.cluster(),
        told.rule(),
        told.member(),
        told.severity(),
        told.status(),
        told.kind().equals(told.status()) ? "" : "(" + told.kind() + ")",
        told.episode());
  }

  /**
   * A replica is killed that could not write down what it told: of what is over when the next one
   * looks, nobody knows any more.
   */
  void forgotten() {
    last.values().stream().filter(Told::firing).forEach(t -> lost.add(t.episode()));
  }

  /** Where the webhook and the statuses disagree; only while both can be reached. */
  List<String> untrue(List<EtcdCluster> objects) {
    List<String> untrue = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (EtcdCluster object : objects) {
      if (object.getStatus() != null) {
        episodes(object.getStatus())
            .forEach(alert -> {
              known.add(alert.episode());
              if (alert.ended() == null && told(alert) && !firing(alert.episode())) {
                untrue.add(
                    "%s: %s %s was told, says the status; the webhook does not know"
                        .formatted(object.getMetadata().getName(), alert.rule(), alert.episode()));
              }
            });
      }
    }
    last.values().stream()
        .filter(t -> t.firing() && !t.cluster().isEmpty())
        .filter(t -> !known.contains(t.episode()) && !lost.contains(t.episode()))
        .forEach(t -> untrue.add("nobody owes the end of " + words(t)));
    return untrue;
  }

  /** What the webhook was told and did not hear the end of. */
  List<String> open() {
    return last.values().stream().filter(Told::firing).map(Pages::words).toList();
  }

  private boolean firing(String episode) {
    Told told = last.get(episode);
    return told != null && told.firing();
  }

  private static boolean told(AlertStatus alert) {
    return alert.told().stream()
        .anyMatch(t -> t.channel().equals(WebhookReceiver.CHANNEL) && t.unconfirmed() == null);
  }

  private static List<AlertStatus> episodes(EtcdClusterStatus status) {
    return Stream.of(status.alerts(), status.furtherAlerts(), status.endingAlerts())
        .flatMap(List::stream)
        .collect(Collectors.toList());
  }
}
