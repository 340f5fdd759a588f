package io.etcdmonitor.e2e.bench.sim;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The {@code /metrics} pages of members without TLS, over HTTP/1.1. */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for what is sent or closed
final class SimulatedPages {
  private final MovingPage page;
  private final LongSupplier seconds;
  private final ServerBootstrap bootstrap;
  private final ConcurrentHashMap<Integer, ChannelGroup> open = new ConcurrentHashMap<>();

  SimulatedPages(MovingPage page, LongSupplier seconds, EventLoopGroup loops) {
    this.page = page;
    this.seconds = seconds;
    this.bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    int member = Addresses.index(channel.localAddress().getAddress().getAddress());
                    ChannelGroup group = open.get(member);
                    if (group == null) {
                      channel.close();
                      return;
                    }
                    group.add(channel);
                    channel.pipeline().addLast(new HttpServerCodec(), new Handler());
                  }
                });
  }

  /** Begins to serve a member's page. */
  void start(int member, EventLoopGroup loops) throws InterruptedException {
    ChannelGroup group = new DefaultChannelGroup(loops.next(), true);
    open.put(member, group);
    String host = Addresses.host(member / Addresses.MEMBERS, member % Addresses.MEMBERS);
    Channel listening =
        bootstrap.bind(new InetSocketAddress(host, Addresses.METRICS_PORT)).sync().channel();
    group.add(listening);
  }

  /** Ends it, with its connections. */
  void stop(int member) {
    ChannelGroup group = open.remove(member);
    if (group != null) {
      group.close().awaitUninterruptibly();
    }
  }

  private final class Handler extends SimpleChannelInboundHandler<Object> {
    private boolean gzip;

    @Override
    protected void channelRead0(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpRequest request) {
        gzip = MovingPage.gzip(request.headers().get(HttpHeaderNames.ACCEPT_ENCODING));
      }
      if (message instanceof LastHttpContent) {
        ByteBuf body = page.at(seconds.getAsLong(), gzip);
        FullHttpResponse response =
            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
        response
            .headers()
            .set(HttpHeaderNames.DATE, DateFormatter.format(Date.from(Instant.now())))
            .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
            .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        if (gzip) {
          response.headers().set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
        }
        context.writeAndFlush(response, context.voidPromise());
      } else if (!(message instanceof HttpRequest)) {
        context.close();
      }
    }
  }
}
