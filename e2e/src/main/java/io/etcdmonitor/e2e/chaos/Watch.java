package io.etcdmonitor.e2e.chaos;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.Health;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** What is looked at all the time, and what is counted. */
final class Watch {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** A cluster nobody touched for so long has been told of for the last time. */
  private static final Duration LONG_WELL = Duration.ofSeconds(90);

  private static final Duration SHADOW = Duration.ofSeconds(30);
  private static final int MOST_EVENTS = 30;
  private static final int MORE_FILES = 60;
  private static final int MORE_THREADS = 60;

  private final ChaosWorld world;
  private final Story story;
  private final Pages pages;
  private final Map<String, Replica.Usage> first = new HashMap<>();
  private long replicasTouched = System.nanoTime();
  private int events;

  Watch(ChaosWorld world, Story story) {
    this.world = world;
    this.story = story;
    this.pages = new Pages(world, story);
  }

  void begin() throws IOException {
    rest();
    events = countEvents();
  }

  /** Something will be done. */
  void before(Step step) {
    if (!step.what().contains(":")) {
      replicasTouched = System.nanoTime();
      if (world.apiAway()) {
        pages.forgotten();
      }
    }
  }

  /** Lets a second pass, and looks at what may never be. */
  void pause() {
    LockSupport.parkNanos(PAUSE.toNanos());
    boolean touched =
        world.apiAway()
            || world.replicas().stream().anyMatch(r -> !r.answers())
            || System.nanoTime() - replicasTouched < SHADOW.toNanos();
    pages.read(touched);
    for (EtcdCluster object : world.objects()) {
      world.patients().stream()
          .filter(p -> p.name().equals(object.getMetadata().getName()))
          .filter(p -> p.faultless() && System.nanoTime() - p.touched() > LONG_WELL.toNanos())
          .filter(p -> !p.falls().many())
          .filter(p -> object.getStatus() == null || object.getStatus().health() != Health.HEALTHY)
          .forEach(p ->
              story.wrong(
                  "%s was well all the time, but: %s"
                      .formatted(
                          p.name(),
                          object.getStatus() == null
                              ? "no status"
                              : object.getStatus().health() + " " + object.getStatus().message())));
    }
  }

  List<String> untrue() throws Exception {
    return Chaos.untrue(world, pages);
  }

  /** All was mended and is true: what is held and what was told meanwhile. */
  void rest() throws IOException {
    for (Replica replica : world.replicas()) {
      Replica.Usage now = replica.usage();
      Replica.Usage before = first.get(replica.name());
      story.tell("  %s: %s".formatted(replica.name(), now));
      if (before == null || before.process() != now.process()) {
        first.put(replica.name(), now);
      } else if (now.files() > before.files() + MORE_FILES
          || now.threads() > before.threads() + MORE_THREADS) {
        story.wrong("%s held %s and holds %s".formatted(replica.name(), before, now));
      }
    }
    int now = countEvents();
    story.tell("  Events: %d more; open at the webhook: %s".formatted(now - events, pages.open()));
    if (events > 0 && now - events > MOST_EVENTS * world.patients().size()) {
      story.wrong("%d Events since all was well".formatted(now - events));
    }
    events = now;
  }

  private int countEvents() {
    return world
        .api()
        .admin()
        .events()
        .v1()
        .events()
        .inNamespace(Patient.NAMESPACE)
        .list()
        .getItems()
        .stream()
        .mapToInt(Watch::times)
        .sum();
  }

  private static int times(Event event) {
    return event.getSeries() == null ? 1 : event.getSeries().getCount();
  }
}
