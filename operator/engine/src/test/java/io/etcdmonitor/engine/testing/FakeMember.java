package io.etcdmonitor.engine.testing;

import com.google.protobuf.ByteString;
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
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** A member whose every answer a test decides. Without a script it behaves like a healthy etcd. */
public final class FakeMember implements MemberClient {
  public final String id;
  public final FakeCluster cluster;
  public String name;
  public List<String> clientUrls;
  public boolean learner;
  public String version = "3.5.30";
  public long term = 2;
  public Optional<String> leaderId = Optional.empty();
  public long applied = 1000;
  public long revision = 500;
  public long dbSize = 20L << 20;
  public OptionalLong dbInUse = OptionalLong.empty();
  public OptionalLong quota = OptionalLong.empty();
  public Optional<String> downgradeTarget = Optional.empty();
  public List<String> errors = List.of();
  public Duration latency = Duration.ofMillis(2);
  public String clusterId;
  public long compactRevision;
  public OptionalLong authRevision = OptionalLong.of(1);
  public String page;

  /** What it shows in a handshake. */
  public List<X509Certificate> chain = List.of();

  /** What its clock says, to the second; by default it does not tell. */
  public Supplier<Optional<Instant>> date = Optional::empty;

  public long leases = 7;

  /** Why every call fails, when it does. */
  public Optional<FailureCause> down = Optional.empty();

  /** Calls that fail, by name, with what; one entry per name. */
  public final Map<String, FailureCause> failing = new HashMap<>();

  /** Calls that fail this many times and work after that. */
  public final Map<String, Integer> hiccups = new HashMap<>();

  /** Its own view of the membership, when it differs from the cluster's. */
  public Optional<List<MemberList.Member>> ownList = Optional.empty();

  /** Keys and the digests of their values, when they differ from the cluster's. */
  public final TreeMap<String, Long> patched = new TreeMap<>();

  public Optional<LongFunction<Reply<HashKv>>> hash = Optional.empty();

  /** Calls by name. */
  public final Map<String, Integer> calls = new ConcurrentHashMap<>();

  /** What happens on each status call, before it is answered. */
  public Runnable onStatus = () -> {};

  FakeMember(FakeCluster cluster, String id, String name, String url) {
    this.cluster = cluster;
    this.clusterId = cluster.id;
    this.id = id;
    this.name = name;
    this.clientUrls = List.of(url);
  }

  public int calls(String call) {
    return calls.getOrDefault(call, 0);
  }

  @Override
  public Endpoint endpoint() {
    return Endpoint.parse(clientUrls.get(0));
  }

  @Override
  public CompletableFuture<Reply<MemberStatus>> status(Duration deadline) {
    onStatus.run();
    return answer("status", deadline, () -> Reply.ok(status(), latency));
  }

  @Override
  public CompletableFuture<Reply<MemberList>> memberList(Duration deadline) {
    return answer(
        "memberList",
        deadline,
        () ->
            learner
                ? failed(FailureCause.LEARNER)
                : Reply.ok(
                    new MemberList(clusterId, id, ownList.orElseGet(cluster::list)), latency));
  }

  @Override
  public CompletableFuture<Reply<List<Alarm>>> alarms(Duration deadline) {
    return answer(
        "alarms",
        deadline,
        () ->
            cluster.quorum()
                ? Reply.ok(List.copyOf(cluster.alarms), latency)
                : failed(FailureCause.TIMEOUT));
  }

  @Override
  public CompletableFuture<Reply<Long>> read(boolean linearizable, Duration deadline) {
    return answer(
        "read",
        deadline,
        () -> {
          if (linearizable && learner) {
            return failed(FailureCause.LEARNER);
          }
          if (linearizable && leaderId.isEmpty()) {
            return failed(FailureCause.NO_LEADER);
          }
          return linearizable && !cluster.quorum()
              ? failed(FailureCause.TIMEOUT)
              : Reply.ok(revision, latency);
        });
  }

  @Override
  public CompletableFuture<Reply<HashKv>> hashKv(long at, Duration deadline) {
    return answer(
        "hashKv",
        deadline,
        () -> {
          if (hash.isPresent()) {
            return hash.get().apply(at);
          }
          if (at < compactRevision) {
            return failed(FailureCause.COMPACTED);
          }
          if (at > revision) {
            return failed(FailureCause.FUTURE_REVISION);
          }
          long compact = at == compactRevision ? cluster.previousCompaction : compactRevision;
          return Reply.ok(
              new HashKv(id, content().hashCode(), compact, revision, OptionalLong.of(at)),
              latency);
        });
  }

  @Override
  public CompletableFuture<Reply<Long>> compactRevision(Duration deadline) {
    return answer("compactRevision", deadline, () -> Reply.ok(compactRevision, latency));
  }

  @Override
  public CompletableFuture<Reply<Long>> count(KeyRange range, long at, Duration deadline) {
    return answer("count", deadline, () -> Reply.ok((long) in(range).size(), latency));
  }

