package io.etcdmonitor.etcd.grpc;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What everything shares: the event loop, threads for look-ups and handshakes, pages' memory. */
@SuppressWarnings("FutureReturnValueIgnored") // callbacks and closing: nobody waits for them
final class Network implements AutoCloseable {
  /**
   * Log every name that does not resolve, with a stack trace, and each frame that comes for a call
   * which was given up, as many as a server likes; each Reply says the same in one sentence. No
   * others: a program that uses our patterns may have a gRPC of its own to hear of.
   */
  private static final List<Logger> NOISY =
      List.of(
          Logger.getLogger("io.grpc.internal.ManagedChannelImpl"),
          Logger.getLogger("io.grpc.internal.AbstractClientStream"));

  /** Looking a name up blocks in native code, for as long as its DNS likes. */
  static final int LOOKUPS = 128;

  /** Of so many clusters at a time the servers may ask for a long reckoning and hold nobody up. */
  static final int HANDSHAKES = 16;

  private final EventLoopGroup loops;
  private final Turns names = new Turns("etcd-dns", LOOKUPS);
  private final Turns handshakes = new Turns("etcd-tls", HANDSHAKES);
  private final Duration connectTimeout;
  private final Resolver resolver;
  private final Lateness lateness;
  private final PageBuffers pageBuffers = new PageBuffers();

  /** Tells the addresses of a host. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  Network(int ioThreads, Duration connectTimeout) {
    this(ioThreads, connectTimeout, InetAddress::getAllByName);
  }

  Network(int ioThreads, Duration connectTimeout, Resolver resolver) {
    NOISY.forEach(logger -> logger.setLevel(Level.SEVERE));
    this.connectTimeout = connectTimeout;
    this.resolver = resolver;
    loops =
        new MultiThreadIoEventLoopGroup(
            ioThreads, new DefaultThreadFactory("etcd-io", true), NioIoHandler.newFactory());
    lateness = new Lateness(loops.next());
  }

  EventLoopGroup loops() {
    return loops;
  }

  /** How late the loop runs. */
  Lateness lateness() {
    return lateness;
  }

  /** Memory that all pages share. */
  PageBuffers pageBuffers() {
    return pageBuffers;
  }

  /** Where names are looked up, one look-up of a host at a time. */
  Turns names() {
    return names;
  }

  /** Where keys and certificates of TLS are reckoned with, for one cluster one at a time. */
  Turns handshakes() {
    return handshakes;
  }

  /**
   * For gRPC, which gives one executor its look-ups and its handshakes: the latter are Netty's. On
   * the same threads they would wait for names that hang, and servers be called frozen.
   */
  Executor offload(String host, Executor reckoning) {
    Executor lookups = names.of(host);
    return task -> {
      boolean handshake = task.getClass().getEnclosingClass() == SslHandler.class;
      (handshake ? reckoning : lookups).execute(task);
    };
  }

  int connectTimeoutMillis() {
    return (int) Math.min(Integer.MAX_VALUE, connectTimeout.toMillis());
  }

  /** The address, when the host is one already. */
  static InetAddress literal(String host) {
    return NetUtil.createInetAddressFromIpAddressString(host);
  }

  /**
   * Connects to the first address of a host that accepts. The handlers are made anew for each try.
   */
  CompletableFuture<Channel> connect(
      String host, int port, Duration timeout, Supplier<ChannelHandler> handlers) {
    int millis = Math.clamp(timeout.toMillis(), 1, connectTimeoutMillis());
    return resolve(host).thenCompose(all -> connect(all, 0, port, millis, handlers));
  }

  private CompletableFuture<List<InetAddress>> resolve(String host) {
    InetAddress literal = literal(host);
    if (literal != null) {
      return CompletableFuture.completedFuture(List.of(literal));
    }
    try {
      return CompletableFuture.supplyAsync(
          () -> {
            try {
              return List.of(resolver.addresses(host));
            } catch (UnknownHostException e) {
              throw new CompletionException(e);
            }
          },
          names.of(host));
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Channel> connect(
      List<InetAddress> addresses,
      int index,
      int port,
      int millis,
      Supplier<ChannelHandler> handlers) {
    ChannelFuture attempt =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis)
            .handler(handlers.get())
            .connect(new InetSocketAddress(addresses.get(index), port));
    CompletableFuture<Channel> connected = new CompletableFuture<>();
    attempt.addListener(done -> {
      if (done.isSuccess()) {
        connected.complete(attempt.channel());
      } else {
        connected.completeExceptionally(done.cause());
      }
    });
    if (index + 1 == addresses.size()) {
      return connected;
    }
    return connected.exceptionallyCompose(
        failure -> connect(addresses, index + 1, port, millis, handlers));
  }

  @Override
  public void close() {
    names.close();
    handshakes.close();
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }
}
