package io.etcdmonitor.engine.testing;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Expected;
import io.etcdmonitor.engine.model.MetricsAccess;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.etcd.Alarm;
import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdConnector;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberClient;
import io.etcdmonitor.etcd.MemberList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A cluster in memory. Members {@code m1..mN} have the IDs {@code a1..aN}; the first one leads. */
public final class FakeCluster {
  public final String id;
  public final List<FakeMember> members = new ArrayList<>();
  public final List<Alarm> alarms = new ArrayList<>();
  public final TreeMap<String, Long> keys = new TreeMap<>();
  public long previousCompaction = -1;

  /** Who answers where; also for what is in no member list. */
  public final Map<String, FakeMember> byUrl = new HashMap<>();

  public FakeCluster(int size) {
    this("c1", size);
  }

  public FakeCluster(String id, int size) {
    this.id = id;
    for (int i = 1; i <= size; i++) {
      add("a" + i, "m" + i, "http://" + id + "-m" + i + ":2379");
    }
    elect(0);
  }

  public FakeMember add(String memberId, String name, String url) {
    FakeMember member = new FakeMember(this, memberId, name, url);
    member.leaderId = members.isEmpty() ? Optional.empty() : members.get(0).leaderId;
    members.add(member);
    byUrl.put(url, member);
    return member;
  }

  public FakeMember m(int number) {
    return members.get(number - 1);
  }

  public void elect(int index) {
    members.forEach(m -> m.leaderId = Optional.of(members.get(index).id));
  }

  public void noLeader() {
    members.forEach(m -> m.leaderId = Optional.empty());
  }

  /** Takes members down; those left see no leader when they are too few. */
  public void down(FailureCause cause, int... numbers) {
    Arrays.stream(numbers).forEach(n -> m(n).down = Optional.of(cause));
    if (!quorum()) {
      noLeader();
    }
  }

  /** Cuts the monitor off from members that live on for each other. */
  public void outOfReach(FailureCause cause, int... numbers) {
    for (int number : numbers) {
      List.of("status", "memberList", "read").forEach(call -> m(number).failing.put(call, cause));
    }
  }

  public boolean quorum() {
    long voters = members.stream().filter(m -> !m.learner).count();
    long up = members.stream().filter(m -> !m.learner && m.down.isEmpty()).count();
    return up >= voters / 2 + 1;
  }

  List<MemberList.Member> list() {
    return FakeMember.entries(members);
  }

  public List<Endpoint> endpoints() {
    return members.stream().map(FakeMember::endpoint).toList();
  }

  public WatchedCluster watched() {
    return watched(Expected.NOTHING, endpoints());
  }

  public WatchedCluster watched(Expected expected, List<Endpoint> seeds) {
    return new WatchedCluster(
        new ClusterKey("test", id),
        "",
        ConnectionSpec.plain(seeds),
        Thresholds.DEFAULTS,
        expected,
        MetricsAccess.DEFAULT);
  }

  /** A connection that finds members of these clusters. */
  public static FakeConnection connection(ConnectionSpec spec, FakeCluster... clusters) {
    Map<String, FakeMember> all = new HashMap<>();
    for (FakeCluster cluster : clusters) {
      all.putAll(cluster.byUrl);
    }
    return new FakeConnection(spec, all);
  }

  /** A connector to these clusters. */
  public static FakeConnector connector(FakeCluster... clusters) {
    return new FakeConnector(List.of(clusters));
  }

  /** Opens fake connections and remembers them. */
  public static final class FakeConnector implements EtcdConnector {
    public final List<FakeConnection> opened = new ArrayList<>();
    private final List<FakeCluster> clusters;

    FakeConnector(List<FakeCluster> clusters) {
      this.clusters = clusters;
    }

    @Override
    public ClusterConnection open(ConnectionSpec spec) {
      FakeConnection connection = connection(spec, clusters.toArray(new FakeCluster[0]));
      opened.add(connection);
      return connection;
    }

    @Override
    public void close() {
      opened.forEach(FakeConnection::close);
    }
  }

  /** Finds members by URL; where nobody is, connections are refused. */
  public static final class FakeConnection implements ClusterConnection {
    private final ConnectionSpec spec;
    private final Map<String, FakeMember> byUrl;
    public final List<Collection<List<Endpoint>>> retained = new ArrayList<>();
    public final Map<List<Endpoint>, Endpoint> preferred = new HashMap<>();
    public boolean closed;
    public long late;

    FakeConnection(ConnectionSpec spec, Map<String, FakeMember> byUrl) {
      this.spec = spec;
      this.byUrl = byUrl;
    }

    @Override
    public ConnectionSpec spec() {
      return spec;
    }

    @Override
    public MemberClient member(List<Endpoint> clientUrls) {
      for (Endpoint url : clientUrls) {
        FakeMember member = byUrl.get(url.toString());
        if (member != null) {
          return member;
        }
      }
      FakeMember nobody =
          new FakeMember(new FakeCluster("nobody", 0), "0", "", clientUrls.get(0).toString());
      nobody.down = Optional.of(FailureCause.CONNECTION_REFUSED);
      return nobody;
    }

    @Override
    public void prefer(List<Endpoint> clientUrls, Endpoint url) {
      preferred.put(clientUrls, url);
    }

    @Override
    public long late() {
      return late;
    }

    @Override
    public void retain(Collection<List<Endpoint>> clientUrls) {
      retained.add(clientUrls);
    }

    @Override
    public Endpoint reachable(Endpoint advertised) {
      String mapped = spec.endpointMap().get(advertised.authority());
      return mapped == null ? advertised : Endpoint.parse(advertised.scheme() + "://" + mapped);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
