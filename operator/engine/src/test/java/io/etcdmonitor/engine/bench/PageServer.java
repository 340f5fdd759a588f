package io.etcdmonitor.engine.bench;

import com.sun.net.httpserver.HttpServer;
import io.etcdmonitor.engine.metricspage.MetricsPageTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;

/**
 * Serves a recorded metrics page on every loopback address, in a process of its own, with gzip as
 * etcd does. A counter of the page goes up every tenth of a second, so that there is something to
 * compute.
 */
public final class PageServer {
  private PageServer() {}

  /** {@code PageServer NAME}: prints its port and runs until it is killed. */
  public static void main(String[] args) throws IOException {
    String page = MetricsPageTest.anonymous(args[0]);
    String counter = "etcd_server_proposals_committed_total ";
    int from = page.indexOf("\n" + counter) + 1 + counter.length();
    byte[] before = page.substring(0, from).getBytes(StandardCharsets.UTF_8);
    byte[] after = page.substring(page.indexOf('\n', from)).getBytes(StandardCharsets.UTF_8);
    AtomicLong count = new AtomicLong(1_000_000);
    AtomicReference<byte[]> current = new AtomicReference<>();
    Runnable next = () -> current.set(page(before, count.incrementAndGet(), after));
    next.run();
    var unused =
        Executors.newSingleThreadScheduledExecutor()
            .scheduleAtFixedRate(next, 100, 100, TimeUnit.MILLISECONDS);
    HttpServer server = HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 4_096);
    server.setExecutor(Executors.newFixedThreadPool(2));
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] body = current.get();
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(200, body.length);
          try (var out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
    System.out.println(server.getAddress().getPort());
  }

  private static byte[] page(byte[] before, long number, byte[] after) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(before);
      out.write(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
      out.write(after);
    } catch (IOException e) {
      throw new UncheckedIOException("a page could not be compressed", e);
    }
    return bytes.toByteArray();
  }
}
