package io.etcdmonitor.app.metrics;

import io.etcdmonitor.kube.KubeStats;
import java.util.Locale;
import java.util.function.Consumer;

/** The rows of the Kubernetes side. */
final class KubeRows implements Consumer<Rows> {
  private final KubeStats stats;

  KubeRows(KubeStats stats) {
    this.stats = stats;
  }

  @Override
  public void accept(Rows rows) {
    rows.add(KubeFamilies.KUBE_SYNCED, stats.synced() ? 1 : 0);
    rows.add(KubeFamilies.EVENTS_WAITING, stats.eventsWaiting());
    stats
        .shard()
        .ifPresent(shard -> {
          rows.add(
              KubeFamilies.SHARD_HELD, stats.leader() ? 1 : 0, Integer.toString(shard.number()));
          if (shard.of() > 0) {
            rows.add(KubeFamilies.SHARDS, shard.of());
          }
        });
    stats
        .statusWrites()
        .forEach((outcome, count) -> rows.add(KubeFamilies.STATUS_WRITES, count, word(outcome)));
    stats.events().forEach((outcome, count) -> rows.add(KubeFamilies.EVENTS, count, word(outcome)));
    stats
        .apiCalls()
        .forEach((call, count) ->
            rows.add(
                KubeFamilies.API_CALLS,
                count,
                call.verb(),
                call.group(),
                call.resource(),
                call.code()));
  }

  private static String word(Enum<?> outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }
}
