package io.etcdmonitor.toolkit.benchmark;

import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.toolkit.ops.Endpoints;
import io.etcdmonitor.toolkit.ops.EtcdException;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import io.etcdmonitor.toolkit.ops.GetOptions;
import io.etcdmonitor.toolkit.ops.Ids;
import io.etcdmonitor.toolkit.ops.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is loaded: the given endpoints that answer, or the leader alone.
 *
 * @param endpoints to load
 * @param report for the report
 */
record Targets(List<Endpoint> endpoints, Report.Target report, List<String> notes) {

  static Targets find(EtcdOperations operations, BenchmarkOptions options) {
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
        options.targetLeader()
            ? List.of(leader(operations, first.leader()))
            : answering.stream().map(Endpoints.Of::endpoint).toList();
    List<String> notes = new ArrayList<>();
    asked.forEach(
        of -> of.failure().ifPresent(why -> notes.add("not loaded: " + why.getMessage())));
    leftBehind(operations, options.data().prefix()).ifPresent(notes::add);
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

  /**
   * Keys of a run that was killed stay until somebody hears of them. Below a prefix that was chosen
   * by hand there may be anything: nothing is said of that.
   */
  private static Optional<String> leftBehind(EtcdOperations operations, String prefix) {
    if (!prefix.equals(BenchmarkOptions.PREFIX)) {
      return Optional.empty();
    }
    try {
      long keys =
          operations.kv().get(Keys.prefix(prefix), GetOptions.DEFAULT.withCountOnly()).count();
      return keys == 0
          ? Optional.empty()
          : Optional.of(
              "%d keys under %s were there before, of a run that was killed or still goes on; if none goes on, delete them with 'etcd-monitor ctl del --prefix %s'"
                  .formatted(keys, prefix, prefix));
    } catch (EtcdException e) {
      // Who may only write cannot count. What hinders the measurement as well is told of there.
      return Optional.empty();
    }
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
