package io.etcdmonitor.engine.walk;

import io.etcdmonitor.engine.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;

/**
 * A random sequence of events, and what must hold after and during it:
 *
 * <ul>
 *   <li>left still for long enough, an engine that saw it all says the same as a fresh one, but for
 *       what is history by design ({@link Sight}), and holds about as much;
 *   <li>when nothing is wrong any more, it says Healthy, and nothing fires;
 *   <li>an alert fires once before it is resolved, and is resolved once;
 *   <li>what is told to be over is over ({@link Truth}), and was told to have begun ({@link
 *       Pairs});
 *   <li>who could not look says nothing that is Healthy, nor does anybody while something is wrong.
 * </ul>
 */
final class Walk {
  /** Longer than what is remembered for an hour, and than the hourly comparison of all data. */
  private static final Duration STILL = Duration.ofMinutes(100);

  /** An engine that has seen more may hold so many more of anything. */
  private static final int MORE = 20;

  private static final List<Integer> PAUSES = List.of(1, 5, 20, 40, 90, 400, 1500);

  private final ManualClock clock = new ManualClock();
  private final Random random;
  private final LivingEtcd etcd;
  private final Watcher watcher;
  private final Events events;
  private final List<Watcher> watchers = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();

  Walk(long seed) {
    random = new Random(seed);
    etcd = new LivingEtcd(clock);
    watcher = new Watcher(etcd, new Wishes(etcd.seeds()), new Random(seed));
    watchers.add(watcher);
    events = new Events(etcd, watcher, random);
  }

  void run(int steps) {
    pass(Duration.ofMinutes(2));
    List<String> names = List.copyOf(events.all().keySet());
    for (int i = 0; i < steps; i++) {
      String name = names.get(random.nextInt(names.size()));
      watcher.log("happens: " + name);
      etcd.happens(events.all().get(name));
      pass(Duration.ofSeconds(PAUSES.get(random.nextInt(PAUSES.size()))));
    }
    compare("still");
    watcher.log("happens: all is mended");
    events.mend();
    compare("mended");
    wrong.addAll(Sight.of(watcher).troubles());
    wrong.addAll(watcher.wrong());
  }

  List<String> wrong() {
    return wrong;
  }

  List<String> log() {
    return watcher.log();
  }

  /** Time passes, with everything that is due happening at its time. */
  private void pass(Duration time) {
    Instant end = clock.instant().plus(time);
    while (clock.instant().isBefore(end)) {
      etcd.count();
      Instant next = end;
      for (Watcher one : watchers) {
        Instant due = one.tick();
        next = due.isBefore(next) ? due : next;
      }
      Instant soonest = clock.instant().plusMillis(50);
      clock.set(next.isBefore(soonest) ? soonest : next);
    }
  }

  /** Lets nothing happen, and compares with somebody who begins to watch now. */
  private void compare(String when) {
    Watcher fresh = new Watcher(etcd, watcher.wishes(), new Random(99));
    watchers.add(fresh);
    pass(STILL);
    watchers.remove(fresh);
    wrong.addAll(fresh.wrong());
    if (!etcd.visible(watcher.wishes().seeds)) {
      // Who is there is known to those only who have seen it.
      return;
    }
    Sight here = Sight.of(watcher);
    Sight there = Sight.of(fresh);
    TreeSet<String> all = new TreeSet<>(here.said().keySet());
    all.addAll(there.said().keySet());
    for (String what : all) {
      String known = here.said().get(what);
      String seen = there.said().get(what);
      if (!here.isPast(what) && !Objects.equals(known, seen)) {
        wrong.add("%s, %s: known as '%s', seen as '%s'".formatted(when, what, known, seen));
      }
    }
    Map<String, Integer> usual = fresh.sizes();
    watcher
        .sizes()
        .forEach((field, size) -> {
          if (size > usual.getOrDefault(field, 0) + MORE) {
            wrong.add("%s, %s holds %d".formatted(when, field, size));
          }
        });
  }
}
