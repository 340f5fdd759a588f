package io.etcdmonitor.etcd;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Calls to exactly one member. Every call has a deadline, never blocks the caller, and its future
 * always completes normally, with a {@link Reply}, within the deadline plus scheduling noise.
 * Futures may complete on a network thread: callers must not block in callbacks (join from a
 * virtual thread instead). All calls are reads but {@link #writeProbe}, which is for clusters whose
 * owner asked for it. A connection by the v2 API answers {@link FailureCause#UNSUPPORTED} to what
 * that API does not have. Thread-safe.
 */
public interface MemberClient {

  /** The address last known to work, else the first of its client URLs, after the endpoint map. */
  Endpoint endpoint();

  /** {@code Maintenance.Status}. */
  CompletableFuture<Reply<MemberStatus>> status(Duration deadline);

  /**
   * {@code Cluster.MemberList}, the member's local view; a learner answers {@link
   * FailureCause#LEARNER}.
   */
  CompletableFuture<Reply<MemberList>> memberList(Duration deadline);

  /** {@code Maintenance.Alarm} GET. A raft proposal: needs quorum. */
  CompletableFuture<Reply<List<Alarm>>> alarms(Duration deadline);

  /**
   * Reads the key {@code health}, count only; the answer is the header revision. Permission denied
   * is an answer of a serving member: callers count it as served (etcdctl does the same).
   *
   * @param linearizable through quorum; learners refuse it ({@link FailureCause#LEARNER})
   */
  CompletableFuture<Reply<Long>> read(boolean linearizable, Duration deadline);

  /**
   * {@code Maintenance.HashKV} at a revision; 0 hashes the current one. A full hash scans the
   * store: use sparingly.
   */
  CompletableFuture<Reply<HashKv>> hashKv(long revision, Duration deadline);

  /**
   * The revision the member last compacted at, learned from a watch on revision 1; 0 when never
   * compacted.
   */
  CompletableFuture<Reply<Long>> compactRevision(Duration deadline);

  /** Number of keys in a range, count-only and serializable, at a revision (0: current). */
  CompletableFuture<Reply<Long>> count(KeyRange range, long revision, Duration deadline);

  /**
   * At most {@code limit} keys of a range with digests, serializable, ascending, at a revision (0:
   * current).
   */
  CompletableFuture<Reply<List<KeyDigest>>> keys(
      KeyRange range, long revision, int limit, Duration deadline);

  /** The auth store's revision ({@code Auth.AuthStatus}, etcd 3.5 and later). */
  CompletableFuture<Reply<Long>> authRevision(Duration deadline);

  /** Number of leases, as this member lists them; it lists them all, so ask seldom. */
  default CompletableFuture<Reply<Long>> leases(Duration deadline) {
    return unsupported("leases");
  }

  /** What the member counts of its v2 store; only with {@link EtcdApi#V2}. */
  default CompletableFuture<Reply<V2Stats>> v2Stats(Duration deadline) {
    return unsupported("v2 statistics");
  }

  /**
   * Writes a key of ours, once; the reply's latency is that of the write alone. The key is held by
   * a lease, which this connection grants, replaces before it is a third of its time old, and
   * revokes with {@link #endWriteProbe} or when it is closed; if we are killed, the key goes when
   * the lease ends.
   *
   * @param key its name
   * @param leaseTime how long the key stays when nobody renews its lease
   */
  default CompletableFuture<Reply<Long>> writeProbe(
      String key, Duration leaseTime, Duration deadline) {
    return unsupported("writes");
  }

  /** Removes the key of {@link #writeProbe} with its lease; does nothing when there is none. */
  default CompletableFuture<Reply<Long>> endWriteProbe(Duration deadline) {
    return CompletableFuture.completedFuture(Reply.ok(0L, Duration.ZERO));
  }

  /**
   * A handshake of its own (no RPC): works although the certificate is expired, untrusted or
   * misnamed.
   */
  CompletableFuture<Reply<PeerCertificates>> certificates(Duration deadline);

  /**
   * The text of a page over HTTP(S) with the cluster's TLS and a bounded size, for example {@code
   * /metrics}.
   *
   * @param url absolute URL
   * @param maxBytes a longer page is {@link FailureCause#RESOURCE_EXHAUSTED}
   */
  CompletableFuture<Reply<String>> page(String url, int maxBytes, Duration deadline);

  /** The same with what time it is by the server's clock, for nothing more. */
  default CompletableFuture<Reply<DatedPage>> datedPage(
      String url, int maxBytes, Duration deadline) {
    return page(url, maxBytes, deadline)
        .thenApply(reply -> reply.map(text -> DatedPage.of(text, Optional.empty())));
  }

  /**
   * The member's clock, as its answers over HTTP tell it: cut to whole seconds. The page itself
   * does not matter.
   */
  default CompletableFuture<Reply<Instant>> clock(Duration deadline) {
    return unsupported("clock");
  }

  private <T> CompletableFuture<Reply<T>> unsupported(String what) {
    return CompletableFuture.completedFuture(
        Reply.failed(
            FailureCause.UNSUPPORTED,
            endpoint() + " has no " + what + " by this API",
            Duration.ZERO));
  }
}
