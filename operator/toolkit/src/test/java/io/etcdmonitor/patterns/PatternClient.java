package io.etcdmonitor.patterns;

import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.FaultProxy;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import io.etcdmonitor.toolkit.ops.OperationOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * A client with a network and a clock of its own: it can be cut off, and paused as SIGSTOP pauses a
 * process: nothing is sent or received, no time passes for it, and when it goes on it goes on where
 * it was.
 */
public final class PatternClient implements AutoCloseable, LongSupplier {
  private static final Duration TTL = Duration.ofSeconds(4);

  private final List<FaultProxy> proxies = new ArrayList<>();
  private final EtcdOperations etcd;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition resumed = lock.newCondition();
  private boolean paused;
  private long pausedAt;
  private volatile long firstPause = Long.MAX_VALUE;

  public PatternClient(EtcdTestCluster cluster) {
    this(cluster, 0);
  }

  /**
   * @param preferred index of the member that it talks to first
   */
  public PatternClient(EtcdTestCluster cluster, int preferred) {
    List<Endpoint> seeds = new ArrayList<>();
    for (Endpoint member : cluster.endpoints()) {
      FaultProxy proxy = new FaultProxy(member.port());
      proxies.add(proxy);
      seeds.add(new Endpoint(member.scheme(), member.host(), proxy.port()));
    }
    Collections.rotate(seeds, -preferred);
    etcd =
        EtcdOperations.open(
            ConnectionSpec.plain(seeds),
            new OperationOptions(Duration.ofSeconds(2), Duration.ofSeconds(1)));
  }

  /** Three members that elect a leader quickly, so that leases may be short. */
  public static EtcdTestCluster startCluster() {
    return EtcdTestCluster.builder()
        .members(3)
        .flags("--heartbeat-interval=50", "--election-timeout=500")
        .start();
  }

  public EtcdOperations etcd() {
    return etcd;
  }

  /** Sessions that live by this client's clock. */
  public SessionOptions session() {
    return session(TTL);
  }

  /** The shortest that etcd grants with {@link #startCluster}'s election timeout is one second. */
  public SessionOptions session(Duration ttl) {
    return new SessionOptions(ttl, this);
  }

  /** Its monotonic clock: it stands still during a pause, and jumps at its end. */
  @Override
  public long getAsLong() {
    lock.lock();
    try {
      return paused ? pausedAt : System.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  /** Connections end, and new ones are refused. */
  public void cut() {
    proxies.forEach(FaultProxy::cut);
  }

  /** Connections stay open, nothing passes. */
  public void blackHole() {
    proxies.forEach(FaultProxy::blackHole);
  }

  /** What it sends arrives, no answer comes back. */
  public void dropAnswers() {
    proxies.forEach(FaultProxy::dropAnswers);
  }

  /** The network works again. */
  public void heal() {
    proxies.forEach(FaultProxy::forward);
  }

  public void pause() {
    lock.lock();
    try {
      paused = true;
      pausedAt = System.nanoTime();
      firstPause = Math.min(firstPause, pausedAt);
    } finally {
      lock.unlock();
    }
    blackHole();
  }

  public void resume() {
    heal();
    lock.lock();
    try {
      paused = false;
      resumed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Where the program may be caught by a pause: it goes on when the pause is over. */
  public void step() throws InterruptedException {
    lock.lock();
    try {
      while (paused) {
        resumed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** When a pause began since the last time somebody asked; what it believed since was not so. */
  public OptionalLong pausedSince() {
    long since = firstPause;
    return since == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(since);
  }

  /** Before something begins of which {@link #pausedSince} shall tell. */
  public void forgetPauses() {
    lock.lock();
    try {
      firstPause = paused ? pausedAt : Long.MAX_VALUE;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    etcd.close();
    proxies.forEach(FaultProxy::close);
  }
}
