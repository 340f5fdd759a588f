package io.etcdmonitor.etcd.grpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLEngine;

/**
 * A TLS handshake that only looks: trusts anything, shows our client certificate, sends no data,
 * closes.
 */
@SuppressWarnings("FutureReturnValueIgnored") // callbacks and closing: nobody waits for them
final class HandshakeProbe {
  private final Network network;
  private final TlsSetup tls;
  private final ChannelGroup open;
  private final Waits waits;

  HandshakeProbe(Network network, TlsSetup tls, ChannelGroup open, Waits waits) {
    this.waits = waits;
    this.network = network;
    this.tls = tls;
    this.open = open;
  }

  /**
   * What was seen.
   *
   * @param chain the server's certificates, leaf first; empty when it showed none
   * @param protocol for example {@code TLSv1.3}; empty when the handshake did not end well
   * @param error what ended the connection; null when nothing did
   */
  record Seen(List<X509Certificate> chain, String protocol, Throwable error) {
    boolean completed() {
      return !protocol.isEmpty();
    }
  }

  /**
   * Shakes hands.
   *
   * @param linger how long to wait after a good handshake for a late alert: in TLS 1.3 a server
   *     refuses our certificate only after our side is done
   * @return never fails; a connection that never stood is an error in {@link Seen}
   */
  CompletableFuture<Seen> look(
      String host, String identity, int port, Duration timeout, Duration linger) {
    Look look = new Look(network, tls, identity, port, linger);
    CompletableFuture<Seen> seen = look.result;
    network
        .connect(
            host,
            port,
            timeout.plusNanos(Lateness.most(timeout.toNanos())),
            () -> look.initializer(open))
        .whenComplete((channel, error) -> {
          if (error != null) {
            look.end(error);
          } else {
            look.connected = true;
            seen.whenComplete((s, e) -> channel.close());
          }
        });
    Lateness.Wait wait =
        waits.await(
            timeout.toNanos(),
            () -> look.connected ? look.reckoning.open() : network.names().waits(host),
            look::timeOut);
    seen.whenComplete((s, e) -> wait.cancel());
    return seen;
  }

  /** One handshake. */
  private static final class Look extends TlsSetup.TrustAnything {
    private final CompletableFuture<Seen> result = new CompletableFuture<>();
    private final Turns.Tasks reckoning;
    private final TlsSetup tls;
    private final String identity;
    private final int port;
    private final Duration linger;
    private volatile List<X509Certificate> chain = List.of();
    private volatile String protocol = "";
    private volatile boolean connected;

    Look(Network network, TlsSetup tls, String identity, int port, Duration linger) {
      this.reckoning = network.handshakes().of(tls);
      this.tls = tls;
      this.identity = identity;
      this.port = port;
      this.linger = linger;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] seen, String authType, SSLEngine engine) {
      chain = List.of(seen);
    }

    void timeOut(Lateness.LateException ours) {
      if (ours != null) {
        end(ours);
        return;
      }
      end(
          connected
              ? new TimeoutException("no TLS answer in time")
              : new ConnectTimeoutException("no connection in time"));
    }

    void end(Throwable error) {
      result.complete(new Seen(chain, protocol, error));
    }

    ChannelInitializer<Channel> initializer(ChannelGroup open) {
      return new ChannelInitializer<>() {
        @Override
        protected void initChannel(Channel channel) {
          open.add(channel);
          SslHandler handler =
              new SslHandler(tls.observingEngine(identity, port, Look.this), reckoning);
          handler.setHandshakeTimeoutMillis(0);
          handler
              .handshakeFuture()
              .addListener(done -> {
                if (!done.isSuccess()) {
                  end(done.cause());
                  return;
                }
                protocol = handler.engine().getSession().getProtocol();
                channel
                    .eventLoop()
                    .schedule(() -> end(null), linger.toNanos(), TimeUnit.NANOSECONDS);
              });
          channel.pipeline().addLast(new Tail(handler));
        }
      };
    }

    private final class Tail extends ChannelInboundHandlerAdapter {
      private final SslHandler handler;

      Tail(SslHandler handler) {
        this.handler = handler;
      }

      /** Not sooner: an address that refuses would count as a handshake that failed. */
      @Override
      public void channelActive(ChannelHandlerContext context) {
        context.pipeline().addFirst(handler);
      }

      @Override
      public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
      }

      @Override
      public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end(cause);
        context.close();
      }

      @Override
      public void channelInactive(ChannelHandlerContext context) {
        end(new ClosedChannelException());
      }
    }
  }
}
