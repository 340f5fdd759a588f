package io.etcdmonitor.e2e.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The words of {@link Faults} over HTTP, on loopback only: {@code curl -X POST
 * localhost:PORT/stop/m2}. A browser's page from elsewhere cannot use it: requests that carry an
 * Origin are refused.
 */
final class ControlServer implements AutoCloseable {
  /** What runs a command; throws IllegalArgumentException with a sentence for the caller. */
  interface Commands {
    String run(String command, String argument);
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Commands commands;

  private ControlServer(HttpServer server, Commands commands) {
    this.server = server;
    this.commands = commands;
  }

  static ControlServer start(Commands commands) {
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      ControlServer control = new ControlServer(HttpServer.create(address, 0), commands);
      control.server.setExecutor(control.threads);
      control.server.createContext("/", control::handle);
      control.server.start();
      return control;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on loopback", e);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestHeaders().containsKey("Origin")) {
        answer(exchange, 403, "not for web pages");
      } else if (!exchange.getRequestMethod().equals("POST")) {
        answer(exchange, 405, String.join("\n", Faults.WORDS));
      } else {
        run(exchange);
      }
    }
  }

  private void run(HttpExchange exchange) throws IOException {
    List<String> path =
        List.of(exchange.getRequestURI().getPath().replaceFirst("^/", "").split("/", 2));
    try {
      answer(exchange, 200, commands.run(path.get(0), path.size() > 1 ? path.get(1) : ""));
    } catch (IllegalArgumentException e) {
      answer(exchange, 400, e.getMessage());
    }
  }

  private static void answer(HttpExchange exchange, int code, String text) throws IOException {
    byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
