package io.etcdmonitor.app.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Just enough of a Kubernetes API, on loopback, for a training run: one EtcdCluster to list,
 * watches that stay silent, and writes that succeed. It checks nothing.
 */
final class LoopbackApi implements AutoCloseable {
  private static final String CLUSTERS = "/apis/etcdmonitor.io/v1alpha1/etcdclusters";
  private static final String LISTS = "/apis/etcdmonitor.io/v1alpha1/";

  private final ObjectMapper json = new ObjectMapper();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<String, String> stored = new ConcurrentHashMap<>();
  private final HttpServer server;
  private final String cluster;

  /**
   * Starts it.
   *
   * @param cluster the EtcdCluster, as JSON
   */
  LoopbackApi(String cluster) throws IOException {
    this.cluster = cluster;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String query = String.valueOf(exchange.getRequestURI().getQuery());
      switch (exchange.getRequestMethod()) {
        case "GET" -> {
          if (query.contains("watch=true")) {
            watch(exchange);
          } else {
            get(exchange, path);
          }
        }
        case "DELETE" -> send(exchange, 200, "{\"kind\":\"Status\",\"apiVersion\":\"v1\"}");
        default -> write(exchange, path);
      }
    }
  }

  private void get(HttpExchange exchange, String path) throws IOException {
    if (path.equals(CLUSTERS)) {
      send(exchange, 200, list("EtcdClusterList", cluster));
    } else if (path.startsWith(LISTS) && path.endsWith("etcdinspections")) {
      send(exchange, 200, list("EtcdInspectionList", ""));
    } else if (stored.containsKey(path)) {
      send(exchange, 200, stored.get(path));
    } else {
      send(
          exchange,
          404,
          "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":404}");
    }
  }

  /** Gives back what was written, as the API does. */
  private void write(HttpExchange exchange, String path) throws IOException {
    try (InputStream in = exchange.getRequestBody()) {
      ObjectNode written = (ObjectNode) json.readTree(in);
      ObjectNode metadata = written.withObject("/metadata");
      metadata.put("resourceVersion", "2").put("uid", "training").put("generation", 1);
      String text = written.toString();
      boolean creates = exchange.getRequestMethod().equals("POST");
      stored.put(creates ? path + "/" + metadata.path("name").asText() : path, text);
      send(exchange, creates ? 201 : 200, text);
    }
  }

  /** No WebSocket: the client comes again with a plain GET then. */
  private void watch(HttpExchange exchange) throws IOException {
    if (exchange.getRequestHeaders().containsKey("Upgrade")) {
      send(exchange, 200, "{}");
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().flush();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String list(String kind, String items) {
    return "{\"apiVersion\":\"etcdmonitor.io/v1alpha1\",\"kind\":\""
        + kind
        + "\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":["
        + items
        + "]}";
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }
}
