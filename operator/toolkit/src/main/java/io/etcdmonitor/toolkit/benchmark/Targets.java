package io.etcdmonitor.toolkit.benchmark;

import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.toolkit.ops.Endpoints;
import io.etcdmonitor.toolkit.ops.EtcdException;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import io.etcdmonitor.toolkit.ops.Ids;
import java.util.List;

/**
 * What is loaded: the given endpoints that answer, or the leader alone.
 *
 * @param endpoints to load
 * @param report for the report
 */
record Targets(List<Endpoint> endpoints, Report.Target report, List<String> notes) {

  static Targets find(EtcdOperations operations, boolean leaderOnly) {
    List<Endpoints.Of<Endpoints.Status>> asked =
        operations.endpoints().status(operations.endpoints().given());
    List<Endpoints.Of<Endpoints.Status>> answering =
        asked.stream().filter(of -> of.value().isPresent()).toList();
    if (answering.isEmpty()) {
      throw asked.get(0).failure().orElseThrow();
    }
    Endpoints.Status first = answering.get(0).value().orElseThrow();
    if (first.leader() == 0) {
      throw new EtcdException(
          FailureCause.NO_LEADER, "the cluster has no leader: there is nothing to measure");
    }
    List<Endpoint> endpoints =
        leaderOnly
            ? List.of(leader(operations, first.leader()))
            : answering.stream().map(Endpoints.Of::endpoint).toList();
    List<String> notes =
        asked.stream()
            .filter(of -> of.failure().isPresent())
            .map(of -> "not loaded: " + of.failure().get().getMessage())
            .toList();
    List<String> versions =
        answering.stream().map(of -> of.value().orElseThrow().version()).distinct().toList();
    return new Targets(
        endpoints,
        new Report.Target(
            Ids.hex(first.header().clusterId()),
            versions,
            endpoints.stream().map(Endpoint::toString).toList()),
        notes);
  }

  private static Endpoint leader(EtcdOperations operations, long id) {
    return operations.members().list().members().stream()
        .filter(member -> member.id() == id && !member.clientUrls().isEmpty())
        .map(member -> Endpoint.parse(member.clientUrls().get(0)))
        .findFirst()
        .orElseThrow(() ->
            new EtcdException(
                FailureCause.NO_LEADER,
                "the leader " + Ids.hex(id) + " is not in the member list: try again"));
  }
}
