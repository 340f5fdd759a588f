package io.etcdmonitor.etcd.grpc;

import io.etcdmonitor.etcd.DatedPage;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.Reply;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Gets small pages on the shared event loop, with the cluster's TLS: over the connection that gRPC
 * keeps to the same server where that can be ({@link PageStreams}), else over HTTP/1.1. One idle
 * connection of the latter is kept per server for the next time: a handshake costs far more than a
 * page.
 */
@SuppressWarnings("FutureReturnValueIgnored") // callbacks and closing: nobody waits for them
final class PageClient {
  private final PageConnections connections;
  private final UnaryOperator<Endpoint> reachable;
  private final ConnectionDoctor doctor;
  private final Waits waits;
  private final PageBuffers buffers;
  private final BiFunction<Endpoint, String, Optional<Link>> links;
  private volatile boolean closed;

  /**
   * @param links finds a ready gRPC channel to an endpoint whose certificate must name a host
   */
  PageClient(
      PageConnections connections,
      BiFunction<Endpoint, String, Optional<Link>> links,
      UnaryOperator<Endpoint> reachable,
      ConnectionDoctor doctor,
      Waits waits,
      PageBuffers buffers) {
    this.waits = waits;
    this.buffers = buffers;
    this.links = links;
    this.connections = connections;
    this.reachable = reachable;
    this.doctor = doctor;
  }

  /** Where a page is. */
  private record Target(PageConnections.Server server, String path) {
    Endpoint dialled() {
      return server.dialled();
    }
  }

  /** Later pages are refused; what is open is closed with the connection's other channels. */
  void close() {
    closed = true;
  }

  /**
   * A question.
   *
   * @param url absolute URL
   * @param maxBytes a longer page has no body
   * @param authorization the header's value; empty for none
   */
  record Question(String url, int maxBytes, String authorization) {}

  /** Never fails; see {@link io.etcdmonitor.etcd.MemberClient#page}. */
  CompletableFuture<Reply<String>> get(String url, int maxBytes, Duration deadline) {
    return ask(
        new Question(url, maxBytes, ""),
        (page, where) -> PageOutcomes.of(page, where, maxBytes, PageHandler.Page::body),
        deadline);
  }

  /** The same with the server's time. */
  CompletableFuture<Reply<DatedPage>> dated(String url, int maxBytes, Duration deadline) {
    return ask(
        new Question(url, maxBytes, ""),
        (page, where) ->
            PageOutcomes.of(
                page, where, maxBytes, p -> new DatedPage(p.bytes(), p.date(), buffers::give)),
        deadline);
  }

  /** Never fails. What an answer means, whatever its status, the reader says. */
  <T> CompletableFuture<Reply<T>> ask(
      Question question,
      BiFunction<PageHandler.Page, String, Outcome<T>> reader,
      Duration deadline) {
    long start = System.nanoTime();
    Target target;
    try {
      target = target(question.url());
    } catch (IllegalArgumentException e) {
      return CompletableFuture.completedFuture(
          Reply.failed(
              FailureCause.OTHER,
              "'" + question.url() + "' is not an http or https URL",
              Duration.ZERO));
    }
    if (closed) {
      return CompletableFuture.completedFuture(
          Reply.failed(
              FailureCause.CLOSED,
              target.dialled() + ": the connection was closed by us",
              Duration.ZERO));
    }
    Lateness.Stopwatch watch = waits.stopwatch();
    long end = start + deadline.toNanos();
    Exchange exchange = new Exchange(target, question, end);
    exchange.begin();
    return exchange
        .result
        .thenApply(page -> Gzip.undo(page, question.maxBytes(), buffers))
        .handle((page, error) ->
            error == null
                ? reader.apply(page, target.dialled() + target.path())
                : PageOutcomes.<T>failure(error, target.dialled(), question.url(), deadline))
        .thenCompose(outcome -> explained(outcome, target, end))
        .thenApply(outcome -> {
          Duration latency = watch.elapsed();
          return outcome.ok()
              ? Reply.ok(outcome.value(), latency)
              : Reply.failed(outcome.failure().cause(), outcome.failure().message(), latency);
        });
  }

  private <T> CompletableFuture<Outcome<T>> explained(Outcome<T> outcome, Target target, long end) {
    if (!outcome.failedWith(FailureCause.CONNECTION_CLOSED)) {
      return CompletableFuture.completedFuture(outcome);
    }
    return doctor
        .explain(target.dialled(), connections.identity(target.server()), end)
        .thenApply(found -> found.map(Outcome::<T>failed).orElse(outcome));
  }

