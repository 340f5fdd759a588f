package io.etcdmonitor.e2e.bench.sim;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Answers {@code GET /metrics} on the HTTP/2 connections of the gRPC servers, as etcd does with
 * TLS: gRPC's server knows nothing of it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for what is sent
final class PagesBesideCalls {
  private final MovingPage page;
  private final LongSupplier seconds;

  /**
   * @param seconds since the simulation began
   */
  PagesBesideCalls(MovingPage page, LongSupplier seconds) {
    this.page = page;
    this.seconds = seconds;
  }

  /** What gRPC listens on. */
  NioServerSocketChannel listener() {
    return new NioServerSocketChannel() {
      @Override
      protected int doReadMessages(List<Object> accepted) throws Exception {
        int count = super.doReadMessages(accepted);
        for (Object channel : accepted) {
          ((SocketChannel) channel).pipeline().addLast(new Door());
        }
        return count;
      }
    };
  }

  /** Waits for gRPC's handler, which comes after the handshake. */
  private final class Door extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      Http2ConnectionHandler http = context.pipeline().get(Http2ConnectionHandler.class);
      if (http != null) {
        http.decoder()
            .frameListener(
                new Pages(http.decoder().frameListener(), http, context.pipeline().context(http)));
        context.pipeline().remove(this);
      }
      context.fireChannelRead(message);
    }
  }

  private final class Pages extends Http2FrameListenerDecorator {
    private final Http2ConnectionHandler http;
    private final ChannelHandlerContext context;

    Pages(Http2FrameListener grpc, Http2ConnectionHandler http, ChannelHandlerContext context) {
      super(grpc);
      this.http = http;
      this.context = context;
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int id,
        Http2Headers headers,
        int dependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean end)
        throws Http2Exception {
      if (!"GET".contentEquals(headers.method())) {
        super.onHeadersRead(ctx, id, headers, dependency, weight, exclusive, padding, end);
        return;
      }
      Http2Headers head =
          new DefaultHttp2Headers(false)
              .status("200")
              .add("date", DateFormatter.format(Date.from(Instant.now())))
              .add("content-type", "text/plain; version=0.0.4; charset=utf-8");
      boolean gzip = MovingPage.gzip(headers.get(HttpHeaderNames.ACCEPT_ENCODING));
      if (gzip) {
        head.add("content-encoding", "gzip");
      }
      http.encoder().writeHeaders(context, id, head, 0, false, context.newPromise());
      http.encoder()
          .writeData(
              context, id, page.at(seconds.getAsLong(), gzip), 0, true, context.newPromise());
      context.flush();
    }
  }
}
