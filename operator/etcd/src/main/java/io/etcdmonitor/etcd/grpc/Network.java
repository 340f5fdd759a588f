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
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What everything shares: the event loop, the threads that look names up, pages' memory. */
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

  private final EventLoopGroup loops;
  private final NameLookups names = new NameLookups();
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

  /** Where names are looked up, also by gRPC. */
  NameLookups names() {
    return names;
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
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }
}
