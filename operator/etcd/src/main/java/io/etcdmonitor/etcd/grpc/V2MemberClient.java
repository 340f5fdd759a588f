package io.etcdmonitor.etcd.grpc;

import io.etcdmonitor.etcd.Alarm;
import io.etcdmonitor.etcd.DatedPage;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.HashKv;
import io.etcdmonitor.etcd.KeyDigest;
import io.etcdmonitor.etcd.KeyRange;
import io.etcdmonitor.etcd.MemberClient;
import io.etcdmonitor.etcd.MemberList;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.PeerCertificates;
import io.etcdmonitor.etcd.Reply;
import io.etcdmonitor.etcd.V2Stats;
import io.etcdmonitor.etcd.grpc.V2Http.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * One member by etcd's HTTP API (etcd up to 3.5, with {@code --enable-v2}). The requests of one
 * call follow each other on one connection; a URL that nobody answers on is left for the next.
 */
final class V2MemberClient implements MemberClient {
  private final List<Endpoint> urls;
  private final V2Http http;
  private final NettyClusterConnection sockets;
  private volatile int preferred;

  V2MemberClient(List<Endpoint> urls, V2Http http, NettyClusterConnection sockets) {
    this.urls = sockets.routes().usable(List.copyOf(urls), sockets::dialled);
    this.http = http;
    this.sockets = sockets;
  }

  @Override
  public Endpoint endpoint() {
    return sockets.dialled(urls.get(preferred));
  }

  /** Begins with this URL from now on, if it is one of them. */
  void prefer(Endpoint url) {
    preferred = Math.max(0, urls.indexOf(url));
  }

  @Override
  public CompletableFuture<Reply<MemberStatus>> status(Duration deadline) {
    return ask(V2Answers.STATUS, V2Answers::status, deadline);
  }

  @Override
  public CompletableFuture<Reply<MemberList>> memberList(Duration deadline) {
    return ask(V2Answers.MEMBERS, V2Answers::members, deadline);
  }

  @Override
  public CompletableFuture<Reply<Long>> read(boolean linearizable, Duration deadline) {
    return linearizable
        ? ask(V2Answers.HEALTH, V2Answers::health, deadline)
        : ask(V2Answers.INDEX, V2Answers::index, deadline);
  }

  @Override
  public CompletableFuture<Reply<V2Stats>> v2Stats(Duration deadline) {
    return ask(V2Answers.STORE, V2Answers::store, deadline);
  }

  @Override
  public CompletableFuture<Reply<PeerCertificates>> certificates(Duration deadline) {
    return sockets.member(urls).certificates(deadline);
  }

  @Override
  public CompletableFuture<Reply<String>> page(String url, int maxBytes, Duration deadline) {
    return sockets.member(urls).page(url, maxBytes, deadline);
  }

  @Override
  public CompletableFuture<Reply<DatedPage>> datedPage(
      String url, int maxBytes, Duration deadline) {
    return sockets.member(urls).datedPage(url, maxBytes, deadline);
  }

  @Override
  public CompletableFuture<Reply<List<Alarm>>> alarms(Duration deadline) {
    return none("alarms");
  }

  @Override
  public CompletableFuture<Reply<HashKv>> hashKv(long revision, Duration deadline) {
    return none("hashes");
  }

  @Override
  public CompletableFuture<Reply<Long>> compactRevision(Duration deadline) {
    return none("compaction");
  }

  @Override
  public CompletableFuture<Reply<Long>> count(KeyRange range, long revision, Duration deadline) {
    return none("counts of keys");
  }

  @Override
  public CompletableFuture<Reply<List<KeyDigest>>> keys(
      KeyRange range, long revision, int limit, Duration deadline) {
    return none("ranges of keys");
  }

  @Override
  public CompletableFuture<Reply<Long>> authRevision(Duration deadline) {
    return none("auth revision");
  }

  private <T> CompletableFuture<Reply<T>> none(String what) {
    return CompletableFuture.completedFuture(
        Reply.failed(
            FailureCause.UNSUPPORTED, endpoint() + ": the v2 API has no " + what, Duration.ZERO));
  }

  /** Asks for one page after the other and has all of them read. */
  private <T> CompletableFuture<Reply<T>> ask(
      List<String> paths, Function<List<Answer>, Outcome<T>> reader, Duration deadline) {
    long start = System.nanoTime();
    return onUrl(paths, preferred, urls.size(), start + deadline.toNanos())
        .thenApply(visit -> {
          Duration latency = Duration.ofNanos(System.nanoTime() - start);
          if (visit.failure() != null) {
            return Reply.<T>failed(visit.failure().cause(), visit.failure().message(), latency);
          }
          Outcome<T> outcome = reader.apply(visit.answers());
          return outcome.ok()
              ? Reply.ok(outcome.value(), latency)
              : Reply.<T>failed(outcome.failure().cause(), outcome.failure().message(), latency);
        });
  }

  /** What one URL answered; a null failure means everything. */
  private record Visit(List<Answer> answers, EtcdFailure failure) {}

  private CompletableFuture<Visit> onUrl(List<String> paths, int index, int left, long end) {
    long now = System.nanoTime();
    long until = now + (end - now) / left;
    return next(urls.get(index), paths, new ArrayList<>(), until)
        .thenCompose(visit -> {
          if (visit.failure() == null) {
            preferred = index;
            return CompletableFuture.completedFuture(visit);
          }
          boolean elsewhere = left > 1 && visit.failure().cause().unreachable();
          return elsewhere
              ? onUrl(paths, (index + 1) % urls.size(), left - 1, end)
              : CompletableFuture.completedFuture(visit);
        });
  }

  private CompletableFuture<Visit> next(
      Endpoint url, List<String> paths, List<Answer> answers, long until) {
    if (answers.size() == paths.size()) {
      return CompletableFuture.completedFuture(new Visit(answers, null));
    }
    Duration time = Duration.ofNanos(Math.max(1, until - System.nanoTime()));
    return http.get(url, paths.get(answers.size()), time)
        .thenCompose(reply -> {
          if (!reply.ok()) {
            return CompletableFuture.completedFuture(
                new Visit(answers, reply.failure().orElseThrow()));
          }
          answers.add(reply.value().orElseThrow());
          return next(url, paths, answers, until);
        });
  }
}