  private Target target(String url) {
    URI uri = URI.create(url);
    if (uri.getScheme() == null || uri.getHost() == null) {
      throw new IllegalArgumentException(url);
    }
    boolean secure = uri.getScheme().equalsIgnoreCase("https");
    int port = uri.getPort() == -1 ? (secure ? 443 : 80) : uri.getPort();
    String host = uri.getHost();
    Endpoint named =
        new Endpoint(
            uri.getScheme(),
            host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
            port);
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return new Target(
        new PageConnections.Server(named, reachable.apply(named)),
        uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
  }

  /** One page on its way. */
  private final class Exchange {
    private final Target target;
    private final Question question;
    private final long end;
    private final CompletableFuture<PageHandler.Page> result = new CompletableFuture<>();
    private final Turns.Tasks reckoning = connections.reckoning();
    private volatile boolean connected;
    private volatile Optional<Link> shared = Optional.empty();

    Exchange(Target target, Question question, long end) {
      this.target = target;
      this.question = question;
      this.end = end;
    }

    void begin() {
      Lateness.Wait wait =
          waits.await(
              Math.max(1, end - System.nanoTime()),
              () -> connected ? reckoning.open() : connections.unasked(target.server()),
              this::timeOut);
      result.whenComplete((page, error) -> wait.cancel());
      standing()
          .ifPresentOrElse(
              standing -> {
                connected = true;
                standing.whenComplete((page, error) -> {
                  // It may have ended long ago: only a fresh connection tells how it is now.
                  if (PageOutcomes.unwrapped(error) instanceof PageHandler.ClosedBeforeAnswer) {
                    dial();
                  } else {
                    finish(page, error);
                  }
                });
              },
              this::dial);
    }

    /** The page, over a connection that stands; empty when there is none. */
    private Optional<CompletableFuture<PageHandler.Page>> standing() {
      shared =
          target.dialled().tls()
              ? links.apply(target.dialled(), connections.identity(target.server()))
              : Optional.empty();
      return shared
          .map(this::ask)
          .or(() -> Optional.ofNullable(connections.take(target.server())).map(this::ask));
    }

    private CompletableFuture<PageHandler.Page> ask(Link link) {
      CompletableFuture<PageHandler.Page> page =
          link.page(
              new PageStreams.Ask(
                  target.server().named().authority(),
                  target.path(),
                  question.authorization(),
                  question.maxBytes()));
      result.whenComplete((done, error) -> page.cancel(false));
      return page;
    }

    private void timeOut(Lateness.LateException ours) {
      if (ours != null) {
        result.completeExceptionally(ours);
        return;
      }
      shared.ifPresent(Link::timedOut);
      result.completeExceptionally(
          connected
              ? new TimeoutException("no answer")
              : new ConnectTimeoutException("no connection"));
    }

    private void dial() {
      shared = Optional.empty();
      long nanos = Math.max(1, end - System.nanoTime());
      Duration left = Duration.ofNanos(nanos + Lateness.most(nanos));
      connections
          .connect(target.server(), left)
          .thenCompose(channel -> {
            connected = true;
            closeWhenLate(channel);
            return connections.secure(target.server(), channel, reckoning);
          })
          .thenCompose(this::ask)
          .whenComplete(this::finish);
    }

    private void finish(PageHandler.Page page, Throwable error) {
      if (error == null) {
        result.complete(page);
      } else {
        result.completeExceptionally(error);
      }
    }

    private void closeWhenLate(Channel channel) {
      result.whenComplete((page, error) -> {
        if (error != null) {
          channel.close();
        }
      });
    }

    private CompletableFuture<PageHandler.Page> ask(Channel channel) {
      closeWhenLate(channel);
      DefaultFullHttpRequest request =
          new DefaultFullHttpRequest(
              HttpVersion.HTTP_1_1, HttpMethod.GET, target.path(), Unpooled.EMPTY_BUFFER);
      request
          .headers()
          .set(HttpHeaderNames.HOST, target.server().named().authority())
          .set(HttpHeaderNames.ACCEPT, "*/*")
          .set(HttpHeaderNames.ACCEPT_ENCODING, Gzip.TAKEN)
          .set(HttpHeaderNames.USER_AGENT, "etcd-monitor");
      if (!question.authorization().isEmpty()) {
        request.headers().set(HttpHeaderNames.AUTHORIZATION, question.authorization());
      }
      CompletableFuture<PageHandler.Page> page =
          channel.pipeline().get(PageHandler.class).expect(question.maxBytes());
      channel.writeAndFlush(request).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
      return page.whenComplete((answer, error) -> keepOrClose(channel, answer));
    }

    private void keepOrClose(Channel channel, PageHandler.Page page) {
      if (page == null || !page.keepAlive() || !channel.isActive() || result.isDone()) {
        channel.close();
      } else {
        connections.release(target.server(), channel);
      }
    }
  }
}