  @Override
  public CompletableFuture<Reply<List<KeyDigest>>> keys(
      KeyRange range, long at, int limit, Duration deadline) {
    return answer(
        "keys",
        deadline,
        () ->
            Reply.ok(
                in(range).entrySet().stream()
                    .limit(limit)
                    .map(
                        e -> new KeyDigest(ByteString.copyFromUtf8(e.getKey()), 1, 1, e.getValue()))
                    .toList(),
                latency));
  }

  @Override
  public CompletableFuture<Reply<Long>> authRevision(Duration deadline) {
    return answer(
        "authRevision",
        deadline,
        () ->
            authRevision.isPresent()
                ? Reply.ok(authRevision.getAsLong(), latency)
                : failed(FailureCause.UNSUPPORTED));
  }

  @Override
  public CompletableFuture<Reply<Long>> leases(Duration deadline) {
    return answer("leases", deadline, () -> Reply.ok(leases, latency));
  }

  @Override
  public CompletableFuture<Reply<Long>> writeProbe(
      String key, Duration leaseTime, Duration deadline) {
    return answer("writeProbe " + key, deadline, () -> Reply.ok(++revision, latency));
  }

  @Override
  public CompletableFuture<Reply<Long>> endWriteProbe(Duration deadline) {
    return answer("endWriteProbe", deadline, () -> Reply.ok(++revision, latency));
  }

  @Override
  public CompletableFuture<Reply<PeerCertificates>> certificates(Duration deadline) {
    return answer(
        "certificates",
        deadline,
        () ->
            chain.isEmpty()
                ? failed(FailureCause.TLS_HANDSHAKE_FAILED)
                : Reply.ok(new PeerCertificates(chain, "TLSv1.3"), latency));
  }

  @Override
  public CompletableFuture<Reply<String>> page(String url, int maxBytes, Duration deadline) {
    return answer(
        "page " + url,
        deadline,
        () -> page == null ? failed(FailureCause.NOT_ETCD) : Reply.ok(page, latency));
  }

  @Override
  public CompletableFuture<Reply<DatedPage>> datedPage(
      String url, int maxBytes, Duration deadline) {
    return page(url, maxBytes, deadline)
        .thenApply(reply ->
            reply.map(text ->
                DatedPage.of(text, date.get().map(d -> d.truncatedTo(ChronoUnit.SECONDS)))));
  }

  /** The status that it would give now. */
  public MemberStatus status() {
    return new MemberStatus(
        clusterId,
        id,
        revision,
        version,
        dbSize,
        dbInUse.orElse(dbSize / 2),
        leaderId,
        term,
        applied,
        applied,
        learner,
        errors,
        Optional.empty(),
        quota,
        downgradeTarget);
  }

  private NavigableMap<String, Long> content() {
    TreeMap<String, Long> content = new TreeMap<>(cluster.keys);
    patched.forEach((key, digest) -> {
      if (digest == null || digest < 0) {
        content.remove(key);
      } else {
        content.put(key, digest);
      }
    });
    return content;
  }

  private NavigableMap<String, Long> in(KeyRange range) {
    NavigableMap<String, Long> content = content();
    String start = range.start().toStringUtf8();
    boolean open = range.end().equals(KeyRange.ALL.end());
    return new TreeMap<>(
        open
            ? content.tailMap(start, true)
            : content.subMap(start, true, range.end().toStringUtf8(), false));
  }

  private <T> CompletableFuture<Reply<T>> answer(
      String call, Duration deadline, Supplier<Reply<T>> reply) {
    String name = call.split(" ")[0];
    calls.merge(name, 1, Integer::sum);
    if (!call.equals(name)) {
      calls.merge(call, 1, Integer::sum);
    }
    Reply<T> result;
    if (down.isPresent()) {
      result = Reply.failed(down.get(), words(down.get()), deadline);
    } else if (hiccups.getOrDefault(name, 0) > 0) {
      hiccups.merge(name, -1, Integer::sum);
      result = Reply.failed(FailureCause.TIMEOUT, "no answer within the deadline", deadline);
    } else if (failing.containsKey(name)) {
      result = failed(failing.get(name));
    } else {
      result = reply.get();
    }
    return CompletableFuture.completedFuture(result);
  }

  private <T> Reply<T> failed(FailureCause cause) {
    return Reply.failed(cause, words(cause), latency);
  }

  private static String words(FailureCause cause) {
    return cause.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }

  MemberList.Member entry() {
    return new MemberList.Member(
        id, name, List.of("http://peer-" + id + ":2380"), clientUrls, learner);
  }

  static List<MemberList.Member> entries(List<FakeMember> members) {
    List<MemberList.Member> entries = new ArrayList<>();
    members.forEach(m -> entries.add(m.entry()));
    return entries;
  }
}
