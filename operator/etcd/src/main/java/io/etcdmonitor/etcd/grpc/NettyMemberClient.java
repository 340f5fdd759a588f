package io.etcdmonitor.etcd.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.HashKVRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.StatusRequest;
import io.etcdmonitor.etcd.Alarm;
import io.etcdmonitor.etcd.DatedPage;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.HashKv;
import io.etcdmonitor.etcd.KeyDigest;
import io.etcdmonitor.etcd.KeyRange;
import io.etcdmonitor.etcd.MemberClient;
import io.etcdmonitor.etcd.MemberList;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.PeerCertificates;
import io.etcdmonitor.etcd.Reply;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The calls of {@link MemberClient} in terms of etcd's messages. */
final class NettyMemberClient implements MemberClient {
  /** More than any page that is asked for its date only. */
  private static final int DATED_PAGE_BYTES = 64 << 10;

  private static final ByteString HEALTH = ByteString.copyFromUtf8("health");

  /** Not in jetcd's messages; both sides are read and written as unknown fields. */
  private static final MethodDescriptor<Empty, Empty> AUTH_STATUS =
      method("etcdserverpb.Auth/AuthStatus", ProtoUtils.marshaller(Empty.getDefaultInstance()));

  private static final MethodDescriptor<Empty, Long> LEASE_LEASES =
      method("etcdserverpb.Lease/LeaseLeases", new LeaseCount());

  private final MemberCaller caller;
  private final HandshakeProbe handshakes;
  private final PageClient pages;
  private final ProbeLease probe;

  NettyMemberClient(
      MemberCaller caller, HandshakeProbe handshakes, PageClient pages, ProbeLease probe) {
    this.caller = caller;
    this.handshakes = handshakes;
    this.pages = pages;
    this.probe = probe;
  }

  private static <A> MethodDescriptor<Empty, A> method(
      String name, MethodDescriptor.Marshaller<A> answer) {
    return MethodDescriptor.<Empty, A>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(name)
        .setRequestMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
        .setResponseMarshaller(answer)
        .build();
  }

  @Override
  public Endpoint endpoint() {
    return caller.preferred().endpoint();
  }

  Link preferred() {
    return caller.preferred();
  }

  void prefer(Endpoint endpoint) {
    caller.prefer(endpoint);
  }

  @Override
  public CompletableFuture<Reply<MemberStatus>> status(Duration deadline) {
    return caller.call(
        UnaryRpc.small(
            MaintenanceGrpc.getStatusMethod(), StatusRequest.getDefaultInstance(), Answers::status),
        deadline);
  }

  @Override
  public CompletableFuture<Reply<MemberList>> memberList(Duration deadline) {
    return caller.call(
        UnaryRpc.small(
            ClusterGrpc.getMemberListMethod(),
            MemberListRequest.getDefaultInstance(),
            Answers::members),
        deadline);
  }

  @Override
  public CompletableFuture<Reply<List<Alarm>>> alarms(Duration deadline) {
    return caller.call(
        UnaryRpc.small(
            MaintenanceGrpc.getAlarmMethod(),
            AlarmRequest.newBuilder().setAction(AlarmRequest.AlarmAction.GET).build(),
            Answers::alarms),
        deadline);
  }

  @Override
  public CompletableFuture<Reply<Long>> read(boolean linearizable, Duration deadline) {
    RangeRequest request =
        RangeRequest.newBuilder()
            .setKey(HEALTH)
            .setCountOnly(true)
            .setSerializable(!linearizable)
            .build();
    return range(request, answer -> answer.getHeader().getRevision(), deadline);
  }

  @Override
  public CompletableFuture<Reply<HashKv>> hashKv(long revision, Duration deadline) {
    return caller.call(
        UnaryRpc.small(
            MaintenanceGrpc.getHashKVMethod(),
            HashKVRequest.newBuilder().setRevision(revision).build(),
            Answers::hashKv),
        deadline);
  }

  @Override
  public CompletableFuture<Reply<Long>> compactRevision(Duration deadline) {
    long start = System.nanoTime();
    RangeRequest atTheBeginning =
        RangeRequest.newBuilder()
            .setKey(HEALTH)
            .setCountOnly(true)
            .setSerializable(true)
            .setRevision(1)
            .build();
    // Revision 1 can be read only in a store that was never compacted; a watch there would never be
    // cancelled.
    return range(atTheBeginning, answer -> 0L, deadline)
        .thenCompose(reply -> {
          Duration spent = Duration.ofNanos(System.nanoTime() - start);
          boolean compacted =
              reply.failure().filter(f -> f.cause() == FailureCause.COMPACTED).isPresent();
          return compacted && deadline.compareTo(spent) > 0
              ? caller.call(new CompactRevisionRpc(HEALTH), deadline.minus(spent))
              : CompletableFuture.completedFuture(reply);
        });
  }

