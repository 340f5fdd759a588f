package io.etcdmonitor.patterns.discovery;

import io.etcdmonitor.patterns.PrefixView;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The instances of one service, kept up to date, to choose from. Thread-safe. */
public final class ServiceView implements AutoCloseable {
  private final String service;
  private final Balancer balancer;
  private final Listener listener;
  private final PrefixView view;
  private volatile List<Instance> instances = List.of();

  /** Is told all instances, by ID, at every change. */
  @FunctionalInterface
  public interface Listener {
    /** What there is now. */
    void onChange(List<Instance> instances);
  }

  /** An instance that was chosen; close it when the connection or call is over. */
  public final class Pick implements AutoCloseable {
    private final Instance instance;
    private final AtomicBoolean done = new AtomicBoolean();

    private Pick(Instance instance) {
      this.instance = instance;
    }

    /** Where to go. */
    public Instance instance() {
      return instance;
    }

    /** Tells the balancer; idempotent. */
    @Override
    public void close() {
      if (done.compareAndSet(false, true)) {
        balancer.done(instance);
      }
    }
  }

  ServiceView(
      EtcdOperations etcd, String service, String prefix, Balancer balancer, Listener listener) {
    this.service = service;
    this.balancer = balancer;
    this.listener = listener;
    this.view = PrefixView.open(etcd, prefix, (before, now) -> look(now));
  }

  private void look(PrefixView.State state) {
    List<Instance> now = Codec.read(state.values().values());
    if (!now.equals(instances) || state.values().isEmpty()) {
      instances = now;
      listener.onChange(now);
    }
  }

  /** All of them, by ID, whatever they say about themselves. */
  public List<Instance> instances() {
    return instances;
  }

  /** Those that are {@link Health#UP}. */
  public List<Instance> healthy() {
    return instances.stream().filter(i -> i.health() == Health.UP).toList();
  }

  /** One that is up, as the balancer chooses; empty when none is. */
  public Optional<Pick> pick() {
    List<Instance> candidates = healthy();
    return candidates.isEmpty()
        ? Optional.empty()
        : Optional.of(new Pick(balancer.choose(candidates)));
  }

  /** Whether changes are heard of now; else this is what was known last. */
  public boolean upToDate() {
    return view.upToDate();
  }

  /** Stops following. */
  @Override
  public void close() {
    view.close();
  }

  @Override
  public String toString() {
    return service + instances;
  }
}
