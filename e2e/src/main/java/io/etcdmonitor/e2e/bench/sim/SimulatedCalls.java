package io.etcdmonitor.e2e.bench.sim;

import io.etcd.jetcd.api.AlarmMember;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmResponse;
import io.etcd.jetcd.api.AlarmType;
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
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** The answers of all members: those of a healthy cluster with a little traffic, made up. */
final class SimulatedCalls {
  private static final Context.Key<Integer> MEMBER = Context.key("member");
  private static final long FIRST_REVISION = 4_711;
  private static final long COMPACTED = 3_000;
  private static final long SIZE = 64L << 20;
  private static final long IN_USE = 40L << 20;
  private static final long SWING = 8L << 20;
  private static final long SWING_SECONDS = 300;
  private static final int WRITES_PER_SECOND = 8;

  private final boolean tls;
  private final LongSupplier seconds;
  private final ScheduledExecutorService timer;
  private final Faults faults;
  private final List<ServerServiceDefinition> services;

  /**
   * @param seconds since the simulation began
   */
  SimulatedCalls(boolean tls, LongSupplier seconds, ScheduledExecutorService timer, Faults faults) {
    this.tls = tls;
    this.seconds = seconds;
    this.timer = timer;
    this.faults = faults;
    this.services =
        Stream.of(new Maintenance(), new Cluster(), new KeyValue(), new Watch())
            .map(BindableService::bindService)
            .toList();
  }

  /** The same for all members. */
  List<ServerServiceDefinition> services() {
    return services;
  }

  /** Tells the services which member was called. */
  ServerInterceptor interceptor() {
    return new ServerInterceptor() {
      @Override
      public <Q, A> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        InetSocketAddress local =
            (InetSocketAddress) call.getAttributes().get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR);
        int member = Addresses.index(local.getAddress().getAddress());
        return Contexts.interceptCall(
            Context.current().withValue(MEMBER, member), call, headers, next);
      }
    };
  }

  private static int cluster() {
    return MEMBER.get() / Addresses.MEMBERS;
  }

  private static long memberId(int cluster, int member) {
    return (0x2000_0000L + cluster) * 16 + member + 1;
  }

  private long revision() {
    return FIRST_REVISION + seconds.getAsLong() * WRITES_PER_SECOND;
  }

  private ResponseHeader header() {
    return ResponseHeader.newBuilder()
        .setClusterId(0x1000_0000L + cluster())
        .setMemberId(memberId(cluster(), MEMBER.get() % Addresses.MEMBERS))
        .setRevision(revision())
        .setRaftTerm(2)
        .build();
  }

  private <T> void answer(StreamObserver<T> observer, T message) {
    Runnable send =
        () -> {
          observer.onNext(message);
          observer.onCompleted();
        };
    if (faults.slow(MEMBER.get())) {
      var unused = timer.schedule(send, Faults.DELAY.toMillis(), TimeUnit.MILLISECONDS);
    } else {
      send.run();
    }
  }

  private final class Maintenance extends MaintenanceGrpc.MaintenanceImplBase {
    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
      // What is in use grows between two compactions.
      long swing = SWING * (seconds.getAsLong() % SWING_SECONDS) / SWING_SECONDS;
      answer(
          observer,
          StatusResponse.newBuilder()
              .setHeader(header())
              .setVersion("3.5.30")
              .setDbSize(SIZE)
              .setDbSizeInUse(IN_USE + swing)
              .setLeader(memberId(cluster(), 0))
              .setRaftTerm(2)
              .setRaftIndex(revision() + 5)
              .setRaftAppliedIndex(revision() + 5)
              .build());
    }

    @Override
    public void alarm(AlarmRequest request, StreamObserver<AlarmResponse> observer) {
      AlarmResponse.Builder response = AlarmResponse.newBuilder().setHeader(header());
      for (int i = 0; i < Addresses.MEMBERS; i++) {
        if (faults.alarm(cluster() * Addresses.MEMBERS + i)) {
          response.addAlarms(
              AlarmMember.newBuilder()
                  .setMemberID(memberId(cluster(), i))
                  .setAlarm(AlarmType.NOSPACE));
        }
      }
      answer(observer, response.build());
    }

    @Override
    public void hashKV(HashKVRequest request, StreamObserver<HashKVResponse> observer) {
      answer(
          observer,
          HashKVResponse.newBuilder()
              .setHeader(header())
              .setHash(42)
              .setCompactRevision(COMPACTED)
              .build());
    }
  }

  private final class Cluster extends ClusterGrpc.ClusterImplBase {
    @Override
    public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> observer) {
      MemberListResponse.Builder list = MemberListResponse.newBuilder().setHeader(header());
      List<String> urls = Addresses.endpoints(cluster(), tls);
      for (int i = 0; i < Addresses.MEMBERS; i++) {
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
      if (request.getRevision() > 0 && request.getRevision() < COMPACTED) {
        observer.onError(
            Status.OUT_OF_RANGE
                .withDescription("etcdserver: mvcc: required revision has been compacted")
                .asRuntimeException());
        return;
      }
      answer(observer, RangeResponse.newBuilder().setHeader(header()).setCount(1).build());
    }
  }

  /** Every watch starts too early: that is how the monitor asks for the compacted revision. */
  private final class Watch extends WatchGrpc.WatchImplBase {
    @Override
    public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> observer) {
      ResponseHeader header = header();
      return new StreamObserver<>() {
        @Override
        public void onNext(WatchRequest request) {
          if (request.hasCreateRequest()) {
            observer.onNext(
                WatchResponse.newBuilder()
                    .setHeader(header)
                    .setCanceled(true)
                    .setCompactRevision(COMPACTED)
                    .build());
          }
        }

        @Override
        public void onError(Throwable t) {
          // The client is done with it.
        }

        @Override
        public void onCompleted() {
          observer.onCompleted();
        }
      };
    }
  }
}
