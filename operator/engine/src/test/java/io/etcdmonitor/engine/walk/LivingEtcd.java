package io.etcdmonitor.engine.walk;

import io.etcdmonitor.engine.testing.FakeCluster;
import io.etcdmonitor.engine.testing.FakeMember;
import io.etcdmonitor.engine.testing.ManualClock;
import io.etcdmonitor.engine.testing.Stub;
import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdConnector;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An etcd cluster that lives: it elects, it writes, its pages count. */
final class LivingEtcd implements EtcdConnector {
  private final ManualClock clock;
  private final Map<FakeMember, Page> pages = new HashMap<>();
  private FakeCluster cluster;
  private int founded;
  private int joined;
  private long term;
  private Instant changed = Instant.EPOCH;

  LivingEtcd(ManualClock clock) {
    this.clock = clock;
    found();
  }

  ManualClock clock() {
    return clock;
  }

  FakeCluster cluster() {
    return cluster;
  }

  List<FakeMember> members() {
    return cluster.members;
  }

  List<FakeMember> up() {
    return members().stream().filter(m -> m.down.isEmpty()).toList();
  }

  Page page(FakeMember member) {
    return pages.get(member);
  }

  /** Something happens to it, or to who watches it. */
  void happens(Runnable event) {
    event.run();
    changed = clock.instant();
  }

  /** How long nothing has happened. */
  Duration still() {
    return Duration.between(changed, clock.instant());
  }

  /** Three members that hold nothing, at the addresses of those that were there before. */
  void found() {
    cluster = new FakeCluster("c" + ++founded, 0);
    term = 2;
    for (int i = 1; i <= 3; i++) {
      join("m" + i);
    }
    cluster.elect(0);
  }

  /** One that has what the first has. */
  FakeMember join() {
    return join("m" + (joined + 1));
  }

  private FakeMember join(String name) {
    FakeMember member =
        cluster.add(Integer.toHexString(0xa00 + ++joined), name, "http://" + name + ":2379");
    FakeMember first = members().get(0);
    member.term = first.term;
    member.revision = first.revision;
    member.applied = first.applied;
    member.compactRevision = first.compactRevision;
    member.dbSize = first.dbSize;
    member.authRevision = first.authRevision;
    member.errors = first.errors;
    pages.put(member, new Page(clock.instant()));
    return member;
  }

  void restart(FakeMember member) {
    pages.get(member).restarted(clock.instant());
  }

  /** Who leads goes on, or the first that can does. */
  void elect() {
    Optional<String> leader = members().stream().flatMap(m -> m.leaderId.stream()).findFirst();
    Optional<FakeMember> leads =
        voters().stream().filter(m -> leader.equals(Optional.of(m.id))).findFirst();
    if (leads.isEmpty()) {
      voters().stream().findFirst().ifPresent(this::elect);
    } else if (cluster.quorum()) {
      follow(leads.get());
    } else {
      cluster.noLeader();
    }
  }

  /** Another one leads, in a new term. */
  void elect(FakeMember leader) {
    if (cluster.quorum()) {
      term++;
      follow(leader);
    } else {
      cluster.noLeader();
    }
  }

  private void follow(FakeMember leader) {
    members()
        .forEach(m -> {
          m.leaderId = Optional.of(leader.id);
          m.term = term;
        });
  }

  List<FakeMember> voters() {
    return up().stream().filter(m -> !m.learner).toList();
  }

  /** Those that are up get what the others have. */
  void catchUp() {
    long applied = members().stream().mapToLong(m -> m.applied).max().orElseThrow();
    long revision = members().stream().mapToLong(m -> m.revision).max().orElseThrow();
    up().forEach(m -> {
      m.applied = applied;
      m.revision = revision;
    });
  }

  /** Brings the pages up to date. */
  void count() {
    members().forEach(m -> m.page = pages.get(m).at(m, clock.instant()));
  }

  /** Whether any of these tells who the members are. */
  boolean visible(List<Endpoint> seeds) {
    return voters().stream()
        .filter(m -> seeds.contains(m.endpoint()))
        .anyMatch(m -> !m.failing.containsKey("memberList") && !m.failing.containsKey("status"));
  }

  List<Endpoint> seeds() {
    return members().stream().map(FakeMember::endpoint).toList();
  }

  /** A connection that leads to whoever is there at the time. */
  @Override
  public ClusterConnection open(ConnectionSpec spec) {
    return Stub.of(
        ClusterConnection.class,
        (name, arguments) ->
            switch (name) {
              case "spec" -> spec;
              case "member" -> FakeCluster.connection(spec, cluster).member(endpoints(arguments));
              case "reachable" -> arguments[0];
              case "late" -> 0L;
              default -> null;
            });
  }

  private static List<Endpoint> endpoints(Object[] arguments) {
    return ((List<?>) arguments[0]).stream().map(Endpoint.class::cast).toList();
  }

  @Override
  public void close() {}
}
