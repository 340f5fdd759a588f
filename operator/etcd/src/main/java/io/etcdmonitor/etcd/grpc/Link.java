package io.etcdmonitor.etcd.grpc;

import io.etcdmonitor.etcd.Endpoint;
import io.grpc.Channel;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One gRPC channel to one client URL, built on first use and kept. It always tries afresh: a
 * channel in TRANSIENT_FAILURE would answer new calls with the error of an earlier attempt, and
 * would go on knocking at a dead door in the background, so it is put to idle as soon as a call has
 * failed.
 */
final class Link implements AutoCloseable {
  /** Keeps a half-dead connection (frozen peer, dropped packets) from being used for ever. */
  private static final int TIMEOUTS_BEFORE_RECONNECT = 2;

  private final Endpoint endpoint;
  private final String identity;
  private final Network network;
  private final TlsSetup tls;
  private final int maxMessageBytes;
  private final Optional<Duration> keepAlive;
  private final AtomicInteger timeouts = new AtomicInteger();

  private final Sockets sockets;
  private final Turns.Tasks reckoning;
  private volatile Progress progressAtTimeout;
  private volatile boolean everAnswered;
  private volatile boolean closed;

  /** Set once, under the lock; gRPC is never called under it, because it runs callbacks inline. */
  private volatile ManagedChannel channel;

  /**
   * @param endpoint what to dial
   * @param identity the host that the server's certificate must name
   */
  Link(Endpoint endpoint, String identity, Network network, TlsSetup tls, int maxMessageBytes) {
    this(endpoint, identity, network, tls, maxMessageBytes, Optional.empty());
  }

  /**
   * @param keepAlive ping the server this often while calls are open: long streams notice a dead
   *     peer. etcd closes connections that ping more often than every 5 s
   */
  Link(
      Endpoint endpoint,
      String identity,
      Network network,
      TlsSetup tls,
      int maxMessageBytes,
      Optional<Duration> keepAlive) {
    this.keepAlive = keepAlive;
    this.endpoint = endpoint;
    this.identity = identity;
    this.network = network;
    this.tls = tls;
    this.maxMessageBytes = maxMessageBytes;
    this.sockets = new Sockets(endpoint.tls());
    this.reckoning = network.handshakes().of(tls);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** The name the server's certificate is checked against. */
  String identity() {
    return tls.serverName().orElse(identity);
  }

  /** The channel, ready for a fresh attempt. */
  Channel channel() {
    ManagedChannel current = built();
    if (closed) {
      current.shutdownNow();
    }
    idleAfterFailure(current);
    return current;
  }

  private synchronized ManagedChannel built() {
    if (channel == null) {
      channel = build();
    }
    return channel;
  }

  /** Whether the HTTP/2 connection stands. */
  boolean ready() {
    ManagedChannel current = channel;
    return current != null && current.getState(false) == ConnectivityState.READY;
  }

  /**
   * Waits until the connection stands or cannot be made, which the next call tells.
   *
   * @return false when the server took the connection and said nothing for so long
   */
  boolean speaks(Duration limit) throws InterruptedException {
    channel();
    ManagedChannel current = built();
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      ConnectivityState state = current.getState(true);
      if (state != ConnectivityState.IDLE && state != ConnectivityState.CONNECTING) {
        return true;
      }
      CountDownLatch changed = new CountDownLatch(1);
      current.notifyWhenStateChanged(state, changed::countDown);
      if (!changed.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return progress() != Progress.CONNECTED;
      }
    }
  }

  /** Whether an etcd has ever answered here. */
  boolean everAnswered() {
    return everAnswered;
  }

  /**
   * Asks for a page over the connection that gRPC keeps, as {@link PageStreams#get}; only while the
   * link is ready, and for TLS only: etcd answers HTTP/2 without TLS to gRPC alone.
   */
  CompletableFuture<PageHandler.Page> page(PageStreams.Ask ask) {
    NioSocketChannel socket = speaking();
    if (socket == null) {
      return CompletableFuture.failedFuture(new PageHandler.ClosedBeforeAnswer(null));
    }
    CompletableFuture<PageHandler.Page> page = PageStreams.get(socket, ask);
    var unused = page.thenRun(this::answered);
    return page;
  }

