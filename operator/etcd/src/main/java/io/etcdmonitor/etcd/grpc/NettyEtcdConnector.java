package io.etcdmonitor.etcd.grpc;

import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.ConnectorOptions;
import io.etcdmonitor.etcd.EtcdApi;
import io.etcdmonitor.etcd.EtcdConnector;
import io.etcdmonitor.etcd.Punctuality;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Opens connections over gRPC and Netty. One per process is enough: every cluster shares its event
 * loop.
 */
public final class NettyEtcdConnector implements EtcdConnector {
  private static final Duration CLOSING = Duration.ofSeconds(2);
  private final Network network;
  private final ConnectorOptions options;
  private final Set<NettyClusterConnection> open = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** With {@link ConnectorOptions#defaults()}. */
  public NettyEtcdConnector() {
    this(ConnectorOptions.defaults());
  }

  public NettyEtcdConnector(ConnectorOptions options) {
    this.options = options;
    this.network = new Network(options.ioThreads(), options.connectTimeout());
  }

  @Override
  public ClusterConnection open(ConnectionSpec spec) {
    if (closed.get()) {
      throw new IllegalStateException("the connector is closed");
    }
    TlsSetup tls = new TlsSetup(spec.tls());
    NettyClusterConnection connection =
        new NettyClusterConnection(spec, network, tls, options.maxMessageBytes(), open::remove);
    open.add(connection);
    return spec.api() == EtcdApi.V2 ? new V2ClusterConnection(connection) : connection;
  }

  @Override
  public Punctuality punctuality() {
    return network.lateness();
  }

  /**
   * Sockets that are open or being opened now, of all connections; for tests and self-monitoring.
   */
  public int openSockets() {
    return open.stream().mapToInt(NettyClusterConnection::openSockets).sum();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      List<NettyClusterConnection> all = List.copyOf(open);
      // All at the same time: one after the other a fleet that is down would take its time.
      CompletableFuture.allOf(
              all.stream().map(NettyClusterConnection::endWrites).toArray(CompletableFuture[]::new))
          .join();
      all.forEach(NettyClusterConnection::close);
      // gRPC still needs the event loop and the resolvers to end its channels in order.
      Link.awaitClosed(
          all.stream().flatMap(connection -> connection.closing().stream()).toList(), CLOSING);
      network.close();
    }
  }
}
