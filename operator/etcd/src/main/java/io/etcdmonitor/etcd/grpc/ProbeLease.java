package io.etcdmonitor.etcd.grpc;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The one key that we write, where the owner of a cluster asked for it, and the lease that holds
 * it. A lease is not kept alive but replaced: one more call now and then instead of a stream, and
 * nothing goes on between two writes. Thread-safe.
 */
final class ProbeLease {
  private static final ByteString VALUE = ByteString.copyFromUtf8("etcd-monitor");

  /** A lease is replaced when this part of its time has passed. */
  private static final int PART = 3;

  private final AtomicReference<Held> held = new AtomicReference<>();

  /** A lease of ours. */
  private record Held(long id, String key, Duration time, long granted, MemberCaller caller) {
    boolean good(String wanted, Duration wantedTime) {
      return key.equals(wanted)
          && time.equals(wantedTime)
          && System.nanoTime() - granted < time.toNanos() / PART;
    }
  }

  /** Writes the key; the latency of the reply is that of the write. */
  CompletableFuture<Reply<Long>> write(
      MemberCaller caller, String key, Duration time, Duration deadline) {
    Held now = held.get();
    if (now != null && now.good(key, time)) {
      return put(caller, now, deadline);
    }
    return grant(caller, time, deadline)
        .thenCompose(granted -> {
          if (!granted.ok()) {
            EtcdFailure why = granted.failure().orElseThrow();
            return CompletableFuture.completedFuture(
                Reply.failed(why.cause(), why.message(), granted.latency()));
          }
          Held fresh =
              new Held(granted.value().orElseThrow(), key, time, System.nanoTime(), caller);
          Held old = held.getAndSet(fresh);
          return put(caller, fresh, deadline)
              .thenCompose(written ->
                  old == null
                      ? CompletableFuture.completedFuture(written)
                      : revoke(old, deadline).thenApply(revoked -> written));
        });
  }

  /** Removes the key with its lease. */
  CompletableFuture<Reply<Long>> end(Duration deadline) {
    Held last = held.getAndSet(null);
    return last == null
        ? CompletableFuture.completedFuture(Reply.ok(0L, Duration.ZERO))
        : revoke(last, deadline);
  }

  private CompletableFuture<Reply<Long>> put(MemberCaller caller, Held lease, Duration deadline) {
    PutRequest request =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8(lease.key()))
            .setValue(VALUE)
            .setLease(lease.id())
            .build();
    return caller
        .call(
            UnaryRpc.small(
                KVGrpc.getPutMethod(), request, answer -> answer.getHeader().getRevision()),
            deadline)
        .thenApply(reply -> {
          // Its lease may be gone (an outage longer than its time): the next write grants another.
          if (reply.failure().filter(f -> f.cause() == FailureCause.OTHER).isPresent()) {
            held.compareAndSet(lease, null);
          }
          return reply;
        });
  }

  private static CompletableFuture<Reply<Long>> grant(
      MemberCaller caller, Duration time, Duration deadline) {
    LeaseGrantRequest request =
        LeaseGrantRequest.newBuilder().setTTL(Math.max(1, time.toSeconds())).build();
    return caller.call(
        UnaryRpc.small(LeaseGrpc.getLeaseGrantMethod(), request, LeaseGrantResponse::getID),
        deadline);
  }

  private static CompletableFuture<Reply<Long>> revoke(Held lease, Duration deadline) {
    LeaseRevokeRequest request = LeaseRevokeRequest.newBuilder().setID(lease.id()).build();
    return lease
        .caller()
        .call(
            UnaryRpc.small(
                LeaseGrpc.getLeaseRevokeMethod(),
                request,
                answer -> answer.getHeader().getRevision()),
            deadline);
  }
}
