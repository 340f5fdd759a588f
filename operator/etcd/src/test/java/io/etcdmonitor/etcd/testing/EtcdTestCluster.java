package io.etcdmonitor.etcd.testing;

import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Credentials;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.TlsMaterial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * A real etcd cluster on loopback ports, in temporary directories; {@link #close} (or the end of
 * the JVM) kills every process it started, by pid, and deletes its directories.
 *
 * <pre>{@code
 * try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).start()) {
 *   etcd.member(0).freeze();
 *   ...
 * }
 * }</pre>
 */
public final class EtcdTestCluster implements AutoCloseable {
  private static final Duration SETTLE = Duration.ofSeconds(30);
  private final EtcdTestClusterBuilder config;
  private final Path root;
  private final List<EtcdTestMember> members = new CopyOnWriteArrayList<>();
  private final EtcdAdmins admins;
  private final Thread hook = new Thread(this::destroy, "etcd-test-cluster-cleanup");
  private int named;

  EtcdTestCluster(EtcdTestClusterBuilder config) {
    this.config = config;
    this.admins = new EtcdAdmins(config.clientTls(), this::members);
    try {
      root = java.nio.file.Files.createTempDirectory("etcd-test-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** One member of the newest etcd here, plain text, unless told otherwise. */
  public static EtcdTestClusterBuilder builder() {
    return new EtcdTestClusterBuilder();
  }

  void start() {
    try {
      for (int i = 0; i < config.members; i++) {
        members.add(newMember());
      }
      String token = "test-" + root.getFileName();
      List<String> flags = flags(false, token);
      members.forEach(m -> m.launch(flags));
      members.forEach(EtcdTestMember::awaitAnswering);
      awaitLeader();
      setUpAuth();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private List<String> flags(boolean existing, String token) {
    List<String> flags = new ArrayList<>(config.flags);
    flags.add("--initial-cluster=" + initialCluster());
    if (existing) {
      flags.add("--initial-cluster-state=existing");
    }
    flags.add("--initial-cluster-token=" + token);
    flags.addAll(config.tlsFlags(root));
    if (config.rootPassword.isPresent()) {
      // The lowest cost there is: passwords of tests need no protection, tests need to be fast.
      flags.add("--bcrypt-cost=4");
    }
    return flags;
  }

  private String initialCluster() {
    return members.stream().map(m -> m.name() + "=" + m.peerUrl()).collect(Collectors.joining(","));
  }

  private EtcdTestMember newMember() {
    int index = named++;
    String name = config.namePrefix + (index + 1);
    Path dir = root.resolve(name);
    if (!dir.toFile().mkdirs()) {
      throw new IllegalStateException("cannot create " + dir);
    }
    Endpoint listen = new Endpoint(config.scheme(), config.host, Ports.free());
    int peerPort = Ports.free();
    Optional<FaultProxy> clientProxy =
        config.clientProxies ? Optional.of(new FaultProxy(listen.port())) : Optional.empty();
    Optional<FaultProxy> peerProxy =
        config.peerProxies ? Optional.of(new FaultProxy(peerPort)) : Optional.empty();
    EtcdTestMember.Plan plan =
        new EtcdTestMember.Plan(
            name,
            dir,
            listen,
            clientProxy
                .map(p -> new Endpoint(listen.scheme(), listen.host(), p.port()))
                .orElse(listen),
            peerPort,
            peerProxy.map(FaultProxy::port).orElse(peerPort),
            clientProxy,
            peerProxy,
            config.peerScheme(),
            config.memberFlags.getOrDefault(index, List.of()));
    return new EtcdTestMember(this, plan, config.installationOf(index));
  }

  private void setUpAuth() {
    if (config.rootPassword.isEmpty()) {
      return;
    }
    EtcdAdmin admin = members.get(0).admin();
    admin.addUser("root", config.rootPassword.get());
    admin.addRole("root");
    admin.grantRole("root", "root");
    config.users.forEach(user -> {
      admin.addUser(user.name(), user.password());
      user.readWritePrefix()
          .ifPresent(prefix -> {
            admin.addRole(user.name());
            admin.grantPrefix(user.name(), prefix);
            admin.grantRole(user.name(), user.name());
          });
    });
    admin.enableAuth();
    signInAs(Optional.of(new Credentials("root", config.rootPassword.get())));
  }

  /** Which user the harness's own calls use; empty after auth was disabled by a test. */
  public void signInAs(Optional<Credentials> user) {
    admins.signInAs(user);
  }

  /** All members, in the order they were added; removed ones too. */
  public List<EtcdTestMember> members() {
    return List.copyOf(members);
  }

  /** Zero-based. */
  public EtcdTestMember member(int index) {
    return members.get(index);
  }

  /** Advertised client URLs of all members. */
  public List<Endpoint> endpoints() {
    return members.stream().map(EtcdTestMember::endpoint).toList();
  }

  /** How to reach this cluster with everything it asks for (as root when auth is on). */
  public ConnectionSpec spec() {
    return new ConnectionSpec(endpoints(), config.clientTls(), rootUser(), Map.of());
  }

  /** The same with other credentials. */
  public ConnectionSpec specAs(String user, String password) {
    return new ConnectionSpec(
        endpoints(), config.clientTls(), Optional.of(new Credentials(user, password)), Map.of());
  }

  /** TLS material for clients, if the cluster speaks TLS. */
  public Optional<TlsMaterial> clientTls() {
    return config.clientTls();
  }

  private Optional<Credentials> rootUser() {
    return config.rootPassword.map(password -> new Credentials("root", password));
  }

  /** Index of the member that all running members agree leads; empty while they do not. */
  public OptionalInt leaderIndex() {
    long leader = 0;
    for (EtcdTestMember member : members) {
      if (member.running()) {
        long seen = member.admin().status().getLeader();
        if (seen == 0 || (leader != 0 && leader != seen)) {
          return OptionalInt.empty();
        }
        leader = seen;
      }
    }
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).running() && members.get(i).rawId() == leader) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** Waits until the running members agree on a leader; its index. */
  public int awaitLeader() {
    OptionalInt[] found = {OptionalInt.empty()};
    Await.until(
        "the members agree on a leader",
        SETTLE,
        () -> {
          found[0] = leaderIndex();
          return found[0].isPresent();
        },
        this::logs);
    return found[0].getAsInt();
  }

  public EtcdTestMember leader() {
    return members.get(awaitLeader());
  }

  /** Any running voter other than the leader. */
  public EtcdTestMember follower() {
    EtcdTestMember leader = leader();
    return members.stream()
        .filter(m -> m != leader && m.running() && !m.admin().status().getIsLearner())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is no follower"));
  }

  /**
   * Replaces the cluster by a new, empty one at the same addresses; with another token it has
   * another cluster ID, with the same one it looks like the old one restored.
   */
  public void replace(boolean sameId) {
    members.forEach(EtcdTestMember::kill);
    members.forEach(EtcdTestMember::wipe);
    String token = "test-" + root.getFileName() + (sameId ? "" : "-replaced");
    List<String> flags = flags(false, token);
    members.forEach(m -> m.forget(flags));
    members.forEach(EtcdTestMember::awaitAnswering);
    awaitLeader();
  }

  /** Adds a learner and starts it; returns once it answers. */
  public EtcdTestMember addLearner() {
    EtcdTestMember learner = add(true);
    learner.launch(flags(true, "test-" + root.getFileName()));
    learner.awaitAnswering();
    return learner;
  }

  /** Adds a voting member and starts it; returns once it answers. */
  public EtcdTestMember addMember() {
    EtcdTestMember member = add(false);
    member.launch(flags(true, "test-" + root.getFileName()));
    member.awaitAnswering();
    return member;
  }

  /** Adds a voting member that never starts. */
  public EtcdTestMember addMemberNotStarted() {
    return add(false);
  }

  private EtcdTestMember add(boolean learner) {
    EtcdTestMember member = newMember();
    // A new member is refused for a few seconds after start: "unhealthy cluster".
    long[] id = {0};
    EtcdAdmin admin = anyRunning().admin();
    Await.until(
        "the cluster accepts " + member.name(),
        SETTLE,
        () -> {
          id[0] = admin.addMember(member.peerUrl(), learner);
          return true;
        },
        this::logs);
    member.id(id[0]);
    members.add(member);
    return member;
  }

  /** Removes a member from the cluster; its process is left to itself. */
  public void removeMember(EtcdTestMember member) {
    long id = member.rawId();
    EtcdTestMember other =
        members.stream().filter(m -> m != member && m.running()).findFirst().orElse(member);
    Await.until(
        "the cluster removes " + member.name(),
        SETTLE,
        () -> {
          other.admin().removeMember(id);
          return true;
        },
        this::logs);
  }

  /** Promotes a learner once it has caught up. */
  public void promote(EtcdTestMember learner) {
    EtcdAdmin admin = leader().admin();
    Await.until(
        learner.name() + " is promoted",
        SETTLE,
        () -> {
          admin.promoteMember(learner.rawId());
          return true;
        },
        this::logs);
  }

  /** Writes keys {@code prefix/000000...} with values of this many bytes; the last revision. */
  public long fill(String prefix, int keys, int valueBytes) {
    EtcdAdmin admin = anyRunning().admin();
    String value = "v".repeat(valueBytes);
    long revision = 0;
    for (int i = 0; i < keys; i++) {
      revision = admin.put(String.format("%s/%06d", prefix, i), value);
    }
    return revision;
  }

  private EtcdTestMember anyRunning() {
    return members.stream()
        .filter(EtcdTestMember::running)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no member is running"));
  }

  EtcdAdmin newAdmin(Endpoint endpoint) {
    return admins.create(endpoint);
  }

  private String logs() {
    return members.stream()
        .map(m -> "\n--- " + m.name() + "\n" + m.logTail())
        .collect(Collectors.joining());
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook does the same work.
    }
    destroy();
  }

  private void destroy() {
    members.forEach(EtcdTestMember::destroy);
    EtcdTestMember.deleteTree(root);
  }
}
