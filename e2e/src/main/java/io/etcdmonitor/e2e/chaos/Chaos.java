package io.etcdmonitor.e2e.chaos;

import io.etcdmonitor.e2e.process.Directories;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Random faults, one after the other, and after each whether all that the operator says is true:
 * four clusters of real etcd, replicas of the operator from the distribution, a real
 * kube-apiserver, a webhook. Exit code 1 when something was not true.
 *
 * <p>Arguments: {@code [--seed N] [--steps N] [--replicas N] [--shards]}. The same seed does the
 * same things in the same order.
 */
public final class Chaos {
  /** A lease, the interval of probing, an alert's {@code for}, a heartbeat's poll, and slack. */
  private static final Duration QUIET = Duration.ofSeconds(100);

  private static final int MEND_EVERY = 12;

  /** What is true once may be what was true before: it has to stay. */
  private static final int LOOKS = 6;

  private final Story story = new Story();
  private final ChaosWorld world;
  private final Watch watch;

  private Chaos(ChaosWorld world) {
    this.world = world;
    this.watch = new Watch(world, story);
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    long seed = System.currentTimeMillis() % 10_000;
    int steps = 40;
    int replicas = 2;
    boolean shards = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--seed" -> seed = Long.parseLong(args[++i]);
        case "--steps" -> steps = Integer.parseInt(args[++i]);
        case "--replicas" -> replicas = Integer.parseInt(args[++i]);
        case "--shards" -> shards = true;
        default -> throw new IllegalArgumentException("no such option: " + args[i]);
      }
    }
    System.exit(run(seed, steps, replicas, shards) ? 0 : 1);
  }

  /** Whether all was true. */
  static boolean run(long seed, int steps, int replicas, boolean shards) throws Exception {
    Path logs = Directories.temporary("etcd-monitor-chaos-logs");
    try (ChaosWorld world = new ChaosWorld(replicas, shards, logs)) {
      Chaos chaos = new Chaos(world);
      chaos.story.tell(
          "seed %d, %d steps, %d replicas, logs in %s".formatted(seed, steps, replicas, logs));
      chaos.walk(steps, new Random(seed));
      List<String> wrong = chaos.story.wrong();
      chaos.story.tell("seed %d: %d things were wrong".formatted(seed, wrong.size()));
      wrong.forEach(w -> chaos.story.tell("- %s".formatted(w)));
      return wrong.isEmpty();
    }
  }

  private void walk(int steps, Random random) throws Exception {
    settle("the beginning");
    watch.begin();
    WorldSteps all = new WorldSteps(world, random);
    for (int i = 1; i <= steps; i++) {
      if (i % MEND_EVERY == 0) {
        mendAll(all);
      } else {
        take(i, all.next());
      }
    }
    mendAll(all);
  }

  private void take(int number, Step step) throws Exception {
    watch.before(step);
    story.tell("%d. %s".formatted(number, step.what()));
    step.deed().run();
    settle(step.what());
  }

  private void mendAll(WorldSteps all) throws Exception {
    story.tell("all is mended");
    for (List<Step> mends = all.mends(); !mends.isEmpty(); mends = all.mends()) {
      watch.before(mends.get(0));
      mends.get(0).deed().run();
    }
    settle("all was mended");
    watch.rest();
  }

  /** Waits until all is true, or says what is not. */
  private void settle(String after) throws Exception {
    long begun = System.nanoTime();
    List<String> untrue = List.of("not looked yet");
    int looks = 0;
    // What is true at last only has to show that it stays so, too.
    while (looks < LOOKS && (looks > 0 || System.nanoTime() - begun < QUIET.toNanos())) {
      watch.pause();
      untrue = watch.untrue();
      looks = untrue.isEmpty() ? looks + 1 : 0;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    String state = Faults.of(world);
    if (untrue.isEmpty()) {
      story.tell("  true after %d s; %s".formatted(took.toSeconds(), state));
    } else {
      untrue.forEach(u -> story.wrong("after \"" + after + "\": " + u));
      story.tell("  not true after %d s; %s".formatted(took.toSeconds(), state));
    }
  }
}
