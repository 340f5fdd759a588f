package io.etcdmonitor.toolkit.disk;

import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.toolkit.metrics.MemberPage;
import io.etcdmonitor.toolkit.metrics.Pages;
import io.etcdmonitor.toolkit.ops.Endpoints;
import io.etcdmonitor.toolkit.ops.EtcdException;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import io.etcdmonitor.toolkit.ops.Members;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at everything that etcd's documentation asks of a cluster in production, and scores it.
 * Reads only; writes nothing to the cluster.
 */
public final class ProductionCheck {
  private final EtcdOperations operations;
  private final Clock clock;

  public ProductionCheck(EtcdOperations operations, Clock clock) {
    this.operations = operations;
    this.clock = clock;
  }

  /**
   * Looks.
   *
   * @param local the disk of this machine, where it was measured: it counts as one of the cluster's
   * @throws EtcdException when no member gives the member list
   */
  public Readiness look(Optional<DiskResult> local) throws InterruptedException {
    List<MemberFacts> members = new ArrayList<>();
    try (Pages pages = new Pages(operations.connection().spec())) {
      for (Members.Member member : operations.members().list().members()) {
        members.add(facts(pages, member));
      }
    }
    List<Readiness.Item> items = new ArrayList<>();
    local.map(ProductionCheck::disk).ifPresent(items::add);
    items.addAll(ClusterJudge.items(members));
    items.addAll(HostJudge.items(members));
    items.add(SecurityJudge.encryption(members));
    items.add(SecurityJudge.access(operations.connection().spec()));
    return Readiness.of(items);
  }

  private MemberFacts facts(Pages pages, Members.Member member) throws InterruptedException {
    String label = member.name().isEmpty() ? Long.toHexString(member.id()) : member.name();
    if (member.clientUrls().isEmpty()) {
      return new MemberFacts(
          label,
          member.learner(),
          List.of(),
          member.peerUrls(),
          Optional.empty(),
          "it was never started",
          Optional.empty(),
          Optional.empty());
    }
    Endpoint endpoint = Endpoint.parse(member.clientUrls().get(0));
    Endpoints.Of<Endpoints.Status> status = operations.endpoints().status(List.of(endpoint)).get(0);
    Endpoints.Health health = operations.endpoints().health(endpoint);
    Optional<MemberPage> page = pages.read(List.of(endpoint)).join().get(endpoint).page();
    return new MemberFacts(
        label,
        member.learner(),
        member.clientUrls(),
        member.peerUrls(),
        status.value(),
        health.healthy() ? "" : health.error(),
        page,
        status.value().isPresent() ? ClockOffset.of(pages, endpoint, clock) : Optional.empty());
  }

  static Readiness.Item disk(DiskResult local) {
    Readiness.Grade grade =
        switch (local.verdict()) {
          case PASS -> Readiness.Grade.GOOD;
          case FAIL -> Readiness.Grade.BAD;
          case NOT_JUDGED -> Readiness.Grade.UNKNOWN;
        };
    return new Readiness.Item(
        "disk " + local.directory(),
        grade,
        3,
        local.message(),
        grade == Readiness.Grade.BAD ? "use local SSDs that nothing else writes to" : "",
        Sources.HARDWARE);
  }
}
