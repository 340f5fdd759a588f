package io.etcdmonitor.engine.walk;

import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.result.InspectionResult;
import java.util.Optional;
import java.util.OptionalLong;

/** What a process finds in the statuses that another one wrote. */
final class Memories {
  private Memories() {}

  static Recollection of(InspectionResult latest, boolean failing) {
    return new Recollection(
        Optional.of(latest.verdict()),
        latest.reason(),
        failing,
        latest.findings(),
        latest.observation().map(Memories::of));
  }

  private static Recollection.Cluster of(ClusterObservation seen) {
    return new Recollection.Cluster(
        seen.clusterId(),
        seen.members().stream().map(Memories::of).toList(),
        seen.leader()
            .map(l ->
                new Recollection.Leader(
                    l.id(), OptionalLong.of(l.term()), Optional.of(l.since()))));
  }

  private static Recollection.Member of(MemberObservation m) {
    return new Recollection.Member(
        m.id(),
        m.name(),
        m.endpoints().isEmpty() ? "" : m.endpoints().get(0),
        m.voter(),
        m.state(),
        m.reason(),
        m.version(),
        Optional.of(m.since()));
  }
}
