package io.etcdmonitor.etcd.testing;

import io.etcdmonitor.etcd.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One member of an {@link EtcdTestCluster}: a process that can be stopped, killed, frozen,
 * restarted and damaged.
 */
public final class EtcdTestMember {
  private static final Duration START = Duration.ofSeconds(30);
  private final EtcdTestCluster cluster;
  private final Plan plan;
  private EtcdInstallation installation;
  private EtcdProcess process;
  private EtcdAdmin admin;
  private List<String> lastFlags = List.of();
  private long id;

  /** Where a member lives and what it advertises; fixed for its life. */
  record Plan(
      String name,
      Path dir,
      Endpoint listenClient,
      Endpoint advertisedClient,
      int peerPort,
      int advertisedPeerPort,
      Optional<FaultProxy> clientProxy,
      Optional<FaultProxy> peerProxy,
      String peerScheme,
      List<String> extraFlags) {

    String peerUrl() {
      return peerScheme + "://127.0.0.1:" + advertisedPeerPort;
    }
  }

  EtcdTestMember(EtcdTestCluster cluster, Plan plan, EtcdInstallation installation) {
    this.cluster = cluster;
    this.plan = plan;
    this.installation = installation;
  }

  public String name() {
    return plan.name();
  }

  /** Member ID, lower-case hex; known once the member was added or has answered. */
  public String id() {
    return Long.toHexString(rawId());
  }

  /** Member ID as etcd's unsigned 64-bit number. */
  public synchronized long rawId() {
    if (id == 0) {
      id = admin().status().getHeader().getMemberId();
    }
    return id;
  }

  synchronized void id(long known) {
    id = known;
  }

  /** The client URL that it advertises (through the proxy if it has one). */
  public Endpoint endpoint() {
    return plan.advertisedClient();
  }

  /** The advertised peer URL. */
  public String peerUrl() {
    return plan.peerUrl();
  }

  public EtcdInstallation installation() {
    return installation;
  }

  /**
   * The proxy in front of its client URL, when the cluster was built with {@code clientProxies()}.
   */
  public FaultProxy clientProxy() {
    return plan.clientProxy().orElseThrow(() -> new IllegalStateException("no client proxies"));
  }

  /** The proxy in front of its peer URL, when the cluster was built with {@code peerProxies()}. */
  public FaultProxy peerProxy() {
    return plan.peerProxy().orElseThrow(() -> new IllegalStateException("no peer proxies"));
  }

  /** Calls to this member, not through its proxy. */
  public synchronized EtcdAdmin admin() {
    if (admin == null) {
      admin = cluster.newAdmin(plan.listenClient());
    }
    return admin;
  }

  public synchronized boolean running() {
    return process != null && process.alive();
  }

  /** Process ID. */
  public synchronized long pid() {
    return process.pid();
  }

  /** The last lines of its log. */
  public synchronized String logTail() {
    return process == null ? "(never started)" : process.logTail();
  }

  synchronized void launch(List<String> clusterFlags) {
    lastFlags = clusterFlags;
    process = EtcdProcess.start(installation.etcd(), flags(), plan.dir().resolve("etcd.log"));
  }

  /** Starts it as another member, whose ID is not known yet. */
  synchronized void forget(List<String> clusterFlags) {
    id = 0;
    launch(clusterFlags);
  }

  private List<String> flags() {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "--name=" + plan.name(),
                "--data-dir=" + dataDir(),
                "--listen-client-urls=" + plan.listenClient(),
                "--advertise-client-urls=" + plan.advertisedClient(),
                "--listen-peer-urls=%s://127.0.0.1:%d"
                    .formatted(plan.peerScheme(), plan.peerPort()),
                "--initial-advertise-peer-urls=" + plan.peerUrl()));
    flags.addAll(lastFlags);
    flags.addAll(plan.extraFlags());
    return flags;
  }

  /** Waits until it answers Status. */
  public void awaitAnswering() {
    Await.until(
        name() + " answers",
        START,
        () -> {
          if (!running()) {
            return true;
          }
          admin().status();
          return true;
        },
        () -> "\n" + logTail());
    if (!running()) {
      throw new IllegalStateException(name() + " (" + installation + ") ended:\n" + logTail());
    }
  }

  /** Waits until it serves a read through quorum. */
  public void awaitServing() {
    awaitAnswering();
    Await.until(
        name() + " serves reads",
        START,
        () -> admin().get("health").isEmpty(),
        () -> "\n" + logTail());
  }

  /** SIGTERM, then waits for its end. */
  public synchronized void stop() {
    process.stop();
  }

  /** SIGKILL. */
  public synchronized void kill() {
    process.kill();
  }

  /** SIGSTOP: sockets stay open, nothing answers. */
  public synchronized void freeze() {
    process.freeze();
  }

  /** SIGCONT. */
  public synchronized void thaw() {
    process.signal("CONT");
  }

  /**
   * Starts it again on the same data, after {@link #stop} or {@link #kill}; returns once it
   * answers.
   */
  public void restart() {
    launchAgain();
    awaitAnswering();
  }

  /** Starts it again without waiting for an answer. */
  public synchronized void launchAgain() {
    if (running()) {
      throw new IllegalStateException(name() + " is running: stop it first");
    }
    process = EtcdProcess.start(installation.etcd(), flags(), plan.dir().resolve("etcd.log"));
  }

  /** Stops it, and starts it with another version on the same data (an upgrade). */
  public void restartWith(EtcdInstallation other) {
    stop();
    installation = other;
    restart();
  }

  /** Deletes its data; only while it does not run. */
  public void wipe() {
    if (running()) {
      throw new IllegalStateException(name() + " is running: stop it first");
    }
    deleteTree(dataDir());
  }

  /**
   * Changes data behind etcd's back: stops the member, replaces the bytes of a value by others of
   * equal length in its database file, and starts it again. The value should be long and unlike
   * anything else (32 bytes or more): bbolt's data pages carry no checksum.
   *
   * @return how many copies were replaced, at least one
   */
  public int corruptValue(String from, String to) {
    byte[] before = from.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] after = to.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    if (before.length != after.length || before.length < 8) {
      throw new IllegalArgumentException("both values must be equally long, 8 bytes or more");
    }
    stop();
    int replaced = replace(dataDir().resolve("member/snap/db"), before, after);
    restart();
    if (replaced == 0) {
      throw new IllegalStateException("the value is not in the database file of " + name());
    }
    return replaced;
  }

  private static int replace(Path file, byte[] before, byte[] after) {
    try {
      byte[] db = Files.readAllBytes(file);
      int replaced = 0;
      for (int i = 0; i + before.length <= db.length; i++) {
        if (db[i] == before[0]
            && Arrays.equals(db, i, i + before.length, before, 0, before.length)) {
          System.arraycopy(after, 0, db, i, after.length);
          i += after.length - 1;
          replaced++;
        }
      }
      Files.write(file, db);
      return replaced;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path dataDir() {
    return plan.dir().resolve("data");
  }

  synchronized void destroy() {
    if (process != null) {
      process.kill();
    }
    if (admin != null) {
      admin.close();
    }
    plan.clientProxy().ifPresent(FaultProxy::close);
    plan.peerProxy().ifPresent(FaultProxy::close);
  }

  static void deleteTree(Path root) {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
