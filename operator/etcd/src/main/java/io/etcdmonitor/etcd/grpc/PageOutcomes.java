package io.etcdmonitor.etcd.grpc;

import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import io.netty.handler.codec.http.InvalidLineSeparatorException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** What the end of an HTTP exchange means. Pure. */
final class PageOutcomes {
  private static final String ELSEWHERE =
      "with --listen-client-http-urls etcd serves pages on those URLs only";

  private PageOutcomes() {}

  /** What a page of 200 tells, and what everything else means. */
  static <T> Outcome<T> of(
      PageHandler.Page page, String where, int maxBytes, Function<PageHandler.Page, T> reader) {
    if (page.tooLong()) {
      return Outcome.failed(
          FailureCause.RESOURCE_EXHAUSTED,
          where + ": the page is longer than " + maxBytes + " bytes");
    }
    return page.status() == 200 ? Outcome.ok(reader.apply(page)) : refused(page, where);
  }

  /** What an answer other than 200 means. */
  static <T> Outcome<T> refused(PageHandler.Page page, String where) {
    if (page.body().contains("HTTP request to an HTTPS server")) {
      return Outcome.failed(
          FailureCause.TLS_HANDSHAKE_FAILED, where + ": " + TransportFailures.TLS_THERE);
    }
    if (page.headers().contains("grpc-status")) {
      return Outcome.failed(
          FailureCause.OTHER,
          "%s: only gRPC is served there (HTTP %d): %s".formatted(where, page.status(), ELSEWHERE));
    }
    FailureCause cause =
        switch (page.status()) {
          case 401 -> FailureCause.AUTH_REQUIRED;
          case 403 -> FailureCause.PERMISSION_DENIED;
          case 404 -> FailureCause.NOT_ETCD;
          case 429, 503 -> FailureCause.RESOURCE_EXHAUSTED;
          default -> FailureCause.OTHER;
        };
    return Outcome.failed(cause, where + ": the server answered HTTP " + page.status());
  }

  /** Null stays null. */
  static Throwable unwrapped(Throwable error) {
    return error instanceof CompletionException ? error.getCause() : error;
  }

  /** What an exception below HTTP means; null is a connection that ended without one. */
  static <T> Outcome<T> failure(Throwable error, Endpoint endpoint, String what, Duration waited) {
    Throwable cause = unwrapped(error);
    if (cause == null) {
      return Outcome.failed(FailureCause.CONNECTION_CLOSED, endpoint + ": the connection ended");
    }
    if (cause instanceof TimeoutException) {
      return Outcome.failed(
          FailureCause.TIMEOUT,
          endpoint + ": no answer to " + what + " within " + waited.toMillis() + " ms");
    }
    return TransportFailures.of(cause, endpoint)
        .<Outcome<T>>map(Outcome::failed)
        .orElseGet(() ->
            Outcome.failed(
                FailureCause.NOT_ETCD,
                "%s: the answer to %s cannot be read as HTTP%s (%s)"
                    .formatted(endpoint, what, binary(cause), cause)));
  }

  /** The frames with which a server of gRPC begins are taken for such a line. */
  private static String binary(Throwable cause) {
    return cause instanceof InvalidLineSeparatorException
        ? "; if that is etcd, it serves only gRPC there: " + ELSEWHERE
        : "";
  }
}
