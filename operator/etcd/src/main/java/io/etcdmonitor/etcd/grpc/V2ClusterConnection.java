package io.etcdmonitor.etcd.grpc;

import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.MemberClient;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A cluster by the v2 API: HTTP over the connection's own sockets, and never a gRPC call. */
final class V2ClusterConnection implements ClusterConnection {
  private final NettyClusterConnection sockets;
  private final V2Http http;
  private final Map<List<Endpoint>, V2MemberClient> members = new HashMap<>();

  V2ClusterConnection(NettyClusterConnection sockets) {
    this.sockets = sockets;
    this.http = new V2Http(sockets);
  }

  @Override
  public ConnectionSpec spec() {
    return sockets.spec();
  }

  @Override
  public synchronized MemberClient member(List<Endpoint> clientUrls) {
    return members.computeIfAbsent(
        List.copyOf(clientUrls), urls -> new V2MemberClient(urls, http, sockets));
  }

  @Override
  public synchronized void prefer(List<Endpoint> clientUrls, Endpoint url) {
    V2MemberClient known = members.get(List.copyOf(clientUrls));
    if (known != null) {
      known.prefer(url);
    }
    sockets.prefer(clientUrls, url);
  }

  @Override
  public void retain(Collection<List<Endpoint>> clientUrls) {
    synchronized (this) {
      members.keySet().retainAll(Set.copyOf(clientUrls));
    }
    sockets.retain(clientUrls);
  }

  @Override
  public Endpoint reachable(Endpoint advertised) {
    return sockets.reachable(advertised);
  }

  @Override
  public long late() {
    return sockets.late();
  }

  @Override
  public void close() {
    sockets.close();
  }
}
