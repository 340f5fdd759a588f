package io.etcdmonitor.etcd.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AttributeKey;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * Pages over the HTTP/2 connection of a gRPC channel: over TLS etcd serves both there (3.4 to 3.6),
 * and a connection of its own for each member's page would double what a large fleet takes.
 *
 * <p>gRPC keeps the connection; we open streams of our own beside its own and take their frames out
 * before it sees them. Whatever is not ours goes through untouched. All fields belong to the
 * connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // callbacks and closing: nobody waits for them
final class PageStreams extends Http2FrameListenerDecorator {
  private static final AttributeKey<PageStreams> KEY =
      AttributeKey.valueOf(PageStreams.class, "streams");

  private final Http2ConnectionHandler http;
  private final ChannelHandlerContext context;
  private final IntObjectMap<Exchange> open = new IntObjectHashMap<>(2);

  private int usual = PageBody.AT_FIRST;

  /**
   * What is asked for.
   *
   * @param authority of the server
   * @param maxBytes a longer page has no body
   */
  record Ask(String authority, String path, String authorization, int maxBytes) {}

  private PageStreams(
      Http2FrameListener grpc, Http2ConnectionHandler http, ChannelHandlerContext context) {
    super(grpc);
    this.http = http;
    this.context = context;
  }

  /**
   * Asks for a page. Cancel the future to give it up. It fails with {@link
   * PageHandler.ClosedBeforeAnswer} where the connection cannot be used for it.
   */
  static CompletableFuture<PageHandler.Page> get(Channel connection, Ask ask) {
    CompletableFuture<PageHandler.Page> page = new CompletableFuture<>();
    connection
        .eventLoop()
        .execute(() -> {
          PageStreams streams = on(connection);
          if (streams == null) {
            page.completeExceptionally(new PageHandler.ClosedBeforeAnswer(null));
          } else {
            streams.begin(ask, page);
          }
        });
    return page;
  }

  private static PageStreams on(Channel connection) {
    PageStreams known = connection.attr(KEY).get();
    if (known != null) {
      return known;
    }
    Http2ConnectionHandler http = connection.pipeline().get(Http2ConnectionHandler.class);
    if (http == null) {
      return null;
    }
    PageStreams made =
        new PageStreams(http.decoder().frameListener(), http, connection.pipeline().context(http));
    http.decoder().frameListener(made);
    http.connection()
        .addListener(
            new Http2ConnectionAdapter() {
              @Override
              public void onStreamClosed(Http2Stream stream) {
                made.closed(stream.id(), null);
              }
            });
    connection.attr(KEY).set(made);
    return made;
  }

  /** A page on its way. */
  private static final class Exchange {
    private final int id;
    private final int maxBytes;
    private final CompletableFuture<PageHandler.Page> page;
    private Http2Headers head;
    private PageBody body;

    Exchange(int id, int maxBytes, CompletableFuture<PageHandler.Page> page) {
      this.id = id;
      this.maxBytes = maxBytes;
      this.page = page;
    }

    /** 0 for none. */
    private int status() {
      try {
        return Integer.parseInt(String.valueOf(head.status()));
      } catch (NumberFormatException e) {
        return 0;
      }
    }

    /** gRPC's headers know few ways to be read: see {@code GrpcHttp2InboundHeaders}. */
    private HttpHeaders headers() {
      HttpHeaders headers = new DefaultHttpHeaders();
      head.forEach(header -> {
        if (!Http2Headers.PseudoHeaderName.hasPseudoHeaderFormat(header.getKey())) {
          headers.add(header.getKey(), header.getValue());
        }
      });
      return headers;
    }
  }

  private void begin(Ask ask, CompletableFuture<PageHandler.Page> page) {
    int id = -1;
    if (context.channel().isActive() && !http.connection().goAwayReceived()) {
      id = http.connection().local().incrementAndGetNextStreamId();
    }
    if (id < 0) {
      page.completeExceptionally(new PageHandler.ClosedBeforeAnswer(null));
      return;
    }
    int stream = id;
    open.put(stream, new Exchange(stream, ask.maxBytes(), page));
    Http2Headers headers =
        new DefaultHttp2Headers(false)
            .method("GET")
            .scheme("https")
            .authority(ask.authority())
            .path(ask.path())
            .add("accept", "*/*")
            .add("accept-encoding", Gzip.TAKEN)
            .add("user-agent", "etcd-monitor");
    if (!ask.authorization().isEmpty()) {
      headers.add("authorization", ask.authorization());
    }
    http.encoder()
        .writeHeaders(context, stream, headers, 0, true, context.newPromise())
        .addListener(written -> {
          if (!written.isSuccess()) {
            closed(stream, written.cause());
          }
        });
    context.flush();
    page.whenComplete((answer, error) -> {
      if (page.isCancelled()) {
        context.channel().eventLoop().execute(() -> giveUp(stream));
      }
    });
  }

  private void giveUp(int id) {
    if (open.remove(id) != null) {
      reset(id);
    }
  }

  private void reset(int id) {
    http.resetStream(context, id, Http2Error.CANCEL.code(), context.newPromise());
    context.flush();
  }

  private void closed(int id, Throwable why) {
    Exchange ended = open.remove(id);
    if (ended == null) {
      return;
    }
    ended.page.completeExceptionally(
        ended.head == null
            ? new PageHandler.ClosedBeforeAnswer(why)
            : new IOException("closed in the middle of the page", why));
  }

  /** The one of the two overloads that Netty's decoder calls, for every header frame. */
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
    Exchange mine = open.get(id);
    if (mine == null) {
      super.onHeadersRead(ctx, id, headers, dependency, weight, exclusive, padding, end);
    } else {
      head(mine, headers, end);
    }
  }

  private void head(Exchange mine, Http2Headers headers, boolean end) {
    if (mine.head == null || mine.status() < 200) {
      mine.head = headers;
    }
    if (end) {
      finish(mine, false);
    }
  }

  @Override
  public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean end)
      throws Http2Exception {
    Exchange mine = open.get(id);
    if (mine == null) {
      return super.onDataRead(ctx, id, data, padding, end);
    }
    int read = data.readableBytes();
    if (mine.body == null) {
      mine.body = new PageBody(Math.min(usual, mine.maxBytes));
    }
    if (mine.body.size() + read > mine.maxBytes) {
      finish(mine, true);
      reset(id);
    } else {
      mine.body.add(data);
      if (end) {
        finish(mine, false);
      }
    }
    return read + padding;
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext ctx, int id, long code) throws Http2Exception {
    if (open.containsKey(id)) {
      closed(id, new IOException("the server reset the stream, code " + code));
    } else {
      super.onRstStreamRead(ctx, id, code);
    }
  }

  private void finish(Exchange mine, boolean tooLong) {
    open.remove(mine.id);
    PageBody body = tooLong || mine.body == null ? new PageBody(0) : mine.body;
    usual = PageBody.next(body.size());
    mine.page.complete(
        new PageHandler.Page(mine.status(), mine.headers(), body.bytes(), true, tooLong));
  }
}
