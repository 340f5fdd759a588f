package io.etcdmonitor.etcd.grpc;

import io.etcdmonitor.etcd.Endpoint;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** HTTP/1.1 connections of one cluster; at most one idle one per server is kept, for a while. */
@SuppressWarnings("FutureReturnValueIgnored") // callbacks and closing: nobody waits for them
final class PageConnections {
  private static final Duration KEEP_IDLE = Duration.ofSeconds(90);
  private final Network network;
  private final TlsSetup tls;
  private final ChannelGroup open;
  private final Function<Endpoint, String> names;
  private final Map<Server, Kept> idle = new ConcurrentHashMap<>();

  /**
   * @param names tells which host the certificate of a URL's server must name
   */
  PageConnections(
      Network network, TlsSetup tls, ChannelGroup open, Function<Endpoint, String> names) {
    this.names = names;
    this.network = network;
    this.tls = tls;
    this.open = open;
  }

  /**
   * A server of pages.
   *
   * @param named as in the URL
   * @param dialled after the endpoint map
   */
  record Server(Endpoint named, Endpoint dialled) {}

  /** An idle connection, and what will close it. */
  private record Kept(Channel channel, Future<?> expiry) {}

  /** The name the server's certificate is checked against. */
  String identity(Server server) {
    return tls.serverName().orElseGet(() -> names.apply(server.named()));
  }

  /** The idle connection to a server, now the caller's; null when there is none. */
  Channel take(Server server) {
    Kept kept = idle.remove(server);
    if (kept == null) {
      return null;
    }
    kept.expiry().cancel(false);
    return kept.channel();
  }

  /** A new connection; its TLS handshake, if any, is yet to come: see {@link #secure}. */
  CompletableFuture<Channel> connect(Server server, Duration timeout) {
    return network
        .connect(server.dialled().host(), server.dialled().port(), timeout, this::initializer)
        .thenApply(channel -> {
          channel.closeFuture().addListener(closed -> forget(channel));
          return channel;
        });
  }

  /** What one handshake makes us reckon, for {@link #secure}. */
  Turns.Tasks reckoning() {
    return network.handshakes().of(tls);
  }

  /** Whether a look-up of the server's name had no turn so far. */
  boolean unasked(Server server) {
    return network.names().waits(server.dialled().host());
  }

  private void forget(Channel channel) {
    idle.values().removeIf(kept -> kept.channel().equals(channel));
  }

  /** Shakes hands where the URL says https. */
  CompletableFuture<Channel> secure(Server server, Channel channel, Turns.Tasks reckoning) {
    if (!server.dialled().tls()) {
      return CompletableFuture.completedFuture(channel);
    }
    SslHandler handler =
        new SslHandler(tls.checkingEngine(identity(server), server.named().port()), reckoning);
    handler.setHandshakeTimeoutMillis(0);
    CompletableFuture<Channel> done = new CompletableFuture<>();
    handler
        .handshakeFuture()
        .addListener(future -> {
          if (future.isSuccess()) {
            done.complete(channel);
          } else {
            done.completeExceptionally(future.cause());
            channel.close();
          }
        });
    channel.pipeline().addFirst(handler);
    return done;
  }

  /** Keeps a connection for the next page, or closes it when there is one already. */
  void release(Server server, Channel channel) {
    Future<?> expiry =
        channel
            .eventLoop()
            .schedule(() -> channel.close(), KEEP_IDLE.toMillis(), TimeUnit.MILLISECONDS);
    if (idle.putIfAbsent(server, new Kept(channel, expiry)) != null) {
      expiry.cancel(false);
      channel.close();
    }
  }

  private ChannelInitializer<Channel> initializer() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        open.add(channel);
        channel.pipeline().addLast(new HttpClientCodec(), new PageHandler());
      }
    };
  }
}
