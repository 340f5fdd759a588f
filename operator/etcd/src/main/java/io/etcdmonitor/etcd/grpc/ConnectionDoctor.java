package io.etcdmonitor.etcd.grpc;

import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A second look at a connection that was closed before any etcd answered. A server that speaks TLS
 * closes on plain text without a word, a plain one closes on TLS, and a refused client certificate
 * can get lost when our first bytes cross the alert; in each case the remedy is in our own
 * configuration, so it is worth one more connection to tell.
 */
@SuppressWarnings("FutureReturnValueIgnored") // callbacks and closing: nobody waits for them
final class ConnectionDoctor {
  private static final Duration LINGER = Duration.ofMillis(150);
  private static final Duration LONGEST = Duration.ofSeconds(1);
  private static final String REQUEST = "GET /version HTTP/1.0\r\n\r\n";
  private final Network network;
  private final HandshakeProbe handshakes;
  private final ChannelGroup open;

  ConnectionDoctor(Network network, HandshakeProbe handshakes, ChannelGroup open) {
    this.network = network;
    this.handshakes = handshakes;
    this.open = open;
  }

  /** The real cause, if one is found until then ({@code nanoTime}). Never fails. */
  CompletableFuture<Optional<EtcdFailure>> explain(Endpoint endpoint, String identity, long until) {
    Duration left = Duration.ofNanos(until - System.nanoTime());
    if (left.compareTo(LINGER.multipliedBy(2)) < 0) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    Duration each = left.dividedBy(2);
    Duration timeout = each.compareTo(LONGEST) > 0 ? LONGEST : each;
    CompletableFuture<HandshakeProbe.Seen> look =
        handshakes.look(endpoint.host(), identity, endpoint.port(), timeout, LINGER);
    return endpoint.tls()
        ? look.thenCompose(seen -> tls(seen, endpoint, timeout))
        : look.thenApply(seen -> plain(seen, endpoint));
  }

  private static Optional<EtcdFailure> plain(HandshakeProbe.Seen seen, Endpoint endpoint) {
    return seen.completed() || !seen.chain().isEmpty()
        ? Optional.of(
            new EtcdFailure(
                FailureCause.TLS_HANDSHAKE_FAILED, endpoint + ": " + TransportFailures.TLS_THERE))
        : Optional.empty();
  }

  private CompletableFuture<Optional<EtcdFailure>> tls(
      HandshakeProbe.Seen seen, Endpoint endpoint, Duration timeout) {
    if (!seen.chain().isEmpty()) {
      Optional<EtcdFailure> told =
          seen.error() == null
              ? Optional.empty()
              : TransportFailures.of(seen.error(), endpoint)
                  .filter(f -> f.cause() == FailureCause.TLS_CLIENT_CERTIFICATE);
      return CompletableFuture.completedFuture(told);
    }
    return answersPlainHttp(endpoint, timeout)
        .thenApply(plain ->
            plain
                ? Optional.of(
                    new EtcdFailure(
                        FailureCause.TLS_HANDSHAKE_FAILED,
                        endpoint + ": " + TransportFailures.NO_TLS_THERE))
                : Optional.empty());
  }

  private CompletableFuture<Boolean> answersPlainHttp(Endpoint endpoint, Duration timeout) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    network
        .connect(endpoint.host(), endpoint.port(), timeout, () -> plainHttp(answer))
        .whenComplete((channel, error) -> {
          if (error != null) {
            answer.complete(false);
            return;
          }
          answer.whenComplete((a, e) -> channel.close());
          channel.writeAndFlush(Unpooled.copiedBuffer(REQUEST, StandardCharsets.US_ASCII));
          channel
              .eventLoop()
              .schedule(() -> answer.complete(false), timeout.toNanos(), TimeUnit.NANOSECONDS);
        });
    return answer;
  }

  private ChannelInitializer<Channel> plainHttp(CompletableFuture<Boolean> answer) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        open.add(channel);
        channel
            .pipeline()
            .addLast(
                new SimpleChannelInboundHandler<ByteBuf>() {
                  @Override
                  protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
                    answer.complete(bytes.toString(StandardCharsets.US_ASCII).startsWith("HTTP/"));
                  }

                  @Override
                  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                    answer.complete(false);
                  }

                  @Override
                  public void channelInactive(ChannelHandlerContext context) {
                    answer.complete(false);
                  }
                });
      }
    };
  }
}
