package io.etcdmonitor.etcd.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLSocket;

/**
 * A TCP proxy on a loopback port whose behaviour can be changed while connections are open.
 * Thread-safe; one daemon thread listens, virtual threads copy.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int CONNECT_MILLIS = 2_000;
  private final ServerSocket listener;
  private volatile InetSocketAddress target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean refusing;
  private boolean toTargetBlocked;
  private boolean toClientBlocked;
  private Supplier<Duration> delay = () -> Duration.ZERO;
  private Set<String> cutPeers = Set.of();
  private Map<String, Duration> slowPeers = Map.of();
  private volatile Duration clockAhead = Duration.ZERO;

  /** The member that opened a connection, where it said so. */
  private final Map<Socket, String> peers = new ConcurrentHashMap<>();

  /** Connections of another era are forgotten. */
  private Object remembered = new Object();

  private final LongAdder answered = new LongAdder();
  private volatile boolean closed;

  /** Starts forwarding from a free loopback port to a loopback port. */
  public FaultProxy(int targetPort) {
    this(Ports.free(), targetPort);
  }

  /** Starts forwarding from one loopback port to another. */
  public FaultProxy(int port, int targetPort) {
    this(port, targetPort, ServerSocketFactory.getDefault());
  }

  /** Starts one that speaks TLS to its clients and plain text to a loopback port. */
  public static FaultProxy endingTls(int targetPort, TestPki.Issued certificate) {
    return new FaultProxy(
        Ports.free(), targetPort, certificate.serverContext().getServerSocketFactory());
  }

  private FaultProxy(int port, int targetPort, ServerSocketFactory listeners) {
    target = new InetSocketAddress(Ports.loopback(), targetPort);
    try {
      listener = listeners.createServerSocket(port, 512, Ports.loopback());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().name("fault-proxy-" + port).start(this::accept);
  }

  /** Port it listens on. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Connections in both directions that are open now. */
  public int open() {
    return sockets.size();
  }

  /** Bytes of answers so far. */
  public long answered() {
    return answered.sum();
  }

  /** Back to plain forwarding; bytes that were held back go on. */
  public void forward() {
    clockAhead = Duration.ZERO;
    change(false, false, false);
    fromPeers(Set.of(), Map.of());
  }

  /**
   * In front of a peer URL: closes the connections that these members (IDs in lower-case hex) open
   * and have opened, and no others. What a member opens carries messages in both directions.
   */
  public void cutFrom(Set<String> memberIds) {
    fromPeers(memberIds, Map.of());
    peers.forEach((socket, from) -> {
      if (memberIds.contains(from)) {
        closeQuietly(socket);
      }
    });
  }

  /** In front of a peer URL: what passes on connections of this member waits, in each direction. */
  public void slowFrom(String memberId, Duration each) {
    fromPeers(Set.of(), Map.of(memberId, each));
  }

  private void fromPeers(Set<String> cut, Map<String, Duration> slow) {
    lock.lock();
    try {
      cutPeers = Set.copyOf(cut);
      slowPeers = Map.copyOf(slow);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Closes every connection, and closes new ones at once. */
  public void cut() {
    change(true, false, false);
    sockets.forEach(FaultProxy::closeQuietly);
  }

  /** Connections stay open and are accepted, but no byte passes in either direction. */
  public void blackHole() {
    change(false, true, true);
  }

  /** One-sided: requests pass, nothing comes back. */
  public void dropAnswers() {
    change(false, false, true);
  }

  /** One-sided: nothing reaches the target, what it sends comes through. */
  public void dropRequests() {
    change(false, true, false);
  }

  /**
   * Like a gateway that lost its state: what is open now passes nothing any more, new connections
   * work.
   */
  public void forgetOpenConnections() {
    lock.lock();
    try {
      remembered = new Object();
    } finally {
      lock.unlock();
    }
  }

  /** Plain forwarding, to another loopback port; open connections are closed. */
  public void forwardTo(int port) {
    target = new InetSocketAddress(Ports.loopback(), port);
    sockets.forEach(FaultProxy::closeQuietly);
  }

  /** The header Date of HTTP/1 answers says a time that is so far ahead (negative: behind). */
  public void shiftClock(Duration ahead) {
    clockAhead = ahead;
  }

  /** Every chunk of bytes waits this long, in each direction. */
  public void delay(Duration each) {
    change(false, false, false, () -> each);
  }

  /**
   * What a network that loses packets is for those who speak TCP over it: so many of a hundred
   * chunks, chosen at random, come when they were sent again, and all behind them wait as long.
   */
  public void lose(int percent, Duration sentAgainAfter) {
    Random dice = new Random(percent);
    change(false, false, false, () -> dice.nextInt(100) < percent ? sentAgainAfter : Duration.ZERO);
  }

  private void change(boolean refuse, boolean blockTarget, boolean blockClient) {
    change(refuse, blockTarget, blockClient, () -> Duration.ZERO);
  }

  private void change(
      boolean refuse, boolean blockTarget, boolean blockClient, Supplier<Duration> each) {
    lock.lock();
    try {
      refusing = refuse;
      toTargetBlocked = blockTarget;
      toClientBlocked = blockClient;
      delay = each;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = listener.accept();
        if (client instanceof SSLSocket tls) {
          tls.setHandshakeApplicationProtocolSelector(
              (socket, offered) -> offered.contains("h2") ? "h2" : "");
        }
        sockets.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    Socket server = new Socket();
    sockets.add(server);
    try {
      if (isRefusing()) {
        return;
      }
      server.connect(target, CONNECT_MILLIS);
      Object era = era();
      Thread back = Thread.ofVirtual().start(() -> copy(server, client, false, era));
      copy(client, server, true, era);
      back.join();
    } catch (IOException e) {
      // The target does not listen: the client sees its connection closed, as with a real gateway.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closeQuietly(server);
      closeQuietly(client);
      sockets.remove(server);
      sockets.remove(client);
      peers.remove(client);
    }
  }

  private void copy(Socket from, Socket to, boolean toTarget, Object era) {
    byte[] buffer = new byte[16 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        Socket opener = toTarget ? from : to;
        if (toTarget && !peers.containsKey(opener)) {
          HttpHeads.sender(buffer, n).ifPresent(member -> peers.put(opener, member));
        }
        awaitPassage(toTarget, era, peers.getOrDefault(opener, ""));
        if (!toTarget && !clockAhead.isZero()) {
          HttpHeads.shift(buffer, n, clockAhead);
        }
        if (!toTarget) {
          answered.add(n);
        }
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // One side is gone: so is the connection.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private void awaitPassage(boolean toTarget, Object era, String peer)
      throws InterruptedException, IOException {
    lock.lock();
    try {
      while (!closed && !refusing && blocked(toTarget, era)) {
        changed.await();
      }
      Duration each = delay.get();
      long left = Math.max(each.toNanos(), slowPeers.getOrDefault(peer, each).toNanos());
      while (left > 0 && !closed && !refusing) {
        left = changed.awaitNanos(left);
      }
      if (closed || refusing || cutPeers.contains(peer)) {
        throw new IOException("cut");
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean blocked(boolean toTarget, Object era) {
    return !era.equals(remembered) || (toTarget ? toTargetBlocked : toClientBlocked);
  }

  private Object era() {
    lock.lock();
    try {
      return remembered;
    } finally {
      lock.unlock();
    }
  }

  private boolean isRefusing() {
    lock.lock();
    try {
      return refusing || closed;
    } finally {
      lock.unlock();
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Closing is all we wanted.
    }
  }

  @Override
  public void close() {
    closed = true;
    cut();
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
