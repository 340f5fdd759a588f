package io.etcdmonitor.etcd.grpc;

import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.Reply;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Makes calls to one member: over the URL that works, with a token, once more where that is honest,
 * and always to an end within the deadline. The order of events is in this package's DESIGN.md.
 */
@SuppressWarnings("FutureReturnValueIgnored") // callbacks and closing: nobody waits for them
final class MemberCaller {
  /**
   * Every part of a call ends by itself, late when this process was; should one ever not, we end it
   * this much later.
   */
  private static final Duration SLACK = Duration.ofSeconds(8);

  /** Once for a stale token, once for one that has yet to arrive. */
  private static final int MOST_REFUSALS = 2;

  private static final Executor LATER =
      CompletableFuture.delayedExecutor(150, TimeUnit.MILLISECONDS, Runnable::run);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);
  private final List<Link> links;
  private final TokenSource tokens;
  private final boolean signsIn;
  private final ConnectionDoctor doctor;
  private final Waits waits;
  private volatile int preferred;

  MemberCaller(
      List<Link> links, TokenSource tokens, boolean signsIn, ConnectionDoctor doctor, Waits waits) {
    this.waits = waits;
    this.links = links;
    this.tokens = tokens;
    this.signsIn = signsIn;
    this.doctor = doctor;
  }

  /** Something that can be tried on one URL until a moment of {@code System.nanoTime()}. */
  @FunctionalInterface
  interface Attempt<T> {
    CompletableFuture<Outcome<T>> on(Link link, long until);
  }

  Link preferred() {
    return links.get(preferred);
  }

  /** Calls begin with the link to this endpoint, if there is one. */
  void prefer(Endpoint endpoint) {
    IntStream.range(0, links.size())
        .filter(i -> links.get(i).endpoint().equals(endpoint))
        .findFirst()
        .ifPresent(i -> preferred = i);
  }

  /** Makes a call. */
  <T> CompletableFuture<Reply<T>> call(Rpc<T> rpc, Duration deadline) {
    return attempt(rpc.name(), (link, until) -> onLink(rpc, link, until), deadline);
  }

  /**
   * Tries something on the preferred URL, then on the others; the one that worked is preferred from
   * then on.
   */
  <T> CompletableFuture<Reply<T>> attempt(String what, Attempt<T> attempt, Duration deadline) {
    long start = System.nanoTime();
    Lateness.Stopwatch watch = waits.stopwatch();
    Duration bounded = deadline.compareTo(LONGEST) > 0 ? LONGEST : deadline;
    long end = start + Math.max(1, bounded.toNanos());
    CompletableFuture<Reply<T>> reply = new CompletableFuture<>();
    try {
      Lateness.Wait slack =
          waits.await(
              bounded.plus(SLACK).toNanos(), late -> reply.complete(silence(what, bounded)));
      reply.whenComplete((told, never) -> slack.cancel());
      next(attempt, preferred, 0, end, null)
          .whenComplete(
              (outcome, bug) -> reply.complete(reply(outcome, bug, what, watch.elapsed())));
    } catch (RejectedExecutionException e) {
      reply.complete(reply(closed(), null, what, watch.elapsed()));
    }
    return reply;
  }

  private <T> Reply<T> silence(String what, Duration deadline) {
    return Reply.failed(
        FailureCause.TIMEOUT,
        "%s: no answer to %s within %d ms"
            .formatted(preferred().endpoint(), what, deadline.toMillis()),
        deadline.plus(SLACK));
  }

  private <T> Outcome<T> closed() {
    return Outcome.failed(
        FailureCause.CLOSED, preferred().endpoint() + ": the connection was closed by us");
  }

  private <T> Reply<T> reply(Outcome<T> outcome, Throwable bug, String what, Duration latency) {
    if (bug != null) {
      return Reply.failed(
          FailureCause.OTHER,
          preferred().endpoint() + ": " + what + " failed in the client: " + bug,
          latency);
    }
    return outcome.ok()
        ? Reply.ok(outcome.value(), latency)
        : Reply.failed(outcome.failure().cause(), outcome.failure().message(), latency);
  }

  private <T> CompletableFuture<Outcome<T>> next(
      Attempt<T> attempt, int index, int tried, long end, Outcome<T> first) {
    Link link = links.get(index);
    if (link.closed()) {
      return CompletableFuture.completedFuture(closed());
    }
    long now = System.nanoTime();
    int left = links.size() - tried;
    // Where a connection stands the member itself is slow, and another URL of it would not help.
    long until = left == 1 || link.ready() ? end : now + (end - now) / left;
    return attempt
        .on(link, until)
        .thenCompose(outcome -> {
          if (outcome.ok() || outcome.answered()) {
            preferred = index;
            return CompletableFuture.completedFuture(outcome);
          }
          Outcome<T> toReport = first == null ? outcome : first;
          return left == 1 || end - System.nanoTime() <= 0
              ? CompletableFuture.completedFuture(toReport)
              : next(attempt, (index + 1) % links.size(), tried + 1, end, toReport);
        });
  }

  private <T> CompletableFuture<Outcome<T>> onLink(Rpc<T> rpc, Link link, long until) {
    boolean stood = link.ready();
    return withToken(rpc, link, until, 0)
        .thenCompose(outcome -> {
          if (!outcome.failedWith(FailureCause.CONNECTION_CLOSED) || outcome.answered()) {
            return CompletableFuture.completedFuture(outcome);
          }
          if (stood) {
            // The old connection may have ended long ago: only a fresh one tells how the member is
            // now.
            return withToken(rpc, link, until, 0);
          }
          return link.everAnswered()
              ? CompletableFuture.completedFuture(outcome)
              : doctor
                  .explain(link.endpoint(), link.identity(), until)
                  .thenApply(found -> found.map(Outcome::<T>failed).orElse(outcome));
        });
  }

  private <T> CompletableFuture<Outcome<T>> withToken(
      Rpc<T> rpc, Link link, long until, int refusals) {
    return tokens
        .get(link, until)
        .thenCompose(token -> {
          if (!token.ok()) {
            note(link, token);
            return CompletableFuture.completedFuture(token.cast());
          }
          return once(rpc, link, until, token.value(), refusals);
        });
  }

  private <T> CompletableFuture<Outcome<T>> once(
      Rpc<T> rpc, Link link, long until, TokenSource.Token token, int refusals) {
    long left = until - System.nanoTime();
    CompletableFuture<T> call =
        PatientCalls.start(rpc, link, authenticated(link.channel(), token.value()), left, waits);
    return call.handle(
            (value, error) -> {
              if (error == null) {
                link.answered();
                return CompletableFuture.completedFuture(Outcome.ok(value));
              }
              Status status = Status.fromThrowable(error);
              if (signsIn && refusals < MOST_REFUSALS && RpcFailures.tokenRefused(status)) {
                return again(rpc, link, until, token, refusals);
              }
              Outcome<T> failed = failure(status, rpc, link, left);
              note(link, failed);
              return CompletableFuture.completedFuture(failed);
            })
        .thenCompose(outcome -> outcome);
  }

  private <T> CompletableFuture<Outcome<T>> again(
      Rpc<T> rpc, Link link, long until, TokenSource.Token token, int refusals) {
    if (refusals == 0) {
      tokens.refused(token);
      return withToken(rpc, link, until, 1);
    }
    // A fresh token that another member gave out travels through raft: this one may not have it
    // yet.
    return CompletableFuture.supplyAsync(() -> null, LATER)
        .thenCompose(nothing -> withToken(rpc, link, until, refusals + 1));
  }

  private static <T> Outcome<T> failure(Status status, Rpc<T> rpc, Link link, long waitedNanos) {
    return RpcFailures.of(
        status,
        new RpcFailures.Site(
            link.endpoint(), rpc.name(), Duration.ofNanos(waitedNanos), link.progress()));
  }

  private static void note(Link link, Outcome<?> failed) {
    if (failed.answered()) {
      link.answered();
    } else if (failed.failedWith(FailureCause.TIMEOUT)) {
      link.timedOut();
    } else if (!failed.failedWith(FailureCause.CLIENT_OVERLOADED)) {
      link.broken();
    }
  }

  private static Channel authenticated(Channel channel, Optional<String> token) {
    if (token.isEmpty()) {
      return channel;
    }
    Metadata headers = new Metadata();
    headers.put(TOKEN, token.get());
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }
}
