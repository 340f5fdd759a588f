package io.etcdmonitor.engine.bench;

import com.sun.net.httpserver.HttpServer;
import io.etcdmonitor.engine.metricspage.MetricsPageTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Serves a recorded metrics page on every loopback address, in a process of its own. Counters of
 * the page go up with every request, so that there is something to compute.
 */
public final class PageServer {
  private PageServer() {}

  /** {@code PageServer NAME}: prints its port and runs until it is killed. */
  public static void main(String[] args) throws IOException {
    String page = MetricsPageTest.recorded(args[0]);
    String counter = "etcd_server_proposals_committed_total ";
    int from = page.indexOf("\n" + counter) + 1 + counter.length();
    byte[] before = page.substring(0, from).getBytes(StandardCharsets.UTF_8);
    byte[] after = page.substring(page.indexOf('\n', from)).getBytes(StandardCharsets.UTF_8);
    AtomicLong requests = new AtomicLong(1_000_000);
    HttpServer server = HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 4_096);
    server.setExecutor(Executors.newFixedThreadPool(2));
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] number =
              Long.toString(requests.incrementAndGet()).getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, before.length + number.length + after.length);
          try (var out = exchange.getResponseBody()) {
            out.write(before);
            out.write(number);
            out.write(after);
          }
        });
    server.start();
    System.out.println(server.getAddress().getPort());
  }
}