  @Override
  public CompletableFuture<Reply<Long>> count(KeyRange range, long revision, Duration deadline) {
    RangeRequest request = within(range, revision).setCountOnly(true).build();
    return range(request, RangeResponse::getCount, deadline);
  }

  @Override
  public CompletableFuture<Reply<List<KeyDigest>>> keys(
      KeyRange range, long revision, int limit, Duration deadline) {
    return caller.call(
        new UnaryRpc<>(
            KeyDigests.method(limit),
            within(range, revision).setLimit(limit).build(),
            digests -> Bounds.atMost(limit, digests, "keys")),
        deadline);
  }

  private static RangeRequest.Builder within(KeyRange range, long revision) {
    return RangeRequest.newBuilder()
        .setKey(range.start())
        .setRangeEnd(range.end())
        .setRevision(revision)
        .setSerializable(true);
  }

  /** Of one that asks for a number only. */
  private CompletableFuture<Reply<Long>> range(
      RangeRequest request, Function<RangeResponse, Long> mapper, Duration deadline) {
    return caller.call(UnaryRpc.small(KVGrpc.getRangeMethod(), request, mapper), deadline);
  }

  @Override
  public CompletableFuture<Reply<Long>> authRevision(Duration deadline) {
    return caller.call(
        UnaryRpc.small(AUTH_STATUS, Empty.getDefaultInstance(), Answers::authRevision), deadline);
  }

  @Override
  public CompletableFuture<Reply<Long>> leases(Duration deadline) {
    return caller.call(
        new UnaryRpc<>(LEASE_LEASES, Empty.getDefaultInstance(), count -> count), deadline);
  }

  @Override
  public CompletableFuture<Reply<Long>> writeProbe(
      String key, Duration leaseTime, Duration deadline) {
    return probe.write(caller, key, leaseTime, deadline);
  }

  @Override
  public CompletableFuture<Reply<Long>> endWriteProbe(Duration deadline) {
    return probe.end(deadline);
  }

  @Override
  public CompletableFuture<Reply<PeerCertificates>> certificates(Duration deadline) {
    return caller.attempt("the TLS handshake", this::certificates, deadline);
  }

  private CompletableFuture<Outcome<PeerCertificates>> certificates(Link link, long until) {
    Endpoint endpoint = link.endpoint();
    if (!endpoint.tls()) {
      return CompletableFuture.completedFuture(
          Outcome.failed(
              FailureCause.UNSUPPORTED, endpoint + ": an http:// URL has no certificate"));
    }
    Duration timeout = Duration.ofNanos(Math.max(1, until - System.nanoTime()));
    return handshakes
        .look(endpoint.host(), link.identity(), endpoint.port(), timeout, Duration.ZERO)
        .thenApply(seen -> certificates(seen, endpoint, timeout));
  }

  private static Outcome<PeerCertificates> certificates(
      HandshakeProbe.Seen seen, Endpoint endpoint, Duration timeout) {
    if (!seen.chain().isEmpty()) {
      return Outcome.ok(new PeerCertificates(seen.chain(), seen.protocol()));
    }
    return PageOutcomes.failure(seen.error(), endpoint, "the TLS handshake", timeout);
  }

  @Override
  public CompletableFuture<Reply<String>> page(String url, int maxBytes, Duration deadline) {
    return pages.get(url, maxBytes, deadline);
  }

  @Override
  public CompletableFuture<Reply<DatedPage>> datedPage(
      String url, int maxBytes, Duration deadline) {
    return pages.dated(url, maxBytes, deadline);
  }

  @Override
  public CompletableFuture<Reply<Instant>> clock(Duration deadline) {
    return pages.ask(
        new PageClient.Question(endpoint() + "/version", DATED_PAGE_BYTES, ""),
        NettyMemberClient::date,
        deadline);
  }

  private static Outcome<Instant> date(PageHandler.Page page, String where) {
    return page.date()
        .map(Outcome::ok)
        .orElseGet(() ->
            Outcome.failed(
                FailureCause.UNSUPPORTED, where + ": the answer does not tell the time"));
  }
}
