package io.etcdmonitor.etcd.testing;

import io.etcdmonitor.etcd.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A loopback server that misbehaves in one way. Uses one daemon thread, plus one per connection.
 */
public final class FaultServer implements AutoCloseable {
  private final ServerSocket listener;
  private final Behaviour behaviour;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();

  @FunctionalInterface
  private interface Behaviour {
    void serve(Socket connection) throws IOException;
  }

  private FaultServer(Behaviour behaviour) {
    this.behaviour = behaviour;
    try {
      listener = new ServerSocket(Ports.free(), 512, Ports.loopback());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform()
        .daemon()
        .name("fault-server-" + listener.getLocalPort())
        .start(this::accept);
  }

  /** Accepts, reads, and never answers. */
  public static FaultServer neverAnswers() {
    return new FaultServer(FaultServer::drain);
  }

  /** Accepts and closes at once. */
  public static FaultServer closesAtOnce() {
    return new FaultServer(Socket::close);
  }

  /** Answers everything with bytes that belong to no protocol. */
  public static FaultServer garbage() {
    return new FaultServer(socket -> {
      byte[] noise = new byte[256];
      for (int i = 0; i < noise.length; i++) {
        noise[i] = (byte) (i * 37 + 11);
      }
      socket.getOutputStream().write(noise);
      drain(socket);
    });
  }

  /** An HTTP/1.1 server that is no etcd: 404 with an HTML page for everything. */
  public static FaultServer plainHttp() {
    return http(404, "<html><body>nothing here</body></html>");
  }

  /** An HTTP/1.1 server that answers everything with this status and body. */
  public static FaultServer http(int status, String body) {
    byte[] page =
        ("HTTP/1.1 "
                + status
                + " Test\r\nServer: some-other-thing\r\nContent-Type: text/html\r\n"
                + "Content-Length: "
                + body.length()
                + "\r\nConnection: close\r\n\r\n"
                + body)
            .getBytes(StandardCharsets.US_ASCII);
    return new FaultServer(socket -> {
      if (socket.getInputStream().read(new byte[4096]) > 0) {
        socket.getOutputStream().write(page);
        socket.shutdownOutput();
        drain(socket);
      }
    });
  }

  /** An HTTP page that says it is compressed, and is not. */
  public static FaultServer brokenGzip() {
    byte[] page =
        ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\nnot gzip")
            .getBytes(StandardCharsets.US_ASCII);
    return new FaultServer(socket -> {
      if (socket.getInputStream().read(new byte[4096]) > 0) {
        socket.getOutputStream().write(page);
        drain(socket);
      }
    });
  }

  /** An HTTP page that starts well and then goes on for ever, slowly never ending. */
  public static FaultServer endlessHttp() {
    return new FaultServer(socket -> {
      if (socket.getInputStream().read(new byte[4096]) > 0) {
        socket
            .getOutputStream()
            .write(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        byte[] line = "# endless\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
        while (!socket.isClosed()) {
          socket.getOutputStream().write(line);
        }
      }
    });
  }

  /** Port it listens on. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Its address with scheme http. */
  public Endpoint endpoint() {
    return new Endpoint("http", "127.0.0.1", port());
  }

  /** Its address with scheme https. */
  public Endpoint tlsEndpoint() {
    return new Endpoint("https", "127.0.0.1", port());
  }

  /** Connections accepted so far. */
  public int accepted() {
    return accepted.get();
  }

  /** Connections open now. */
  public int open() {
    return connections.size();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        accepted.incrementAndGet();
        connections.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      behaviour.serve(socket);
    } catch (IOException e) {
      // The peer went away: nothing is left to misbehave to.
    } finally {
      connections.remove(socket);
    }
  }

  private static void drain(Socket socket) throws IOException {
    byte[] buffer = new byte[4096];
    while (socket.getInputStream().read(buffer) >= 0) {
      // Reading keeps the peer's writes from failing.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : connections) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