  /** How far the present connection got. */
  Progress progress() {
    return ready() ? Progress.READY : sockets.progress();
  }

  /** How far it was when a call last got no answer in time, before it was given up for that. */
  Progress progressAtTimeout() {
    Progress then = progressAtTimeout;
    return then == null ? progress() : then;
  }

  /** Whether it is our doing that there is no connection: we have not done its next step yet. */
  boolean unasked() {
    return switch (progress()) {
      case NOT_DIALLED -> network.names().waits(endpoint.host());
      case CONNECTED -> reckoning.open();
      case CONNECTING, READY -> false;
    };
  }

  boolean closed() {
    return closed;
  }

  /** The latest connection that speaks HTTP/2; null when there is none. */
  NioSocketChannel speaking() {
    return sockets.speaking();
  }

  int openSockets() {
    return sockets.open();
  }

  void answered() {
    // For each message of a stream, on many threads: what is so already is not written again.
    if (!everAnswered) {
      everAnswered = true;
    }
    if (timeouts.get() != 0) {
      timeouts.set(0);
    }
  }

  /** A call got no answer in time. */
  void timedOut() {
    progressAtTimeout = progress();
    ManagedChannel current = built();
    if (timeouts.incrementAndGet() >= TIMEOUTS_BEFORE_RECONNECT) {
      timeouts.set(0);
      current.enterIdle();
    }
    idleAfterFailure(current);
  }

  /** A call failed below etcd. */
  void broken() {
    timeouts.set(0);
    ManagedChannel current = channel;
    if (current != null) {
      idleAfterFailure(current);
    }
  }

  private static void idleAfterFailure(ManagedChannel current) {
    if (current.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      current.enterIdle();
    }
  }

  private ManagedChannel build() {
    InetAddress literal = Network.literal(endpoint.host());
    NettyChannelBuilder builder =
        literal == null
            ? NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
            : NettyChannelBuilder.forAddress(new InetSocketAddress(literal, endpoint.port()));
    builder
        .eventLoopGroup(network.loops())
        .channelFactory(sockets)
        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, network.connectTimeoutMillis())
        .directExecutor()
        .offloadExecutor(network.offload(endpoint.host(), reckoning))
        // The JVM's proxy (-Dhttps.proxyHost) is for channels: what is not gRPC dials etcd, too.
        .proxyDetector(target -> null)
        .disableRetry()
        .disableServiceConfigLookUp()
        .maxTraceEvents(0)
        .maxInboundMessageSize(maxMessageBytes);
    keepAlive.ifPresent(every ->
        builder
            .keepAliveTime(every.toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(every.toMillis() / 2, TimeUnit.MILLISECONDS));
    if (endpoint.tls()) {
      String name = identity();
      builder
          .sslContext(tls.grpc())
          .overrideAuthority(
              (name.contains(":") ? "[" + name + "]" : name) + ":" + endpoint.port());
    } else {
      builder.usePlaintext();
    }
    return builder.build();
  }

  @Override
  public void close() {
    closed = true;
    ManagedChannel current = channel;
    if (current != null) {
      current.shutdownNow();
    }
  }

  /** Waits until gRPC is done with the channels of closed links, no longer than that for all. */
  static void awaitClosed(List<Link> links, Duration limit) {
    long until = System.nanoTime() + limit.toNanos();
    try {
      for (Link link : links) {
        ManagedChannel closing = link.channel;
        if (closing != null) {
          closing.awaitTermination(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How far a connection got. */
  enum Progress {
    /** No socket: the name is being looked up, or nothing was tried yet. */
    NOT_DIALLED,
    /** TCP does not stand yet. */
    CONNECTING,
    /** TCP stands; TLS or HTTP/2 does not. */
    CONNECTED,
    /** Calls can be made. */
    READY
  }
}
