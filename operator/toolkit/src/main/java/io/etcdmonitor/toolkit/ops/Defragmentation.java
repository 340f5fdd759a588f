package io.etcdmonitor.toolkit.ops;

import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Defragments a cluster one member after another: followers first, the leader last, and only as
 * long as every other member serves. Members whose file would shrink by too little are left alone.
 * A defragmentation cannot be interrupted on the server: the limit only ends our waiting.
 */
public final class Defragmentation {
  private static final Duration CHECK_EVERY = Duration.ofMillis(200);

  private final Maintenance maintenance;
  private final Endpoints endpoints;

  Defragmentation(Maintenance maintenance, Endpoints endpoints) {
    this.maintenance = maintenance;
    this.endpoints = endpoints;
  }

  /**
   * When it pays; while NOSPACE is set, 1 % of the file is enough.
   *
   * @param minFreeBytes at least so many bytes would be freed
   * @param minFreePercent and so much of the file
   */
  public record Policy(long minFreeBytes, int minFreePercent) {
    /** 16 MiB and 20 %. */
    public static final Policy WORTHWHILE = new Policy(16L << 20, 20);

    /** While nothing can be written, little is much: what is left below the quota counts. */
    private static final int OUT_OF_SPACE_PERCENT = 1;

    /** Whatever it brings. */
    public static final Policy ALWAYS = new Policy(Long.MIN_VALUE, 0);

    boolean pays(Endpoints.Status status) {
      long free = status.dbSize() - status.dbSizeInUse();
      return (free >= minFreeBytes && isShare(free, minFreePercent, status.dbSize()))
          || (status.outOfSpace() && isShare(free, OUT_OF_SPACE_PERCENT, status.dbSize()));
    }

    private static boolean isShare(long free, int percent, long size) {
      return free * 100 >= (long) percent * size;
    }
  }

  /** One member of a plan. */
  public record Target(Endpoint endpoint, Endpoints.Status before, boolean pays) {}

  /** All members in the order in which they are to be done. */
  public record Order(List<Target> targets, Plan plan) {}

  /** What came of one member. */
  public sealed interface Outcome {
    Endpoint endpoint();

    /** Done. */
    record Done(Endpoint endpoint, Duration took, long before, long after) implements Outcome {}

    /** Not worth it. */
    record Skipped(Endpoint endpoint, String why) implements Outcome {}

    /** Failed; the rest was not tried. */
    record Failed(Endpoint endpoint, EtcdException why) implements Outcome {}
  }

  /** Is told of each member. */
  @FunctionalInterface
  public interface Progress {
    void on(Outcome outcome);
  }

  /** Looks at the members and says what would be done. */
  public Order plan(List<Endpoint> members, Policy policy) {
    List<Target> targets = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    for (Endpoints.Of<Endpoints.Status> of : endpoints.status(members)) {
      of.value()
          .ifPresentOrElse(
              status -> targets.add(new Target(of.endpoint(), status, pays(policy, status))),
              () -> silent.add(of.failure().map(Throwable::getMessage).orElse("")));
    }
    targets.sort(Comparator.comparing(target -> target.before().leads()));
    List<String> steps = targets.stream().map(Defragmentation::step).toList();
    return new Order(targets, new Plan(steps, refusal(targets, silent)));
  }

  private static boolean pays(Policy policy, Endpoints.Status status) {
    return !status.learner() && policy.pays(status);
  }

  private Optional<String> refusal(List<Target> targets, List<String> silent) {
    if (!silent.isEmpty()) {
      return Optional.of(
          "a member that is being defragmented serves nothing, and "
              + silent.size()
              + " of "
              + (silent.size() + targets.size())
              + " members do not answer already ("
              + String.join("; ", silent)
              + "): bring them back first");
    }
    for (Target target : targets) {
      if (target.pays() && crashesWhileDefragmenting(target.before().version())) {
        return Optional.of(
            target.endpoint()
                + " runs etcd "
                + target.before().version()
                + ", whose data can diverge when it crashes during a defragmentation: upgrade to 3.5.6 or later first");
      }
    }
    return Optional.empty();
  }

  /**
   * etcd 3.5.0 to 3.5.5: a crash during defrag may leave the consistent index behind (fixed in
   * 3.5.6).
   */
  private static boolean crashesWhileDefragmenting(String version) {
    return version.matches("3\\.5\\.[0-5]");
  }

  private static String step(Target target) {
    Endpoints.Status status = target.before();
    long free = status.dbSize() - status.dbSizeInUse();
    String what =
        String.format(
            "%s (%s%s): %s of %s are free",
            target.endpoint(),
            Ids.hex(status.header().memberId()),
            status.leads() ? ", leader" : status.learner() ? ", learner" : "",
            Sizes.decimal(Math.max(0, free)),
            Sizes.decimal(status.dbSize()));
    return target.pays() ? what + ", will be defragmented" : what + ", left alone";
  }

  /**
   * Does it, in the plan's order; stops at the first failure.
   *
   * @param limit for each member
   * @throws Plan.RefusedException when the plan is refused
   */
  public List<Outcome> run(Order order, Duration limit, Progress progress)
      throws InterruptedException {
    order.plan().check();
    List<Outcome> outcomes = new ArrayList<>();
    List<Endpoint> all = order.targets().stream().map(Target::endpoint).toList();
    for (Target target : order.targets()) {
      Outcome outcome =
          target.pays()
              ? one(target, all, limit)
              : new Outcome.Skipped(target.endpoint(), step(target));
      outcomes.add(outcome);
      progress.on(outcome);
      if (outcome instanceof Outcome.Failed) {
        break;
      }
    }
    return outcomes;
  }

  private Outcome one(Target target, List<Endpoint> all, Duration limit)
      throws InterruptedException {
    try {
      awaitHealthy(all, Duration.ofSeconds(30));
      Duration took = maintenance.defragment(target.endpoint(), limit);
      awaitHealthy(all, Duration.ofSeconds(60));
      return new Outcome.Done(
          target.endpoint(),
          took,
          target.before().dbSize(),
          endpoints.status(target.endpoint()).dbSize());
    } catch (EtcdException e) {
      return new Outcome.Failed(target.endpoint(), e);
    }
  }

  /** Every member must serve before the next one stops serving. */
  private void awaitHealthy(List<Endpoint> all, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<Endpoints.Health> ill =
          endpoints.health(all).stream()
              // Defragmenting is a cure for NOSPACE: an alarm is no reason to stop.
              .filter(h -> !h.healthy() && !h.error().startsWith("Active Alarm"))
              .findFirst();
      if (ill.isEmpty()) {
        return;
      }
      if (System.nanoTime() > end) {
        throw new EtcdException(
            FailureCause.OTHER,
            "stopped: "
                + ill.get().endpoint()
                + " does not serve ("
                + ill.get().error()
                + "); defragmenting goes on when all members do");
      }
      Thread.sleep(CHECK_EVERY);
    }
  }
}
