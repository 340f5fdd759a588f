package io.etcdmonitor.etcd.grpc;

import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.MemberClient;
import io.etcdmonitor.etcd.Reply;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** All channels to one cluster: one TLS setup, one token, one client per distinct list of URLs. */
@SuppressWarnings("FutureReturnValueIgnored") // callbacks and closing: nobody waits for them
final class NettyClusterConnection implements ClusterConnection {
  private static final Duration LAST_WORD = Duration.ofSeconds(1);

  private record Entry(NettyMemberClient client, List<Link> links) {}

  private final ConnectionSpec spec;
  private final Network network;
  private final TlsSetup tls;
  private final int maxMessageBytes;
  private final Consumer<NettyClusterConnection> onClose;
  private final EndpointNames names;
  private final SecretRoutes routes;
  private final Map<List<Endpoint>, Entry> members = new HashMap<>();
  private final ChannelGroup extras;
  private final Waits waits;
  private final TokenSource tokens;
  private final HandshakeProbe handshakes;
  private final ConnectionDoctor doctor;
  private final PageClient pages;
  private final ProbeLease probe = new ProbeLease();
  private final List<Link> closing = new ArrayList<>();
  private boolean closed;

  NettyClusterConnection(
      ConnectionSpec spec,
      Network network,
      TlsSetup tls,
      int maxMessageBytes,
      Consumer<NettyClusterConnection> onClose) {
    this.spec = spec;
    this.network = network;
    this.tls = tls;
    this.maxMessageBytes = maxMessageBytes;
    this.onClose = onClose;
    this.names = new EndpointNames(spec.endpointMap());
    this.routes = new SecretRoutes(spec);
    // Closes channels that are added after its own closing, too.
    this.extras = new DefaultChannelGroup(network.loops().next(), true);
    this.waits = new Waits(network.lateness());
    this.tokens = new TokenSource(spec.credentials(), routes, this::otherLinks, waits);
    this.handshakes = new HandshakeProbe(network, tls, extras, waits);
    this.doctor = new ConnectionDoctor(network, handshakes, extras);
    this.pages =
        new PageClient(
            new PageConnections(network, tls, extras, names::ofPage),
            this::linkTo,
            this::dialled,
            doctor,
            waits,
            network.pageBuffers());
  }

  @Override
  public ConnectionSpec spec() {
    return spec;
  }

  @Override
  public MemberClient member(List<Endpoint> clientUrls) {
    if (clientUrls.isEmpty()) {
      throw new IllegalArgumentException("a member is reached by at least one client URL");
    }
    return entry(List.copyOf(clientUrls)).client();
  }

  @Override
  public void prefer(List<Endpoint> clientUrls, Endpoint url) {
    if (clientUrls.contains(url)) {
      entry(List.copyOf(clientUrls)).client().prefer(dialled(url));
    }
  }

  private synchronized Entry entry(List<Endpoint> clientUrls) {
    Entry known = members.get(clientUrls);
    if (known != null) {
      return known;
    }
    List<Link> links =
        routes.usable(clientUrls, this::dialled).stream()
            .distinct()
            .map(url -> new Link(dialled(url), names.of(url), network, tls, maxMessageBytes))
            .toList();
    MemberCaller caller =
        new MemberCaller(links, tokens, spec.credentials().isPresent(), doctor, waits);
    Entry made = new Entry(new NettyMemberClient(caller, handshakes, pages, probe), links);
    if (closed) {
      links.forEach(Link::close);
    } else {
      members.put(clientUrls, made);
    }
    return made;
  }

  /** A ready channel to an endpoint whose certificate is checked for that name. */
  private synchronized Optional<Link> linkTo(Endpoint endpoint, String identity) {
    return members.values().stream()
        .flatMap(entry -> entry.links().stream())
        .filter(link -> link.endpoint().equals(endpoint) && link.identity().equals(identity))
        .filter(Link::ready)
        .findFirst();
  }

  /** Where else to sign in: the other members that are known, then the seeds. */
  private List<Link> otherLinks(Link not) {
    List<Entry> known;
    synchronized (this) {
      known = new ArrayList<>(members.values());
    }
    Stream<Entry> seeds = spec.seeds().stream().map(seed -> entry(List.of(seed)));
    Map<Endpoint, Link> distinct = new LinkedHashMap<>();
    Stream.concat(known.stream(), seeds)
        .map(entry -> entry.client().preferred())
        .forEach(link -> distinct.putIfAbsent(link.endpoint(), link));
    distinct.remove(not.endpoint());
    return List.copyOf(distinct.values());
  }

  @Override
  public void retain(Collection<List<Endpoint>> clientUrls) {
    Set<List<Endpoint>> wanted = Set.copyOf(clientUrls);
    List<Link> unwanted = new ArrayList<>();
    synchronized (this) {
      members
          .entrySet()
          .removeIf(member -> {
            boolean goes = !wanted.contains(member.getKey());
            if (goes) {
              unwanted.addAll(member.getValue().links());
            }
            return goes;
          });
    }
    // Closing runs the callbacks of pending calls: not under our lock.
    unwanted.forEach(Link::close);
  }

  @Override
  public Endpoint reachable(Endpoint advertised) {
    return names.reachable(advertised);
  }

  /** What is dialled for a URL that may have been mapped already. */
  Endpoint dialled(Endpoint url) {
    return names.dialled(url);
  }

  @Override
  public long late() {
    return waits.late();
  }

  synchronized int openSockets() {
    return extras.size()
        + members.values().stream()
            .flatMap(entry -> entry.links().stream())
            .mapToInt(Link::openSockets)
            .sum();
  }

  /** For clusters by the v2 API. */
  PageClient pages() {
    return pages;
  }

  /** Where the password may go. */
  SecretRoutes routes() {
    return routes;
  }

  /** Removes the key of our writes, if there is one; ends soon, whatever the cluster does. */
  CompletableFuture<Reply<Long>> endWrites() {
    return probe.end(LAST_WORD);
  }

  @Override
  public void close() {
    // Where we write, our key goes first; elsewhere this goes on at once.
    endWrites().whenComplete((ended, error) -> closeLinks());
  }

  private void closeLinks() {
    List<Link> links;
    synchronized (this) {
      closed = true;
      members.values().forEach(entry -> closing.addAll(entry.links()));
      members.clear();
      links = List.copyOf(closing);
    }
    links.forEach(Link::close);
    pages.close();
    extras.close();
    onClose.accept(this);
  }

  /** What is closed and may not be done yet, see {@link Link#awaitClosed}. */
  synchronized List<Link> closing() {
    return List.copyOf(closing);
  }
}
