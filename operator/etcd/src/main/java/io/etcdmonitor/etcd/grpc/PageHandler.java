package io.etcdmonitor.etcd.grpc;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Collects one page after another on one connection, each no longer than asked for. */
@SuppressWarnings("FutureReturnValueIgnored") // callbacks and closing: nobody waits for them
final class PageHandler extends SimpleChannelInboundHandler<HttpObject> {
  /** The connection ended before a byte of the answer came. */
  static final class ClosedBeforeAnswer extends IOException {
    private static final long serialVersionUID = 1L;

    ClosedBeforeAnswer(Throwable cause) {
      super("closed before an answer", cause);
    }
  }

  /** A page as received; {@code tooLong} pages have no body. */
  record Page(
      int status, HttpHeaders headers, ByteBuffer bytes, boolean keepAlive, boolean tooLong) {
    /** The same with another body; null: one that is too long. */
    Page of(ByteBuffer other) {
      return other == null
          ? new Page(status, headers, ByteBuffer.allocate(0), keepAlive, true)
          : new Page(status, headers, other, keepAlive, tooLong);
    }

    String body() {
      return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    /** What time it is there, in whole seconds; empty when it does not say. */
    Optional<Instant> date() {
      return Optional.ofNullable(headers.get(HttpHeaderNames.DATE))
          .map(DateFormatter::parseHttpDate)
          .map(Date::toInstant);
    }
  }

  private record Expected(CompletableFuture<Page> page, int maxBytes) {}

  private volatile Expected expected;
  private Throwable failure;
  private HttpResponse head;
  private PageBody body;

  private int usual = PageBody.AT_FIRST;

  /** The next page; ask only after the one before is complete. */
  CompletableFuture<Page> expect(int maxBytes) {
    Expected next = new Expected(new CompletableFuture<>(), maxBytes);
    expected = next;
    return next.page();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
    Expected wanted = expected;
    if (wanted == null || !message.decoderResult().isSuccess()) {
      fail(context, message.decoderResult().cause());
      return;
    }
    if (message instanceof HttpResponse response) {
      head = response;
    }
    if (message instanceof HttpContent content) {
      if (body == null) {
        body = new PageBody(Math.min(usual, wanted.maxBytes()));
      }
      if (body.size() + content.content().readableBytes() > wanted.maxBytes()) {
        finish(
            wanted,
            new Page(head.status().code(), head.headers(), ByteBuffer.allocate(0), false, true));
        context.close();
        return;
      }
      body.add(content.content());
    }
    if (message instanceof LastHttpContent) {
      finish(
          wanted,
          new Page(
              head.status().code(),
              head.headers(),
              body.bytes(),
              HttpUtil.isKeepAlive(head),
              false));
    }
  }

  private void finish(Expected wanted, Page page) {
    expected = null;
    head = null;
    usual = PageBody.next(page.bytes().remaining());
    body = null;
    wanted.page().complete(page);
  }

  private void fail(ChannelHandlerContext context, Throwable cause) {
    failure = cause;
    context.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(context, cause);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    Expected wanted = expected;
    if (wanted == null) {
      return;
    }
    boolean nothingCame = head == null && !(failure instanceof RuntimeException);
    wanted
        .page()
        .completeExceptionally(
            nothingCame
                ? new ClosedBeforeAnswer(failure)
                : failure == null ? new IOException("closed in the middle of the page") : failure);
  }
}
