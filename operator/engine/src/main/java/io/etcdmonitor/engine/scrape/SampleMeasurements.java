package io.etcdmonitor.engine.scrape;

import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A sample, and what changed since the one before, as measurements. Pure. */
public final class SampleMeasurements {
  private SampleMeasurements() {}

  /** All that a member's page tells; what it does not tell is absent. */
  public static List<Measurement> of(
      String member, MemberSample sample, Optional<SampleDelta> delta) {
    List<Measurement> all = new ArrayList<>();
    for (Series series : Series.values()) {
      if (!series.value().isEmpty()) {
        sample.value(series).stream()
            .filter(v -> v >= 0)
            .forEach(v -> all.add(Measurement.ofMember(series.value(), member, v)));
      }
    }
    sample
        .streams()
        .forEach((kind, number) ->
            all.add(new Measurement(MeasurementNames.OPEN_STREAMS, member, kind, number)));
    if (!sample.clusterVersion().isEmpty()) {
      all.add(
          new Measurement(MeasurementNames.CLUSTER_VERSION, member, sample.clusterVersion(), 1));
    }
    sample.peers().forEach((id, peer) -> peer(member, id, peer, all));
    delta.ifPresent(d -> {
      for (Series series : Series.values()) {
        if (!series.rate().isEmpty()) {
          d.increase(series)
              .ifPresent(v -> all.add(Measurement.ofMember(series.rate(), member, d.perSecond(v))));
        }
      }
      requests(member, d, all);
    });
    return all;
  }

  private static void peer(String member, String id, Peer peer, List<Measurement> all) {
    all.add(new Measurement(MeasurementNames.PEER_ACTIVE, member, id, peer.active()));
    if (peer.sendFailures() >= 0) {
      all.add(
          new Measurement(MeasurementNames.PEER_SEND_FAILURES, member, id, peer.sendFailures()));
    }
    peer.latestRoundTrip()
        .ifPresent(seconds ->
            all.add(new Measurement(MeasurementNames.PEER_ROUND_TRIP, member, id, seconds)));
  }

  private static void requests(String member, SampleDelta delta, List<Measurement> all) {
    delta
        .handled()
        .forEach((method, count) -> {
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
        .clients()
        .forEach((version, count) ->
            all.add(
                new Measurement(
                    MeasurementNames.CLIENT_REQUEST_RATE,
                    member,
                    version,
                    delta.perSecond(count))));
  }
}
