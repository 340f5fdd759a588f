package io.etcdmonitor.e2e.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What can be done now, to whatever. */
final class WorldSteps {
  private static final Duration SLOW = Duration.ofMillis(400);
  private static final int MOST_HURT = 4;
  private static final int OTHERS_WEIGHT = 3;
  private static final int SERVER_ERROR = 500;

  private final ChaosWorld world;
  private final Random random;

  WorldSteps(ChaosWorld world, Random random) {
    this.world = world;
    this.random = random;
  }

  /** The next step: the more is wrong, the rather something is mended. */
  Step next() {
    List<Step> mends = mends();
    if (random.nextInt(MOST_HURT) < mends.size()) {
      return any(mends);
    }
    if (random.nextInt(OTHERS_WEIGHT) == 0) {
      List<Step> others = others().stream().filter(s -> !s.mends()).toList();
      if (!others.isEmpty()) {
        return any(others);
      }
    }
    Patient patient = world.patients().get(random.nextInt(world.patients().size()));
    List<Step> hurts =
        PatientSteps.of(patient, world.apiAway(), random).stream().filter(s -> !s.mends()).toList();
    return hurts.isEmpty() ? any(mends) : any(hurts);
  }

  /** What is left to mend. */
  List<Step> mends() {
    return Stream.concat(
            others().stream(),
            world.patients().stream()
                .flatMap(p -> PatientSteps.of(p, world.apiAway(), random).stream()))
        .filter(Step::mends)
        .toList();
  }

  private List<Step> others() {
    List<Step> steps = new ArrayList<>();
    if (world.hookAway()) {
      steps.add(
          Step.mend(
              "the webhook is back",
              () -> {
                world.hook().listen();
                world.hookAway(false);
              }));
    } else {
      steps.add(Step.hurt("the webhook answers 500", () -> refuse(SERVER_ERROR)));
      steps.add(Step.hurt("the webhook hangs up", () -> refuse(0)));
    }
    List<Step> replicas = new ArrayList<>();
    api(replicas);
    world.replicas().forEach(replica -> ofReplica(replicas, replica));
    replicas.forEach(step -> steps.add(step.ofReplicas()));
    return steps;
  }

  private void refuse(int code) {
    world.hook().refuse(code);
    world.hookAway(true);
  }

  private void api(List<Step> steps) {
    if (world.apiAway()) {
      steps.add(
          Step.mend(
              "the Kubernetes API is back",
              () ->
                  world
                      .replicas()
                      .forEach(replica -> {
                        replica.api().forward();
                        replica.api().delay(Duration.ZERO);
                        replica.cutOff(false);
                      })));
      return;
    }
    steps.add(Step.hurt("the Kubernetes API is down", () -> world.replicas().forEach(this::cut)));
    steps.add(
        Step.hurt(
            "the Kubernetes API is silent",
            () ->
                world
                    .replicas()
                    .forEach(replica -> {
                      replica.api().blackHole();
                      replica.cutOff(true);
                    })));
    steps.add(
        Step.hurt(
            "the Kubernetes API is slow",
            () ->
                world
                    .replicas()
                    .forEach(replica -> {
                      replica.api().delay(SLOW);
                      replica.cutOff(true);
                    })));
    Replica one = any(world.replicas());
    steps.add(Step.hurt(one.name() + " does not reach the API", () -> cut(one)));
  }

  private void cut(Replica replica) {
    replica.api().cut();
    replica.cutOff(true);
  }

  private void ofReplica(List<Step> steps, Replica replica) {
    String name = replica.name();
    if (!replica.running()) {
      steps.add(Step.mend("start " + name, replica::start));
    } else if (replica.frozen()) {
      steps.add(Step.mend("thaw " + name, replica::thaw));
    } else if (world.replicas().stream().filter(Replica::answers).count() > 1) {
      steps.add(Step.hurt("kill -9 " + name, replica::kill));
      steps.add(Step.hurt("freeze " + name, replica::freeze));
      steps.add(
          Step.hurt(
              "restart " + name,
              () -> {
                replica.stop();
                replica.start();
              }));
    }
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
