package io.etcdmonitor.notify.http;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.notify.render.Words;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Sends one request and waits for its reply, within a deadline that covers everything: looking up
 * the name, connecting, and the last byte of the reply. Never throws for what the receiver does;
 * what it reports holds no secret. For any number of threads.
 */
public final class HttpSender implements AutoCloseable {
  private static final int MOST_BODY = 64 * 1024;
  private static final int EXCERPT = 200;

  /** How the HTTP client begins to say that a proxy refused, with its status and nothing else. */
  private static final String NO_TUNNEL = "Tunnel failed";

  private final HttpClient client;
  private final boolean owned;
  private final AddressPolicy addresses;
  private final Redactor redactor;
  private final Duration timeout;
  private final Clock clock;
  private final Deadlines deadlines = new Deadlines();

  private HttpSender(
      Connection connection, AddressPolicy addresses, Redactor redactor, Clock clock) {
    this.client = connection.client();
    this.owned = connection.owned();
    this.timeout = connection.timeout();
    this.addresses = addresses;
    this.redactor = redactor;
    this.clock = clock;
  }

  /** Over a connection, with addresses checked and secrets taken out of what is reported. */
  public static HttpSender over(
      Connection connection, AddressPolicy addresses, Redactor redactor, Clock clock) {
    return new HttpSender(connection, addresses, redactor, clock);
  }

  /** Of an attempt, which may be several requests that each end by the channel's time limit. */
  public Duration deadline() {
    return timeout.compareTo(AlertChannel.DEADLINE) > 0 ? timeout : AlertChannel.DEADLINE;
  }

  /** Sends it. */
  public HttpResult send(HttpCall call, Duration deadline) {
    Duration limit = deadline.compareTo(timeout) < 0 ? deadline : timeout;
    try {
      return reply(deadlines.call(() -> exchange(call), limit));
    } catch (TimeoutException e) {
      return failure("timeout", peer(call) + " did not answer within " + limit.toMillis() + " ms");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failure("interrupted", "the delivery was interrupted");
    } catch (ExecutionException e) {
      return failure(call, e.getCause());
    }
  }

  /** Sends several at once, each within the deadline; the results are in the order of the calls. */
  public List<HttpResult> sendAll(List<HttpCall> calls, Duration deadline) {
    List<Future<HttpResult>> sent =
        calls.stream().map(call -> deadlines.start(() -> send(call, deadline))).toList();
    return sent.stream().map(future -> join(future, deadline)).toList();
  }

  private static HttpResult join(Future<HttpResult> future, Duration deadline) {
    try {
      // Each ends by its own deadline; a second more is for the machine.
      return future.get(deadline.toMillis() + 1000, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      future.cancel(true);
      return failure("interrupted", "the delivery was interrupted");
    } catch (ExecutionException | TimeoutException e) {
      return failure("error", "the delivery did not end: " + e.getClass().getSimpleName());
    }
  }

  private HttpResponse<String> exchange(HttpCall call) throws IOException, InterruptedException {
    addresses.check(call.uri(), proxy(call).isPresent());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(call.uri())
            .method(call.method(), BodyPublishers.ofString(call.body(), StandardCharsets.UTF_8))
            .setHeader("Content-Type", "application/json; charset=utf-8")
            .setHeader("User-Agent", "etcd-monitor");
    call.headers().forEach(request::setHeader);
    return client.send(request.build(), info -> new BoundedBody(MOST_BODY));
  }

  private HttpResult reply(HttpResponse<String> response) {
    Optional<Duration> wait =
        response
            .headers()
            .firstValue("Retry-After")
            .flatMap(value -> RetryAfter.parse(value, clock.instant()));
    String excerpt = redactor.redact(Words.oneLine(response.body()));
    return new HttpResult.Reply(
        response.statusCode(),
        response.body(),
        Words.clip(excerpt, EXCERPT),
        response.statusCode() / 100 == 3
            ? response.headers().firstValue("Location").map(HttpSender::hostOf).orElse("")
            : "",
        wait);
  }

  private static String hostOf(String location) {
    try {
      String host = URI.create(location).getHost();
      return host == null ? "the same host" : host;
    } catch (IllegalArgumentException e) {
      return "an address that is none";
    }
  }

  /** Messages of exceptions may hold the URL, so only those that are known not to are passed on. */
  private HttpResult failure(HttpCall call, Throwable problem) {
    String host = peer(call);
    if (problem instanceof AddressPolicy.BlockedAddressException) {
      return new HttpResult.Failure(
          Outcomes.misconfigured("blocked", redactor.redact(problem.getMessage())));
    }
    if (untrusted(problem)) {
      return new HttpResult.Failure(
          Outcomes.misconfigured(
              "tls",
              "the certificate of "
                  + host
                  + " is not trusted ("
                  + Words.clip(redactor.redact(Words.oneLine(rootMessage(problem))), EXCERPT)
                  + "): set caFile, or renew it"));
    }
    return switch (problem) {
      case HttpConnectTimeoutException e ->
          failure("timeout", host + " could not be connected in time");
      case UnknownHostException e -> failure("dns", "the name " + host + " is not known");
      case ConnectException e ->
          hasCause(problem, java.nio.channels.UnresolvedAddressException.class)
              ? failure("dns", "the name " + host + " is not known")
              : failure("connect", host + " refused the connection or cannot be reached");
      case SSLException e ->
          failure("tls", "TLS with " + host + " failed: " + e.getClass().getSimpleName());
      case IOException e when String.valueOf(e.getMessage()).startsWith(NO_TUNNEL) ->
          failure("proxy", host + " is not let through: " + e.getMessage());
      case IOException e ->
          failure(
              "network", "the connection to " + host + " broke: " + e.getClass().getSimpleName());
      default ->
          failure("error", "sending to " + host + " failed: " + problem.getClass().getSimpleName());
    };
  }

  private static boolean untrusted(Throwable problem) {
    return hasCause(problem, CertificateException.class)
        || hasCause(problem, java.security.cert.CertPathValidatorException.class);
  }

  private static boolean hasCause(Throwable problem, Class<? extends Throwable> type) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  private static String rootMessage(Throwable problem) {
    Throwable cause = problem;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  /** The receiver, with the proxy on the way to it: what fails may be either. */
  private String peer(HttpCall call) {
    String host = call.uri().getHost().toLowerCase(Locale.ROOT);
    return proxy(call).map(p -> host + " (through the proxy " + p + ")").orElse(host);
  }

  private Optional<String> proxy(HttpCall call) {
    return client.proxy().or(() -> Optional.ofNullable(ProxySelector.getDefault())).stream()
        .flatMap(selector -> selector.select(call.uri()).stream())
        .filter(proxy -> proxy.type() == Proxy.Type.HTTP)
        .map(proxy -> (InetSocketAddress) proxy.address())
        .map(address -> address.getHostString() + ":" + address.getPort())
        .findFirst();
  }

  private static HttpResult failure(String code, String detail) {
    return new HttpResult.Failure(Outcomes.retry(code, detail));
  }

  @Override
  public void close() {
    deadlines.close();
    if (owned) {
      client.shutdownNow();
    }
  }
}
