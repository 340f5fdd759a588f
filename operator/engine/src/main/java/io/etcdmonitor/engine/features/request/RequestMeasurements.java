package io.etcdmonitor.engine.features.request;

import io.etcdmonitor.engine.metricspage.MetricsPage;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From a page, and what changed since the one before, to measurements. Pure. */
final class RequestMeasurements {
  private static final Map<String, String> AS_THEY_ARE =
      Map.of(
          MemberCounters.COMMITTED, MeasurementNames.PROPOSALS_COMMITTED,
          MemberCounters.APPLIED, MeasurementNames.PROPOSALS_APPLIED,
          MemberCounters.PENDING, MeasurementNames.PROPOSALS_PENDING,
          MemberCounters.FAILED, MeasurementNames.PROPOSALS_FAILED,
          MemberCounters.WATCHERS, MeasurementNames.WATCHERS,
          MemberCounters.STREAMS, MeasurementNames.WATCH_STREAMS,
          MemberCounters.SLOW_WATCHERS, MeasurementNames.SLOW_WATCHERS,
          MemberCounters.MEMORY, MeasurementNames.RESIDENT_MEMORY);

  private static final Map<String, String> PER_SECOND =
      Map.of(
          MemberCounters.COMMITTED, MeasurementNames.PROPOSAL_RATE,
          MemberCounters.RECEIVED, MeasurementNames.CLIENT_RECEIVED_RATE,
          MemberCounters.SENT, MeasurementNames.CLIENT_SENT_RATE);

  private RequestMeasurements() {}

  static List<Measurement> of(
      String member,
      MetricsPage page,
      MemberCounters counters,
      Optional<MemberCounters.Delta> delta) {
    List<Measurement> all = new ArrayList<>();
    AS_THEY_ARE.forEach((metric, name) ->
        page.value(metric).ifPresent(value -> all.add(Measurement.ofMember(name, member, value))));
    delta.ifPresent(d -> rates(member, counters, d, all));
    return all;
  }

  private static void rates(
      String member, MemberCounters counters, MemberCounters.Delta delta, List<Measurement> all) {
    delta
        .requests()
        .forEach((method, count) -> {
          // etcd lists every RPC it knows; those never called are noise.
          if (counters.requests().get(method) <= 0) {
            return;
          }
          all.add(
              new Measurement(
                  MeasurementNames.REQUEST_RATE, member, method, delta.perSecond(count)));
          all.add(
              new Measurement(
                  MeasurementNames.REQUEST_ERROR_RATE,
                  member,
                  method,
                  delta.perSecond(delta.errors().getOrDefault(method, 0.0))));
          Double seconds = delta.seconds().get(method);
          if (seconds != null && count > 0) {
            all.add(
                new Measurement(MeasurementNames.REQUEST_LATENCY, member, method, seconds / count));
          }
        });
    delta
        .others()
        .forEach((metric, count) -> {
          String name = PER_SECOND.get(metric);
          if (name != null) {
            all.add(Measurement.ofMember(name, member, delta.perSecond(count)));
          } else if (metric.startsWith(MemberCounters.CLIENTS + " ")) {
            String version = metric.substring(MemberCounters.CLIENTS.length() + 1);
            all.add(
                new Measurement(
                    MeasurementNames.CLIENT_REQUEST_RATE, member, version, delta.perSecond(count)));
          }
        });
  }
}
