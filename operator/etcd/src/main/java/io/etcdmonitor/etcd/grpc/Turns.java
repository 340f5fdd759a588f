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
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where others make us block or reckon: platform threads, gone when there is nothing to do. One
 * task for a key at a time: who comes meanwhile takes no thread. When all threads are taken, it is
 * known which keys had no turn.
 */
final class Turns implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

  /** What is to be done for a key, one after the other. */
  private static final class Turn {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean begun;
  }

  private final String name;
  private final ThreadPoolExecutor threads;

  /** Of keys for which something is done or waits; guarded by itself. */
  private final Map<Object, Turn> turns = new HashMap<>();

  /**
   * @param name of the threads
   * @param most threads
   */
  Turns(String name, int most) {
    this.name = name;
    threads =
        new ThreadPoolExecutor(
            most,
            most,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory(name, true));
    threads.allowCoreThreadTimeOut(true);
  }

  /** Runs tasks for this key in their order; refuses them after {@link #close}. */
  Tasks of(Object key) {
    return new Tasks(key);
  }

  /** Of one who comes with a key. */
  final class Tasks implements Executor {
    private final Object key;
    private final AtomicInteger open = new AtomicInteger();

    private Tasks(Object key) {
      this.key = key;
    }

    @Override
    public void execute(Runnable task) {
      open.incrementAndGet();
      try {
        add(key, () -> run(task));
      } catch (RuntimeException | Error e) {
        open.decrementAndGet();
        throw e;
      }
    }

    private void run(Runnable task) {
      try {
        task.run();
      } finally {
        open.decrementAndGet();
      }
    }

    /** Whether any of them is not done: it waits, behind others of its key too, or is under way. */
    boolean open() {
      return open.get() > 0;
    }
  }

  private void add(Object key, Runnable task) {
    synchronized (turns) {
      Turn turn = turns.get(key);
      if (turn == null) {
        threads.execute(() -> run(key));
        turn = new Turn();
        turns.put(key, turn);
      }
      turn.tasks.add(task);
    }
  }

  /** Whether a task for this key waits and none has begun: that nothing comes is our doing. */
  boolean waits(Object key) {
    synchronized (turns) {
      Turn turn = turns.get(key);
      return turn != null && !turn.begun;
    }
  }

  private void run(Object key) {
    for (Runnable task = next(key); task != null; task = next(key)) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        // Were it thrown, the key would keep a turn that no thread takes: never again anything.
        LOG.warn("A task of {} failed", name, e);
      }
    }
  }

  /** The next task for a key; null ends its turn. */
  private Runnable next(Object key) {
    synchronized (turns) {
      Turn turn = turns.get(key);
      turn.begun = true;
      Runnable task = turn.tasks.poll();
      if (task == null) {
        turns.remove(key);
      }
      return task;
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
