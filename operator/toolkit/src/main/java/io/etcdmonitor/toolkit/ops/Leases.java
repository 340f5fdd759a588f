package io.etcdmonitor.toolkit.ops;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.LeaseTimeToLiveRequest;
import io.etcd.jetcd.api.LeaseTimeToLiveResponse;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Leases: keys that vanish when nobody keeps them alive. Times are whole seconds, as in etcd. */
public final class Leases {
  private static final MethodDescriptor<Empty, Empty> LIST =
      Wire.method("etcdserverpb.Lease/LeaseLeases");
  private static final int LEASES = 2;
  private static final int LEASE_ID = 1;

  private final Calls calls;

  Leases(Calls calls) {
    this.calls = calls;
  }

  /** A new lease, or one kept alive; ttl 0 when it is gone. */
  public record Lease(Header header, long id, long ttl) {}

  /**
   * How long a lease has.
   *
   * @param ttl remaining; -1 when it is gone
   * @param grantedTtl as granted; 0 when it is gone
   * @param keys those attached, when asked for
   */
  public record TimeToLive(
      Header header, long id, long ttl, long grantedTtl, List<ByteString> keys) {}

  /** IDs of all leases. */
  public record LeaseList(Header header, List<Long> ids) {}

  /** A new lease; id 0 lets etcd choose. */
  public Lease grant(long ttlSeconds, long id) {
    LeaseGrantResponse answer =
        calls.write(
            LeaseGrpc.getLeaseGrantMethod(),
            LeaseGrantRequest.newBuilder().setTTL(ttlSeconds).setID(id).build());
    return new Lease(Messages.header(answer.getHeader()), answer.getID(), answer.getTTL());
  }

  /** Ends a lease and deletes its keys. */
  public Header revoke(long id) {
    return Messages.header(
        calls
            .write(
                LeaseGrpc.getLeaseRevokeMethod(), LeaseRevokeRequest.newBuilder().setID(id).build())
            .getHeader());
  }

  /** How long it has. */
  public TimeToLive timeToLive(long id, boolean keys) {
    LeaseTimeToLiveResponse answer =
        calls.read(
            LeaseGrpc.getLeaseTimeToLiveMethod(),
            LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(keys).build());
    return new TimeToLive(
        Messages.header(answer.getHeader()),
        answer.getID(),
        answer.getTTL(),
        answer.getGrantedTTL(),
        answer.getKeysList());
  }

  /** All leases. */
  public LeaseList list() {
    Empty answer = calls.read(LIST, Empty.getDefaultInstance());
    return new LeaseList(
        Wire.header(answer),
        Wire.messages(answer, LEASES).stream().map(l -> Wire.number(l, LEASE_ID)).toList());
  }

  /** Renews a lease once; ttl 0 when it is gone. */
  public Lease keepAliveOnce(long id) throws InterruptedException {
    EtcdException first = null;
    for (int tried = 0; tried < calls.endpoints().size(); tried++) {
      Endpoint endpoint = calls.preferred();
      try {
        return keepAliveOnce(endpoint, id);
      } catch (EtcdException e) {
        // Renewing twice does no harm: any failure may be tried elsewhere.
        first = first == null ? e : first;
        calls.leave(endpoint);
      }
    }
    throw first;
  }

  private Lease keepAliveOnce(Endpoint endpoint, long id) throws InterruptedException {
    CompletableFuture<LeaseKeepAliveResponse> answer = new CompletableFuture<>();
    StreamObserver<LeaseKeepAliveRequest> requests =
        ClientCalls.asyncBidiStreamingCall(
            calls
                .connection()
                .channel(endpoint)
                .newCall(
                    LeaseGrpc.getLeaseKeepAliveMethod(),
                    CallOptions.DEFAULT.withDeadlineAfter(
                        calls.timeout().toNanos(), TimeUnit.NANOSECONDS)),
            new First(answer));
    requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(id).build());
    try {
      LeaseKeepAliveResponse first =
          answer.get(calls.timeout().toMillis() + 100, TimeUnit.MILLISECONDS);
      return new Lease(Messages.header(first.getHeader()), first.getID(), first.getTTL());
    } catch (ExecutionException e) {
      throw calls.failed(
          endpoint, LeaseGrpc.getLeaseKeepAliveMethod(), e.getCause(), calls.timeout());
    } catch (TimeoutException e) {
      throw new EtcdException(FailureCause.TIMEOUT, endpoint + ": no answer to LeaseKeepAlive");
    } finally {
      requests.onCompleted();
    }
  }

  /**
   * Keeps a lease alive every third of its time, until it is gone or the thread is interrupted.
   *
   * @param each told after every renewal
   * @throws EtcdException when it could not be renewed for as long as its time to live
   */
  public void keepAlive(long id, Consumer<Lease> each) throws InterruptedException {
    Lease last = keepAliveOnce(id);
    long renewed = System.nanoTime();
    while (last.ttl() > 0) {
      each.accept(last);
      Thread.sleep(Duration.ofMillis(Math.max(200, last.ttl() * 1000 / 3)));
      long limit = TimeUnit.SECONDS.toNanos(last.ttl());
      while (true) {
        try {
          last = keepAliveOnce(id);
          renewed = System.nanoTime();
          break;
        } catch (EtcdException e) {
          if (System.nanoTime() - renewed > limit) {
            throw e;
          }
          Thread.sleep(Duration.ofMillis(200));
        }
      }
    }
    each.accept(last);
  }

  private static final class First implements StreamObserver<LeaseKeepAliveResponse> {
    private final CompletableFuture<LeaseKeepAliveResponse> answer;

    First(CompletableFuture<LeaseKeepAliveResponse> answer) {
      this.answer = answer;
    }

    @Override
    public void onNext(LeaseKeepAliveResponse response) {
      answer.complete(response);
    }

    @Override
    public void onError(Throwable t) {
      answer.completeExceptionally(t);
    }

    @Override
    public void onCompleted() {
      answer.completeExceptionally(
          io.grpc.Status.UNAVAILABLE.withDescription("the stream ended").asRuntimeException());
    }
  }
}
