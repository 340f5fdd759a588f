package io.etcdmonitor.e2e.bench.sim;

import io.grpc.Server;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Many etcd clusters of three members each in one process: real gRPC and real metrics pages on real
 * loopback addresses, answers made up and instant. It measures what watching costs the watcher, not
 * what etcd does. It has no authentication.
 *
 * <p>Run it alone: {@code SimulatedEtcd FIRST COUNT PAGE [CERTIFICATE KEY]}, where {@code PAGE} is
 * a file with a recorded page, or {@code -} for none. Each line of its input is a fault: {@code die
 * M}, {@code live M}, {@code alarm M}, {@code calm M}, {@code slow M}, {@code fast M}, where member
 * M is three times the number of its cluster and its own number from 0 to 2. It answers each line
 * with {@code done}, and ends when its input does.
 */
public final class SimulatedEtcd implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Map<Integer, Server> servers = new ConcurrentHashMap<>();
  private final Faults faults = new Faults();
  private final SimulatedCalls calls;
  private final Optional<SslContext> grpcTls;
  private final Optional<SimulatedPages> pages;

  /**
   * Starts nothing yet.
   *
   * @param page recorded metrics page; empty for none
   * @param certificate PEM files of a certificate and its key; null for plain text
   */
  public SimulatedEtcd(Optional<String> page, Path certificate, Path key) throws IOException {
    long start = System.nanoTime();
    LongSupplier seconds = () -> (System.nanoTime() - start) / 1_000_000_000L;
    boolean tls = certificate != null;
    calls = new SimulatedCalls(tls, seconds, loops, faults);
    grpcTls =
        tls
            ? Optional.of(
                GrpcSslContexts.configure(
                        SslContextBuilder.forServer(certificate.toFile(), key.toFile()),
                        SslProvider.JDK)
                    .build())
            : Optional.empty();
    Optional<SslContext> pageTls =
        tls
            ? Optional.of(
                SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                    .sslProvider(SslProvider.JDK)
                    .build())
            : Optional.empty();
    pages = page.map(text -> new SimulatedPages(new MovingPage(text), seconds, loops, pageTls));
  }

  /** Runs until its input ends. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int first = Integer.parseInt(args[0]) * Addresses.MEMBERS;
    int count = Integer.parseInt(args[1]) * Addresses.MEMBERS;
    Optional<String> page =
        args[2].equals("-") ? Optional.empty() : Optional.of(Files.readString(Path.of(args[2])));
    Path certificate = args.length > 3 ? Path.of(args[3]) : null;
    Path key = args.length > 4 ? Path.of(args[4]) : null;
    try (SimulatedEtcd etcd = new SimulatedEtcd(page, certificate, key);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (int member = first; member < first + count; member++) {
        etcd.start(member);
      }
      System.out.println("listening");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        etcd.obey(line);
        System.out.println("done");
      }
    }
  }

  /** Starts a member. */
  public void start(int member) throws IOException, InterruptedException {
    InetSocketAddress address =
        new InetSocketAddress(
            Addresses.host(member / Addresses.MEMBERS, member % Addresses.MEMBERS),
            Addresses.CLIENT_PORT);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .channelType(NioServerSocketChannel.class)
            .directExecutor()
            .intercept(calls.interceptor());
    calls.services().forEach(builder::addService);
    grpcTls.ifPresent(builder::sslContext);
    servers.put(member, builder.build().start());
    if (pages.isPresent()) {
      pages.get().start(member, loops);
    }
  }

  /** Kills a member: its connections end, new ones are refused. */
  public void stop(int member) {
    Server server = servers.remove(member);
    if (server != null) {
      server.shutdownNow();
    }
    pages.ifPresent(p -> p.stop(member));
  }

  @Override
  public void close() {
    servers.values().forEach(Server::shutdownNow);
    var unused = loops.shutdownGracefully();
  }

  private void obey(String line) throws IOException, InterruptedException {
    String[] words = line.strip().split(" ");
    int member = Integer.parseInt(words[1]);
    switch (words[0]) {
      case "die" -> stop(member);
      case "live" -> start(member);
      case "alarm" -> faults.alarm(member, true);
      case "calm" -> faults.alarm(member, false);
      case "slow" -> faults.slow(member, true);
      case "fast" -> faults.slow(member, false);
      default -> throw new IllegalArgumentException("no such fault: " + line);
    }
  }
}
