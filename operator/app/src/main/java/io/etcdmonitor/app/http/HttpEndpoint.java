package io.etcdmonitor.app.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small HTTP server: GET and HEAD on fixed paths, and resources below others, each request on a
 * virtual thread. Anything else is 404 or 405. A page that throws is a 500 with a word to look at
 * the log, which has the cause.
 */
public final class HttpEndpoint implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoint.class);
  private static final int BACKLOG = 64;
  private static final int SMALL = 1_024;
  private static final int MOST_BODY = 64 * 1_024;

  private final HttpServer server;
  private final ExecutorService threads;
  private final Map<String, Page> pages;
  private final Map<String, Resource> resources;

  private HttpEndpoint(
      HttpServer server, Map<String, Page> pages, Map<String, Resource> resources) {
    this.server = server;
    this.resources = new TreeMap<>(resources);
    this.threads = Executors.newVirtualThreadPerTaskExecutor();
    this.pages = new TreeMap<>(pages);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /** Starts serving pages only. */
  public static HttpEndpoint start(String host, int port, Map<String, Page> pages) {
    return start(host, port, pages, Map.of());
  }

  /**
   * Starts serving.
   *
   * @param host address to listen on
   * @param port port, 0 for any free one
   * @param pages by path
   * @param resources by the path that theirs begin with; none begins with another's
   * @throws UserException when the address cannot be had
   */
  public static HttpEndpoint start(
      String host, int port, Map<String, Page> pages, Map<String, Resource> resources) {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new UserException(
          ExitCode.UNAVAILABLE,
          "the host " + host + " does not resolve: choose another with --api-host");
    }
    try {
      HttpEndpoint endpoint =
          new HttpEndpoint(HttpServer.create(address, BACKLOG), pages, resources);
      endpoint.server.start();
      return endpoint;
    } catch (BindException e) {
      throw new UserException(
          ExitCode.UNAVAILABLE,
          "cannot listen on "
              + host
              + ":"
              + port
              + " ("
              + e.getMessage()
              + "): choose another port with --api-port",
          e);
    } catch (IOException e) {
      throw new UserException(
          ExitCode.UNAVAILABLE,
          "cannot serve HTTP on " + host + ":" + port + ": " + e.getMessage(),
          e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      Page page = pages.get(path);
      Optional<Resource> resource = resource(path);
      if (resource.isPresent()) {
        send(exchange, answer(exchange, resource.get()));
      } else if (page == null) {
        send(exchange, Answer.text(404, "not here; see /\n"));
      } else if (!exchange.getRequestMethod().equals("GET")
          && !exchange.getRequestMethod().equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, Answer.text(405, "only GET and HEAD\n"));
      } else {
        send(exchange, render(exchange, page));
      }
    }
  }

  private Optional<Resource> resource(String path) {
    return resources.entrySet().stream()
        .filter(entry -> path.equals(entry.getKey()) || path.startsWith(entry.getKey() + "/"))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static Answer answer(HttpExchange exchange, Resource resource) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY + 1);
    if (body.length > MOST_BODY) {
      return Answer.problem(413, "a request has at most " + MOST_BODY + " bytes");
    }
    try {
      return resource.answer(
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getPath(),
              Request.query(exchange.getRequestURI().getRawQuery()),
              exchange.getRequestHeaders(),
              exchange.getRemoteAddress().getAddress(),
              new String(body, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      return Answer.problem(400, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("{} could not be answered", exchange.getRequestURI().getPath(), e);
      return Answer.problem(500, "the request failed; the log says why");
    }
  }

  private static Answer render(HttpExchange exchange, Page page) {
    try {
      String accept = exchange.getRequestHeaders().getFirst("Accept");
      return page.render(accept == null ? "" : accept);
    } catch (RuntimeException e) {
      LOG.error("{} could not be answered", exchange.getRequestURI().getPath(), e);
      return Answer.text(500, "this page failed; the log says why\n");
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.contentType());
    headers.set("Cache-Control", "no-store");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    String encodings = exchange.getRequestHeaders().getFirst("Accept-Encoding");
    boolean compressed = encodings != null && encodings.contains("gzip");
    if (compressed && (answer.gzipped() || answer.body().length > SMALL)) {
      headers.set("Content-Encoding", "gzip");
      exchange.sendResponseHeaders(answer.status(), 0);
      OutputStream to = exchange.getResponseBody();
      try (OutputStream body = answer.gzipped() ? to : new GZIPOutputStream(to)) {
        body.write(answer.body());
      }
      return;
    }
    if (answer.gzipped()) {
      exchange.sendResponseHeaders(answer.status(), 0);
      try (InputStream plain = answer.plain();
          OutputStream body = exchange.getResponseBody()) {
        plain.transferTo(body);
      }
      return;
    }
    exchange.sendResponseHeaders(
        answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(answer.body());
    }
  }
}
