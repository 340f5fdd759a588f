package io.etcdmonitor.e2e.bench;

import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmResponse;
import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.HashKVRequest;
import io.etcd.jetcd.api.HashKVResponse;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.Member;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.MemberListResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Many etcd clusters of three healthy members each in one process: real gRPC on real loopback
 * ports, answers made up and instant. It measures what watching costs the watcher, not what etcd
 * does. It has no {@code /metrics} page, no watch and no authentication.
 *
 * <p>Run it alone: {@code SimulatedEtcd CLUSTERS FIRST_PORT}; cluster {@code i} has the ports
 * {@code FIRST_PORT + 3i} to {@code FIRST_PORT + 3i + 2}.
 */
public final class SimulatedEtcd implements AutoCloseable {
  /** Members of each simulated cluster. */
  public static final int MEMBERS = 3;

  private static final Context.Key<Integer> PORT = Context.key("port");
  private static final long REVISION = 4_711;
  private static final long SIZE = 64L << 20;
  private static final long IN_USE = 40L << 20;

  private final int firstPort;
  private final Server server;
  private final MultiThreadIoEventLoopGroup loops;
  private final Set<Integer> dead = ConcurrentHashMap.newKeySet();

  /** Starts all clusters. */
  public SimulatedEtcd(int clusters, int firstPort) {
    this.firstPort = firstPort;
    this.loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (int i = 0; i < clusters * MEMBERS; i++) {
      addresses.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), firstPort + i));
    }
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(addresses.get(0))
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .channelType(NioServerSocketChannel.class)
            .directExecutor()
            .intercept(new PortInterceptor())
            .addService(new Maintenance())
            .addService(new Cluster())
            .addService(new KeyValue());
    addresses.stream().skip(1).forEach(builder::addListenAddress);
    try {
      server = builder.build().start();
    } catch (IOException e) {
      var unused = loops.shutdownGracefully();
      throw new UncheckedIOException(e);
    }
  }

  /** Runs until killed; prints one line when all ports listen. */
  public static void main(String[] args) throws InterruptedException {
    int clusters = Integer.parseInt(args[0]);
    try (SimulatedEtcd etcd = new SimulatedEtcd(clusters, Integer.parseInt(args[1]))) {
      System.out.println("listening: " + clusters + " clusters");
      etcd.server.awaitTermination();
    }
  }

  /** Client URLs of a cluster. */
  public static List<String> endpoints(int cluster, int firstPort) {
    List<String> urls = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      urls.add("http://127.0.0.1:" + (firstPort + cluster * MEMBERS + i));
    }
    return urls;
  }

  /** From now on the member fails every call. */
  public void fail(int cluster, int member) {
    dead.add(firstPort + cluster * MEMBERS + member);
  }

  @Override
  public void close() {
    server.shutdownNow();
    var unused = loops.shutdownGracefully();
  }

  private int cluster() {
    return (PORT.get() - firstPort) / MEMBERS;
  }

  private int member() {
    return (PORT.get() - firstPort) % MEMBERS;
  }

  private static long clusterId(int cluster) {
    return 0x1000_0000L + cluster;
  }

  private static long memberId(int cluster, int member) {
    return (0x2000_0000L + cluster) * 16 + member + 1;
  }

  private ResponseHeader header() {
    return ResponseHeader.newBuilder()
        .setClusterId(clusterId(cluster()))
        .setMemberId(memberId(cluster(), member()))
        .setRevision(REVISION)
        .setRaftTerm(2)
        .build();
  }

  private static <T> void answer(StreamObserver<T> observer, T message) {
    observer.onNext(message);
    observer.onCompleted();
  }

  private final class Maintenance extends MaintenanceGrpc.MaintenanceImplBase {
    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
      answer(
          observer,
          StatusResponse.newBuilder()
              .setHeader(header())
              .setVersion("3.5.30")
              .setDbSize(SIZE)
              .setDbSizeInUse(IN_USE)
              .setLeader(memberId(cluster(), 0))
              .setRaftTerm(2)
              .setRaftIndex(REVISION + 5)
              .setRaftAppliedIndex(REVISION + 5)
              .build());
    }

    @Override
    public void alarm(AlarmRequest request, StreamObserver<AlarmResponse> observer) {
      answer(observer, AlarmResponse.newBuilder().setHeader(header()).build());
    }

    @Override
    public void hashKV(HashKVRequest request, StreamObserver<HashKVResponse> observer) {
      answer(
          observer,
          HashKVResponse.newBuilder()
              .setHeader(header())
              .setHash(42)
              .setCompactRevision(-1)
              .build());
    }
  }

  private final class Cluster extends ClusterGrpc.ClusterImplBase {
    @Override
    public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> observer) {
      MemberListResponse.Builder list = MemberListResponse.newBuilder().setHeader(header());
      List<String> urls = endpoints(cluster(), firstPort);
      for (int i = 0; i < MEMBERS; i++) {
        list.addMembers(
            Member.newBuilder()
                .setID(memberId(cluster(), i))
                .setName("m" + (i + 1))
                .addClientURLs(urls.get(i))
                .addPeerURLs(urls.get(i)));
      }
      answer(observer, list.build());
    }
  }

  private final class KeyValue extends KVGrpc.KVImplBase {
    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> observer) {
      answer(observer, RangeResponse.newBuilder().setHeader(header()).build());
    }
  }

  /** Tells the services on which port they were called, and plays dead. */
  private final class PortInterceptor implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      InetSocketAddress local =
          (InetSocketAddress) call.getAttributes().get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR);
      if (dead.contains(local.getPort())) {
        call.close(io.grpc.Status.UNAVAILABLE.withDescription("simulated death"), new Metadata());
        return new ServerCall.Listener<>() {};
      }
      return Contexts.interceptCall(
          Context.current().withValue(PORT, local.getPort()), call, headers, next);
    }
  }
}
