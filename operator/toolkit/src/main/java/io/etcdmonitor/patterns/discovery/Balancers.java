package io.etcdmonitor.patterns.discovery;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** Ways to choose. */
public final class Balancers {
  private Balancers() {}

  /** One after the other. */
  public static Balancer roundRobin() {
    AtomicInteger next = new AtomicInteger();
    return candidates -> candidates.get(Math.floorMod(next.getAndIncrement(), candidates.size()));
  }

  /**
   * Any.
   *
   * @param random thread-safe, as {@link java.util.Random} is
   */
  public static Balancer random(RandomGenerator random) {
    return candidates -> candidates.get(random.nextInt(candidates.size()));
  }

  /**
   * The one with the fewest picks of this client that are not closed; in turn among equals. Other
   * clients are not known to it.
   */
  public static Balancer leastConnections() {
    return new LeastConnections();
  }

  /**
   * In proportion to their weights, spread evenly: of 5 and 1, every sixth is the lighter one, and
   * never two in a row. An instance of weight 0 is chosen only when all weigh nothing.
   */
  public static Balancer weighted() {
    return new Weighted();
  }

  private static final class LeastConnections implements Balancer {
    private final Map<String, Integer> open = new HashMap<>();
    private int turn;

    @Override
    public synchronized Instance choose(List<Instance> candidates) {
      int from = Math.floorMod(turn++, candidates.size());
      Instance best = candidates.get(from);
      for (int i = 1; i < candidates.size(); i++) {
        Instance other = candidates.get((from + i) % candidates.size());
        if (open(other) < open(best)) {
          best = other;
        }
      }
      open.merge(best.id(), 1, Integer::sum);
      return best;
    }

    private int open(Instance instance) {
      return open.getOrDefault(instance.id(), 0);
    }

    @Override
    public synchronized void done(Instance instance) {
      open.computeIfPresent(instance.id(), (id, count) -> count > 1 ? count - 1 : null);
    }
  }

  /** Everybody earns its weight each time; the richest is chosen and pays what all earned. */
  private static final class Weighted implements Balancer {
    private final Map<String, Long> earned = new HashMap<>();

    @Override
    public synchronized Instance choose(List<Instance> candidates) {
      earned.keySet().removeIf(id -> candidates.stream().noneMatch(c -> c.id().equals(id)));
      boolean nobodyWeighs = candidates.stream().allMatch(c -> c.weight() == 0);
      long all = 0;
      Instance best = null;
      for (Instance candidate : candidates) {
        long weight = nobodyWeighs ? 1 : candidate.weight();
        if (weight == 0) {
          continue;
        }
        all += weight;
        long has = earned.merge(candidate.id(), weight, Long::sum);
        if (best == null || has > earned.get(best.id())) {
          best = candidate;
        }
      }
      earned.merge(best.id(), -all, Long::sum);
      return best;
    }
  }
}
