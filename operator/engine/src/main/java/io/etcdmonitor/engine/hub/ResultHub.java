package io.etcdmonitor.engine.hub;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.result.ResultListener;
import io.etcdmonitor.engine.schedule.RunSink;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where results arrive and are kept. Publishing for one inspection is serial: its
 * listeners hear results in order, and nothing after its removal. Reading never waits.
 */
public final class ResultHub implements RunSink {
  private static final Logger log = LoggerFactory.getLogger(ResultHub.class);

  /** By cluster: whoever shows all clusters asks for the inspections of each. */
  private final Map<ClusterKey, Map<InspectionKey, Slot>> slots = new ConcurrentHashMap<>();

  private final List<ResultListener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong listenerErrors = new AtomicLong();

  /**
   * Begins to keep results of an inspection, or takes over its new spec; results stay, but for
   * those of a one-shot.
   */
  public void register(InspectionSpec spec) {
    register(spec, Recollection.NOTHING);
  }

  /**
   * The same.
   *
   * @param before what is known of it from a former process; counts where nothing else is known
   */
  public void register(InspectionSpec spec, Recollection before) {
    slots.compute(
        spec.key().cluster(),
        (cluster, known) -> {
          Map<InspectionKey, Slot> members = known == null ? new ConcurrentHashMap<>() : known;
          Slot kept = members.computeIfAbsent(spec.key(), key -> new Slot(spec, before));
          kept.spec(spec);
          return members;
        });
  }

  /**
   * Takes a result. One of an inspection that is not registered is dropped, and one of a one-shot
   * that was edited meanwhile.
   */
  @Override
  public void ended(InspectionSpec spec, InspectionResult result) {
    Slot slot = of(spec.key().cluster()).get(spec.key());
    if (slot == null) {
      return;
    }
    slot.lock.lock();
    try {
      if (slot.removed) {
        return;
      }
      slot.take(spec, result).ifPresent(change -> tell(listener -> listener.onResult(change)));
    } finally {
      slot.lock.unlock();
    }
  }

  /** Forgets an inspection and tells the listeners. */
  public void remove(InspectionKey key) {
    Slot slot = of(key.cluster()).remove(key);
    if (slot == null) {
      return;
    }
    slots.computeIfPresent(key.cluster(), (cluster, members) -> members.isEmpty() ? null : members);
    slot.lock.lock();
    try {
      slot.removed = true;
      tell(listener -> listener.onInspectionRemoved(key));
    } finally {
      slot.lock.unlock();
    }
  }

  /** Forgets all inspections of a cluster, then the cluster. */
  public void removeCluster(ClusterKey key) {
    List.copyOf(of(key).keySet()).forEach(this::remove);
    tell(listener -> listener.onClusterRemoved(key));
  }

  public void addListener(ResultListener listener) {
    listeners.add(listener);
  }

  /** What is known of an inspection, without its schedule. */
  public Optional<InspectionState> state(InspectionKey key) {
    return Optional.ofNullable(of(key.cluster()).get(key)).map(slot -> slot.record.state());
  }

  /** What is known of a cluster's inspections, by name. */
  public List<InspectionState> states(ClusterKey key) {
    return of(key).entrySet().stream()
        .sorted(Comparator.comparing(e -> e.getKey().name()))
        .map(e -> e.getValue().record.state())
        .toList();
  }

  /** Exceptions thrown by listeners. */
  public long listenerErrors() {
    return listenerErrors.get();
  }

  /** Never null; changing what stands for none changes nothing. */
  private Map<InspectionKey, Slot> of(ClusterKey key) {
    Map<InspectionKey, Slot> members = slots.get(key);
    return members == null ? new HashMap<>() : members;
  }

  private void tell(Consumer<ResultListener> call) {
    for (ResultListener listener : listeners) {
      try {
        call.accept(listener);
      } catch (RuntimeException | Error e) {
        listenerErrors.incrementAndGet();
        log.warn("A result listener failed ({}); the others go on", listener.getClass(), e);
      }
    }
  }

  private static final class Slot {
    /** Held while listeners are told, so not by who brings a new spec. */
    final ReentrantLock lock = new ReentrantLock();

    volatile InspectionRecord record;
    boolean removed;

    Slot(InspectionSpec spec, Recollection before) {
      record = InspectionRecord.of(spec, before);
    }

    synchronized void spec(InspectionSpec spec) {
      record = record.withSpec(spec);
    }

    synchronized Optional<ResultChange> take(InspectionSpec ran, InspectionResult result) {
      if (!record.counts(ran)) {
        return Optional.empty();
      }
      InspectionRecord.Step step = record.next(ran, result);
      record = step.record();
      return Optional.of(step.change());
    }
  }
}
