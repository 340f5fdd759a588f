package io.etcdmonitor.e2e.bench.sim;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
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
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Many etcd clusters of three members each in one process: real gRPC and real metrics pages on real
 * loopback addresses, answers made up and instant. It measures what watching costs the watcher, not
 * what etcd does. It has no authentication.
 *
 * <p>Run it alone: {@code SimulatedEtcd FIRST COUNT PAGE [TLS]}, where {@code PAGE} is a file with
 * a recorded page, or {@code -} for none, and {@code TLS} a directory with certificates. Each line
 * of its input is a fault: {@code die M}, {@code live M}, {@code alarm M}, {@code calm M}, {@code
 * slow M}, {@code fast M}, where member M is three times the number of its cluster and its own
 * number from 0 to 2. It answers each line with {@code done}, and ends when its input does.
 */
public final class SimulatedEtcd implements AutoCloseable {
  /** etcd's --grpc-keepalive-min-time. */
  private static final long KEEPALIVE_SECONDS = 5;

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Map<Integer, Server> servers = new ConcurrentHashMap<>();
  private final Faults faults = new Faults();
  private final SimulatedCalls calls;
  private final Optional<SslContext> grpcTls;
  private final Optional<SimulatedPages> pages;
  private final Optional<PagesBesideCalls> beside;

  /**
   * Starts nothing yet.
   *
   * @param page recorded metrics page; empty for none
   * @param tls where {@code ca.crt}, {@code server.crt} and {@code server.key} are; empty for plain
   *     text
   */
  public SimulatedEtcd(Optional<String> page, Optional<Path> tls) throws IOException {
    long start = System.nanoTime();
    LongSupplier seconds = () -> (System.nanoTime() - start) / 1_000_000_000L;
    calls = new SimulatedCalls(tls.isPresent(), seconds, loops, faults);
    Optional<ServerTls> server =
        tls.isPresent() ? Optional.of(new ServerTls(tls.get())) : Optional.empty();
    grpcTls = server.map(ServerTls::grpc);
    Optional<MovingPage> moving = page.map(MovingPage::new);
    beside = moving.filter(p -> tls.isPresent()).map(p -> new PagesBesideCalls(p, seconds));
    pages = moving.filter(p -> tls.isEmpty()).map(p -> new SimulatedPages(p, seconds, loops));
  }

  /** Runs until its input ends. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int first = Integer.parseInt(args[0]) * Addresses.MEMBERS;
    int count = Integer.parseInt(args[1]) * Addresses.MEMBERS;
    Optional<String> page =
        args[2].equals("-") ? Optional.empty() : Optional.of(Files.readString(Path.of(args[2])));
    Optional<Path> tls = args.length > 3 ? Optional.of(Path.of(args[3])) : Optional.empty();
    try (SimulatedEtcd etcd = new SimulatedEtcd(page, tls);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (int member = first; member < first + count; member++) {
        etcd.start(member);
      }
      System.out.println(tls.isPresent() ? "TLS by " + ServerTls.provider() : "plain text");
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
            .channelFactory(this::listener)
            .directExecutor()
            .permitKeepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
            .intercept(calls.interceptor());
    calls.services().forEach(builder::addService);
    grpcTls.ifPresent(builder::sslContext);
    servers.put(member, builder.build().start());
    if (pages.isPresent()) {
      pages.get().start(member, loops);
    }
  }

  private ServerChannel listener() {
    return beside.map(PagesBesideCalls::listener).orElseGet(NioServerSocketChannel::new);
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
