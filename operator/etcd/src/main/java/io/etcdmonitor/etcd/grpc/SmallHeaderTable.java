package io.etcdmonitor.etcd.grpc;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Settings;

/**
 * Keeps the table of headers that a server may fill (RFC 7541) small. Each page has another {@code
 * date}, and Go's server puts it into that table: with the usual 4 KiB each connection keeps sixty
 * of them, 20 MiB of a thousand clusters.
 *
 * <p>gRPC has no option for it. So a second {@code SETTINGS} frame follows the first: before any
 * call, for a server's answers must not be under way while it changes its table.
 */
final class SmallHeaderTable extends ChannelOutboundHandlerAdapter {
  /** Bytes; room for what comes with each page, and a few dates. */
  static final int SIZE = 1024;

  /**
   * The first thing that HTTP/2 writes is its preface; calls begin when the server has answered.
   */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // what is written is the concern of who writes it
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    context.write(message, promise);
    Http2ConnectionHandler http = context.pipeline().get(Http2ConnectionHandler.class);
    if (http != null) {
      ChannelHandlerContext where = context.pipeline().context(http);
      context.pipeline().remove(this);
      context.channel().eventLoop().execute(() -> announce(http, where));
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a connection that has ended needs no table
  private static void announce(Http2ConnectionHandler http, ChannelHandlerContext where) {
    if (!where.isRemoved() && http.connection().local().lastStreamCreated() == 0) {
      http.encoder()
          .writeSettings(where, new Http2Settings().headerTableSize(SIZE), where.newPromise());
      where.flush();
    }
  }
}
