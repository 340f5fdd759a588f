package io.etcdmonitor.etcd.grpc;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where names are looked up, which blocks in native code: platform threads, gone when there is
 * nothing to look up. One look-up of a host at a time: who asks meanwhile takes no thread, and
 * finds the answer in the JDK's cache. When all threads hang, it is known which hosts nobody asked
 * for.
 */
final class NameLookups implements AutoCloseable {
  static final int MOST = 128;

  private static final Logger LOG = LoggerFactory.getLogger(NameLookups.class);

  /** What is to be done for a host, one after the other. */
  private static final class Turn {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean begun;
  }

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          MOST,
          MOST,
          5,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          new DefaultThreadFactory("etcd-dns", true));

  /** Hosts that are being looked up or wait for it; guarded by itself. */
  private final Map<String, Turn> turns = new HashMap<>();

  NameLookups() {
    threads.allowCoreThreadTimeOut(true);
  }

  /** Runs what looks this host up; refuses it after {@link #close}. */
  Executor of(String host) {
    return task -> {
      synchronized (turns) {
        Turn turn = turns.get(host);
        if (turn == null) {
          threads.execute(() -> run(host));
          turn = new Turn();
          turns.put(host, turn);
        }
        turn.tasks.add(task);
      }
    };
  }

  /**
   * Whether a look-up of this host waits and none has begun: that it gives no answer is our doing.
   */
  boolean unasked(String host) {
    synchronized (turns) {
      Turn turn = turns.get(host);
      return turn != null && !turn.begun;
    }
  }

  private void run(String host) {
    for (Runnable task = next(host); task != null; task = next(host)) {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.warn("Looking {} up failed", host, e);
      }
    }
  }

  /** The next task of a host; null ends its turn. */
  private Runnable next(String host) {
    synchronized (turns) {
      Turn turn = turns.get(host);
      turn.begun = true;
      Runnable task = turn.tasks.poll();
      if (task == null) {
        turns.remove(host);
      }
      return task;
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
