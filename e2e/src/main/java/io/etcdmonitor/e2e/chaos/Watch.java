package io.etcdmonitor.e2e.chaos;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.Health;
import io.etcdmonitor.e2e.kube.Events;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** What is looked at all the time, and what is counted. */
final class Watch {
  private static final Duration PAUSE = Duration.ofSeconds(1);

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
    if (step.replicas()) {
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
    List<EtcdCluster> objects = world.objects();
    long now = System.nanoTime();
    world.patients().stream()
        .filter(p -> p.longWell(now) && !p.falls().many())
        .forEach(p -> p.object(objects).ifPresent(o -> expectWell(p, o.getStatus())));
  }

  private void expectWell(Patient patient, EtcdClusterStatus status) {
    if (status == null || status.health() != Health.HEALTHY) {
      story.wrong(
          "%s was well all the time, but: %s"
              .formatted(
                  patient.name(),
                  status == null ? "no status" : status.health() + " " + status.message()));
    }
  }

  /** What is not true of what is said now. */
  List<String> untrue() throws InterruptedException {
    List<EtcdCluster> objects = world.objects();
    List<String> untrue = new ArrayList<>(new MetricsTruth(world).untrue(objects));
    if (world.apiAway()
        || (world.sharded() && world.replicas().stream().anyMatch(r -> !r.answers()))) {
      return untrue;
    }
    world.patients().forEach(p -> untrue.addAll(StatusTruth.of(p, p.object(objects))));
    if (!world.hookAway()) {
      untrue.addAll(pages.untrue(objects));
    }
    return untrue;
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
        .mapToInt(Events::times)
        .sum();
  }
}
