package io.etcdmonitor.kube;

import io.etcdmonitor.engine.model.ClusterKey;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
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
  private volatile Consumer<ClusterKey> clusters = key -> {};
  private volatile BiConsumer<String, String> inspections = (namespace, name) -> {};
  private Thread worker;

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
    } catch (RuntimeException e) {
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
