package io.etcdmonitor.e2e.lab;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** One row from a healthy etcd to a mended one, and what was seen of it. */
final class RowRun {
  private static final Duration BASELINE = Duration.ofSeconds(90);
  private static final Duration CLEAR = Duration.ofSeconds(90);
  private static final Duration PAUSE = Duration.ofMillis(250);

  /** For others' rules: several scrapes and evaluations, enough for what goes by a rate. */
  private static final Duration OTHERS = Duration.ofSeconds(30);

  private static final Duration STILL_LOOKING = Duration.ofSeconds(30);

  /** That are on by default. */
  private static final int FEATURES = 8;

  private final Row row;
  private final LabEnvironment environment;
  private final Words words;
  private final Notes notes;

  RowRun(Row row, LabEnvironment environment) {
    this.row = row;
    this.environment = environment;
    this.words = new Words(environment);
    this.notes = new Notes(row, environment.prometheus().isPresent());
  }

  /** Carries it out; never throws for what goes wrong. */
  RowResult run() {
    String ran = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    String trouble = "";
    List<String> versions = List.of();
    try (Site site = new Site(row, environment.api())) {
      versions =
          site.etcd().members().stream()
              .map(m -> m.admin().status().getVersion())
              .distinct()
              .toList();
      watch(site);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      trouble = "interrupted";
    } catch (Exception | AssertionError e) {
      trouble = String.valueOf(e.getMessage()).lines().limit(3).reduce("", (a, b) -> a + b + " ");
      trouble = trouble.isBlank() ? e.toString() : trouble.strip();
      e.printStackTrace();
    } finally {
      environment.prometheus().ifPresent(p -> p.forget(row.cluster()));
    }
    return notes.result(ran, versions, environment.mixin(), trouble);
  }

  private void watch(Site site) throws Exception {
    scrape(site);
    if (!row.before()) {
      site.apply();
      Await.until(
          "healthy before the fault",
          BASELINE,
          () -> {
            Sight sight = look();
            return sight.health().equals("Healthy") && allLooked(sight)
                ? Optional.of(true)
                : Optional.<Boolean>empty();
          },
          () -> describe());
    }
    awaitPrometheus(site);
    if (!row.before()) {
      notes.before(look(), site.victim());
    }
    notes.begin();
    for (String line : row.inject()) {
      words.run(site, line);
    }
    notes.injected();
    if (row.before()) {
      site.apply();
      notes.begin();
    }
    observe(site);
    mend(site);
  }

  private void scrape(Site site) {
    environment
        .prometheus()
        .ifPresent(p ->
            p.scrape(
                row.cluster(),
                site.etcd().members().stream()
                    .map(EtcdTestMember::endpoint)
                    .map(e -> e.host() + ":" + e.port())
                    .toList()));
  }

  private void awaitPrometheus(Site site) {
    environment
        .prometheus()
        .ifPresent(p -> p.awaitLooked(row.cluster(), site.etcd().members().size(), !row.before()));
  }

  /** Until everything was seen, or time is up; a quiet row for all its time. */
  private void observe(Site site) throws Exception {
    CompletableFuture<Void> going =
        CompletableFuture.runAsync(
            () -> row.during().forEach(line -> runUnchecked(site, line)),
            task -> Thread.ofVirtual().start(task));
    long begun = System.nanoTime();
    long end = begun + Duration.ofSeconds(row.seconds()).toNanos();
    long least = begun + (environment.mixin() ? OTHERS.toNanos() : 0);
    do {
      notes.see(look(), site.victim());
      Thread.sleep(PAUSE);
    } while ((System.nanoTime() < end && !(done() && System.nanoTime() >= least))
        || !going.isDone());
    notes.lasted();
    try {
      going.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    if (row.quiet() != null) {
      awaitAnotherLook();
    }
  }

  private boolean done() {
    return row.quiet() == null && notes.complete();
  }

  /** Who no longer looks raises nothing either. */
  private void awaitAnotherLook() {
    double now = Instant.now().toEpochMilli() / 1e3;
    Await.until(
        "the operator looks at it still",
        STILL_LOOKING,
        () ->
            environment
                .metrics()
                .find(
                    "etcd_monitor_inspection_last_run_timestamp_seconds",
                    "cluster",
                    row.cluster(),
                    "feature",
                    "healthy")
                .stream()
                .anyMatch(s -> s.value() > now));
  }

  private void runUnchecked(Site site, String line) {
    try {
      words.run(site, line);
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private void mend(Site site) throws Exception {
    notes.beginMending();
    for (String line : row.mend()) {
      words.run(site, line);
    }
    if (!row.awaitsClear()) {
      return;
    }
    notes.mended();
    long patience = Math.max(CLEAR.toSeconds(), row.quiet() == null ? row.seconds() : 0);
    long end = System.nanoTime() + Duration.ofSeconds(patience).toNanos();
    while (System.nanoTime() < end && !notes.clear(look())) {
      Thread.sleep(PAUSE);
    }
  }

  private static boolean allLooked(Sight sight) {
    return sight.inspections().size() >= FEATURES
        && sight.inspections().stream()
            .allMatch(i -> i.getStatus() != null && i.getStatus().verdict() != null);
  }

  private Sight look() throws Exception {
    KubernetesClient client = environment.api().admin();
    String name = row.cluster();
    EtcdCluster cluster =
        client.resources(EtcdCluster.class).inNamespace(Site.NAMESPACE).withName(name).get();
    List<EtcdInspection> inspections =
        client
            .resources(EtcdInspection.class)
            .inNamespace(Site.NAMESPACE)
            .list()
            .getItems()
            .stream()
            .filter(i -> name.equals(i.getSpec().clusterName()))
            .toList();
    List<Event> events =
        client.events().v1().events().inNamespace(Site.NAMESPACE).list().getItems().stream()
            .filter(e -> about(e, name))
            .toList();
    return new Sight(
        Instant.now(),
        cluster,
        inspections,
        events,
        environment.hook().toldOf(Site.NAMESPACE, name),
        environment.metrics(),
        environment.prometheus().isPresent() ? environment.prometheus().get().met(name) : Map.of());
  }

  private static boolean about(Event event, String name) {
    if (event.getRegarding() == null || event.getRegarding().getName() == null) {
      return false;
    }
    String regarding = event.getRegarding().getName();
    return regarding.equals(name) || regarding.startsWith(name + "-");
  }

  private String describe() {
    try {
      Sight sight = look();
      return "health %s, %s, findings %s"
          .formatted(sight.health(), sight.conditions().toList(), sight.findings().toList());
    } catch (Exception e) {
      return e.toString();
    }
  }
}
