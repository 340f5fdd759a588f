package io.etcdmonitor.etcd.grpc;

import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.ConnectorOptions;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.grpc.Channel;
import io.grpc.Status;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The door for tools that a person runs: plain gRPC channels to a cluster's endpoints, for jetcd's
 * stubs. Channels speak TLS and carry the auth token as the spec says; a call whose token is
 * refused is made once more with a new one, as long as the client sends one message only (streams
 * of several: see {@link #forgetToken}). {@code waitForReady} is off, deadlines are the caller's: a
 * call without one may take for ever.
 *
 * <p>Callbacks of asynchronous stubs run on an event loop and must not block. Thread-safe. Opening
 * does no I/O.
 */
public final class ToolConnection implements AutoCloseable {
  /** etcd ends connections that ping more often than every 5 s; gRPC allows 10 s at least. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

  /** How long the end of calls under way is waited for. */
  private static final Duration CLOSING = Duration.ofSeconds(1);

  /** What to do where no etcd has ever answered. */
  private static final String CHECK =
      "check that the scheme (http, https) is the server's, and that it takes our certificate";

  private record Key(Endpoint endpoint, int index) {}

  private final ConnectionSpec spec;
  private final int maxMessageBytes;
  private final Network network;
  private final TlsSetup tls;
  private final TokenSource tokens;
  private final EndpointNames names;
  private final SecretRoutes routes;
  private final Map<Key, Link> links = new LinkedHashMap<>();
  private boolean closed;

  /** With one event loop, 5 s to connect and answers of any size, as etcdctl takes them. */
  public ToolConnection(ConnectionSpec spec) {
    this(spec, new ConnectorOptions(1, Duration.ofSeconds(5), Integer.MAX_VALUE));
  }

  /**
   * @throws io.etcdmonitor.etcd.BadTlsMaterialException when the CA, certificate or key cannot be
   *     read
   */
  public ToolConnection(ConnectionSpec spec, ConnectorOptions options) {
    this.spec = spec;
    this.maxMessageBytes = options.maxMessageBytes();
    this.tls = new TlsSetup(spec.tls());
    this.network = new Network(options.ioThreads(), options.connectTimeout());
    this.routes = new SecretRoutes(spec);
    this.tokens =
        new TokenSource(spec.credentials(), routes, this::seedsBut, new Waits(network.lateness()));
    this.names = new EndpointNames(spec.endpointMap());
  }

  /** What it was opened with. */
  public ConnectionSpec spec() {
    return spec;
  }

  /**
   * The channel to a client URL (after the endpoint map), made on first use and kept until this is
   * closed.
   */
  public Channel channel(Endpoint endpoint) {
    return channel(endpoint, 0);
  }

  /** One of several channels to the same client URL, each with an HTTP/2 connection of its own. */
  public Channel channel(Endpoint endpoint, int index) {
    return new ToolChannel(link(endpoint, index), tokens, spec.credentials().isPresent());
  }

  /** The same connection as {@link #channel(Endpoint)}; its calls carry no token. */
  public Channel unsigned(Endpoint endpoint) {
    return new ToolChannel(link(endpoint, 0), tokens, false);
  }

  /**
   * Waits for the connection to a client URL, no longer than one may take to be made.
   *
   * @return the failure when the server took it and said nothing, as one does that is frozen: no
   *     call that waits for it is sent. Everything else is for the next call to tell
   */
  public Optional<EtcdFailure> silence(Endpoint endpoint, Duration limit) {
    long start = System.nanoTime();
    return routes.refusal(reachable(endpoint)).isPresent() || speaks(endpoint, limit)
        ? Optional.empty()
        : Optional.of(
            new EtcdFailure(
                FailureCause.CONNECT_TIMEOUT,
                RpcFailures.silent(endpoint, Duration.ofNanos(System.nanoTime() - start))));
  }

  private boolean speaks(Endpoint endpoint, Duration limit) {
    // A little less: a connection that is not taken ends by itself then, and says why.
    Duration patience =
        Duration.ofMillis(network.connectTimeoutMillis()).multipliedBy(9).dividedBy(10);
    try {
      return link(endpoint, 0).speaks(limit.compareTo(patience) < 0 ? limit : patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Where an advertised client URL is reached: applies the endpoint map. */
  public Endpoint reachable(Endpoint advertised) {
    return names.reachable(advertised);
  }

  /**
   * What a failed call means.
   *
   * @param endpoint where it went
   * @param rpc for the message, for example {@code Range}
   * @param failure what the stub threw or the observer got
   * @param waited how long the call took
   */
  public EtcdFailure failure(Endpoint endpoint, String rpc, Throwable failure, Duration waited) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SignInException signIn) {
        return signIn.failure();
      }
    }
    Link link = link(endpoint, 0);
    Status status = Status.fromThrowable(failure);
    Link.Progress progress =
        status.getCode() == Status.Code.DEADLINE_EXCEEDED
            ? link.progressAtTimeout()
            : link.progress();
    EtcdFailure told =
        RpcFailures.of(status, new RpcFailures.Site(link.endpoint(), rpc, waited, progress))
            .failure();
    // A server that speaks TLS where we do not, or the other way round, closes without a word; so
    // it does, when its alert gets lost, where it wants a certificate.
    return told.cause() == FailureCause.CONNECTION_CLOSED && !everAnswered(endpoint)
        ? new EtcdFailure(told.cause(), told.message() + ": " + CHECK)
        : told;
  }

  private synchronized boolean everAnswered(Endpoint endpoint) {
    return links.entrySet().stream()
        .anyMatch(e -> e.getKey().endpoint().equals(endpoint) && e.getValue().everAnswered());
  }

  /** Whether etcd's words say that the token is refused, and signing in again may help. */
  public static boolean tokenRefused(String words) {
    return RpcFailures.tokenRefused(Status.UNKNOWN.withDescription(words));
  }

  /** Signs in anew for the next call; for streams that were told {@link #tokenRefused}. */
  public void forgetToken() {
    tokens.forget();
  }

  private synchronized Link link(Endpoint endpoint, int index) {
    return links.computeIfAbsent(
        new Key(endpoint, index),
        key -> {
          Link made =
              new Link(
                  reachable(endpoint),
                  names.of(endpoint),
                  network,
                  tls,
                  maxMessageBytes,
                  Optional.of(KEEP_ALIVE));
          if (closed) {
            made.close();
          }
          return made;
        });
  }

  private List<Link> seedsBut(Link not) {
    return spec.seeds().stream()
        .map(seed -> link(seed, 0))
        .filter(link -> !link.endpoint().equals(not.endpoint()))
        .toList();
  }

  /** Ends all calls and connections. Idempotent. */
  @Override
  public void close() {
    List<Link> closing;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      closing = List.copyOf(links.values());
    }
    closing.forEach(Link::close);
    // Without the event loop a call under way would never end, not even by its deadline.
    Link.awaitClosed(closing, CLOSING);
    network.close();
  }
}
