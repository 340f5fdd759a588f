package io.etcdmonitor.engine.features.request;

import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.view.Calls;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.EtcdApi;
import io.etcdmonitor.etcd.Reply;
import io.etcdmonitor.etcd.V2Stats;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What members count of their v2 store, on clusters that are watched by that API. */
final class V2Store {
  private static final Duration CALL = Duration.ofSeconds(2);

  private V2Store() {}

  static void read(
      InspectionContext context, List<ViewMember> members, List<Measurement> measurements) {
    if (context.cluster().connection().api() != EtcdApi.V2) {
      return;
    }
    // The page's watchers are those of the v3 store, which nobody uses here.
    measurements.removeIf(m -> m.name().equals(MeasurementNames.WATCHERS));
    Duration budget = context.budget(CALL);
    Map<ViewMember, CompletableFuture<Reply<V2Stats>>> calls = new LinkedHashMap<>();
    members.forEach(m -> calls.put(m, context.view().client(m).v2Stats(budget)));
    Calls.awaitAll(calls)
        .forEach((member, reply) ->
            reply.value().ifPresent(stats -> measure(member.label(), stats, measurements)));
  }

  private static void measure(String member, V2Stats stats, List<Measurement> measurements) {
    stats
        .operations()
        .forEach((name, count) ->
            measurements.add(
                new Measurement(MeasurementNames.V2_OPERATIONS, member, name, (double) count)));
    measurements.add(
        Measurement.ofMember(MeasurementNames.WATCHERS, member, (double) stats.watchers()));
  }
}
