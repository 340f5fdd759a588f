package io.etcdmonitor.kube;

import io.etcdmonitor.engine.model.ClusterKey;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has objects reconciled soon. Asking returns at once, and asking again for an object that waits
 * already adds nothing, so the queue is never longer than there are objects. Thread-safe.
 */
public final class PokeQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PokeQueue.class);

  private sealed interface Target {
    record OfCluster(ClusterKey key) implements Target {}

    record OfInspection(String namespace, String name) implements Target {}
  }

  private final BlockingQueue<Target> queue = new LinkedBlockingQueue<>();
  private final Set<Target> waiting = ConcurrentHashMap.newKeySet();
  private final Set<ClusterKey> toSetUp = ConcurrentHashMap.newKeySet();
  private final Executor later;
  private volatile Consumer<ClusterKey> clusters = key -> {};
  private volatile BiConsumer<String, String> inspections = (namespace, name) -> {};
  private Thread worker;

  /** A queue in real time. */
  public PokeQueue() {
    this(CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
  }

  /**
   * @param later runs what it is given a second from now
   */
  public PokeQueue(Executor later) {
    this.later = later;
  }

  /**
   * Asks for a cluster to be reconciled from its spec on: something that it is set up from changed.
   */
  public void cluster(ClusterKey key) {
    toSetUp.add(key);
    news(key);
  }

  /** Asks for what is seen of a cluster to be told: nothing that it is set up from changed. */
  public void news(ClusterKey key) {
    add(new Target.OfCluster(key));
  }

  /** Whether a cluster was to be set up anew since this was asked last. */
  public boolean settingUp(ClusterKey key) {
    return toSetUp.remove(key);
  }

  /** Asks for an inspection to be reconciled. */
  public void inspection(String namespace, String name) {
    add(new Target.OfInspection(namespace, name));
  }

  /** Asks for a cluster again and again, once a second, as long as it is overlooked. */
  public void clusterWhile(ClusterKey key, BooleanSupplier overlooked) {
    repeat(overlooked, () -> cluster(key));
  }

  /** Asks for an inspection again and again, once a second, as long as it is overlooked. */
  public void inspectionWhile(String namespace, String name, BooleanSupplier overlooked) {
    repeat(overlooked, () -> inspection(namespace, name));
  }

  private void repeat(BooleanSupplier overlooked, Runnable poke) {
    later.execute(() -> {
      if (overlooked.getAsBoolean()) {
        poke.run();
        repeat(overlooked, poke);
      }
    });
  }

  /** Says who reconciles clusters. */
  public void onCluster(Consumer<ClusterKey> handler) {
    clusters = handler;
  }

  /** Says who reconciles inspections. */
  public void onInspection(BiConsumer<String, String> handler) {
    inspections = handler;
  }

  /** Starts handing on. */
  public synchronized void start() {
    worker = Thread.ofVirtual().name("reconcile-poke").start(this::work);
  }

  @Override
  public synchronized void close() {
    if (worker != null) {
      worker.interrupt();
    }
  }

  private void add(Target target) {
    if (waiting.add(target)) {
      queue.add(target);
    }
  }

  private void hand(Target target) {
    try {
      switch (target) {
        case Target.OfCluster c -> clusters.accept(c.key());
        case Target.OfInspection i -> inspections.accept(i.namespace(), i.name());
      }
    } catch (RuntimeException | Error e) {
      // While the controllers are being stopped or restarted; everything is reconciled when they
      // start.
      LOG.debug("{} could not be handed on", target, e);
    }
  }

  private void work() {
    try {
      while (true) {
        Target next = queue.take();
        waiting.remove(next);
        hand(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
