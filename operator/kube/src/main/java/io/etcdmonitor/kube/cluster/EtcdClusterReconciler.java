package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.etcd.BadTlsMaterialException;
import io.etcdmonitor.kube.ClusterStandings.Kind;
import io.etcdmonitor.kube.ClusterStandings.Standing;
import io.etcdmonitor.kube.ReconcilerKit;
import io.etcdmonitor.kube.event.EventNote;
import io.etcdmonitor.kube.lookup.ObjectWatches;
import io.etcdmonitor.kube.provider.ClusterProviders;
import io.etcdmonitor.kube.status.FeatureFact;
import io.etcdmonitor.kube.status.StatusGate;
import io.etcdmonitor.kube.status.StatusWriter;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the engine what to watch, keeps the inspections of a cluster, writes its status. No etcd
 * I/O; does nothing on a replica that does not lead. See DESIGN.md beside this class.
 */
public final class EtcdClusterReconciler implements Reconciler<EtcdCluster> {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdClusterReconciler.class);

  /** Looked at so often at least: a result that stays away pokes nobody. */
  static final Duration AT_LEAST = Duration.ofSeconds(60);

  /** A restarted operator leaves a status alone until it has looked itself, but not longer. */
  static final Duration SETTLE = Duration.ofSeconds(20);

  private static final Duration SOON = Duration.ofSeconds(1);

  private final ReconcilerKit kit;
  private final ObjectWatches watches;
  private final ClusterConfigurator configurator;
  private final InspectionObjects objects;
  private final ClusterReporter reporter;
  private final ProblemEvents problemEvents;
  private final ClusterFeatures features;
  private final Map<ClusterKey, Memory> memories = new ConcurrentHashMap<>();

  EtcdClusterReconciler(
      ReconcilerKit kit,
      ObjectWatches watches,
      ClusterConfigurator configurator,
      InspectionObjects objects,
      ClusterReporter reporter,
      ProblemEvents problemEvents) {
    this.kit = kit;
    this.watches = watches;
    this.configurator = configurator;
    this.objects = objects;
    this.reporter = reporter;
    this.problemEvents = problemEvents;
    this.features = new ClusterFeatures(kit);
  }

  /**
   * Puts one together.
   *
   * @param events takes notes for Events; must return at once
   */
  public static EtcdClusterReconciler create(
      ReconcilerKit kit,
      ObjectWatches watches,
      InspectionApi api,
      StatusGate<EtcdClusterStatus> gate,
      StatusWriter writer,
      Consumer<EventNote> events) {
    return new EtcdClusterReconciler(
        kit,
        watches,
        new ClusterConfigurator(ClusterProviders.load()),
        new InspectionObjects(api, kit.caches()),
        new ClusterReporter(gate, writer, kit.clock()),
        new ProblemEvents(events));
  }

  /** What is remembered of a cluster between reconciliations. */
  private static final class Memory {
    Optional<WatchedCluster> watched = Optional.empty();
    Instant since = Instant.MAX;
    boolean settling;
  }

  @Override
  public UpdateControl<EtcdCluster> reconcile(EtcdCluster cluster, Context<EtcdCluster> context) {
    if (context.isPrimaryResourceDeleted() || cluster.isMarkedForDeletion()) {
      forget(cluster);
      return UpdateControl.noUpdate();
    }
    if (!kit.gate().enter(ClusterKeys.of(cluster))) {
      return UpdateControl.noUpdate();
    }
    try {
      return UpdateControl.<EtcdCluster>noUpdate().rescheduleAfter(look(cluster));
    } catch (KubernetesClientException e) {
      LOG.info("{} waits for the Kubernetes API: {}", ClusterKeys.of(cluster), e.getMessage());
      return UpdateControl.<EtcdCluster>noUpdate().rescheduleAfter(kit.retryPause());
    } finally {
      kit.gate().exit();
    }
  }

  /** Forgets what was remembered of all clusters: another replica may lead now. */
  public void reset() {
    memories.clear();
  }

  /** These clusters are another replica's from now on: it writes what they look like. */
  public void letGo(Predicate<ClusterKey> clusters) {
    Set.copyOf(memories.keySet()).stream().filter(clusters).forEach(this::letGo);
  }

  private void letGo(ClusterKey key) {
    kit.engine().unwatch(key);
    watches.release(key);
    memories.remove(key);
    problemEvents.forget(key);
    reporter.forget(key.toString());
    kit.standings().remove(key);
  }

  private Duration look(EtcdCluster cluster) {
    ClusterKey key = ClusterKeys.of(cluster);
    Memory memory = memories.computeIfAbsent(key, k -> begin(cluster));
    EffectiveSpec effective = EffectiveSpec.of(cluster);
    List<ConfigurationProblem> problems = new ArrayList<>();
    boolean suspended = effective.spec().suspend();
    if (suspended) {
      stopWatching(key, memory);
      problems.add(
          new ConfigurationProblem(
              Reasons.SUSPENDED,
              "Probing is suspended: set spec.suspend to false to go on.",
              true));
    } else {
      watch(cluster, effective, memory, problems);
    }
    FeaturePlan plan = FeaturePlan.of(key, effective.spec().features(), kit.engine().features());
    problems.addAll(plan.problems());
    problems.addAll(AlertSettings.problems(cluster, kit.alerts(), featureNames()));
    if (memory.watched.isPresent()) {
      features.register(key, plan, problems);
    }
    Duration again = AT_LEAST;
    try {
      problems.addAll(objects.sync(cluster, plan));
    } catch (KubernetesClientException e) {
      // Probing and the status need these objects least of all.
      LOG.warn("The inspections of {} could not be written, again later: {}", key, e.getMessage());
      again = kit.retryPause();
    }
    tell(cluster, problems, suspended);
    return min(again, report(cluster, memory, plan, problems));
  }

  private Memory begin(EtcdCluster cluster) {
    kit.alerts().take(cluster, kit.gate().kept(ClusterKeys.of(cluster)));
    return new Memory();
  }

  private Set<String> featureNames() {
    return kit.engine().features().stream().map(FeatureProvider::name).collect(Collectors.toSet());
  }

  private void watch(
      EtcdCluster cluster,
      EffectiveSpec effective,
      Memory memory,
      List<ConfigurationProblem> problems) {
    ClusterKey key = ClusterKeys.of(cluster);
    ObjectWatches.Session lookup = watches.open(key);
    Map<String, String> annotations = cluster.getMetadata().getAnnotations();
    ClusterConfiguration configuration =
        configurator.resolve(
            key, effective, annotations == null ? Map.of() : annotations, lookup, memory.watched);
    lookup.commit();
    problems.addAll(configuration.problems());
    if (configuration.watched().isEmpty()) {
      stopWatching(key, memory);
      return;
    }
    try {
      kit.engine().watch(configuration.watched().get());
      if (memory.watched.isEmpty()) {
        memory.since = kit.clock().instant();
      }
      memory.watched = configuration.watched();
    } catch (BadTlsMaterialException e) {
      problems.add(
          new ConfigurationProblem(
              Reasons.TLS_BAD_MATERIAL,
              "The TLS Secret cannot be used: %s; put right PEM text into it."
                  .formatted(e.getMessage()),
              true));
      stopWatching(key, memory);
    }
  }

  private void stopWatching(ClusterKey key, Memory memory) {
    if (memory.watched.isPresent() || isWatched(key)) {
      kit.engine().unwatch(key);
    }
    memory.watched = Optional.empty();
    memory.since = Instant.MAX;
  }

  private boolean isWatched(ClusterKey key) {
    return kit.standings().get(key).filter(s -> s.kind() == Kind.WATCHED).isPresent();
  }

  /** The inspections' own status follows from how their cluster stands. */
  private void tell(EtcdCluster cluster, List<ConfigurationProblem> problems, boolean suspended) {
    ClusterKey key = ClusterKeys.of(cluster);
    Standing standing =
        problems.stream()
            .filter(ConfigurationProblem::blocking)
            .findFirst()
            .map(p ->
                new Standing(suspended ? Kind.SUSPENDED : Kind.BLOCKED, p.reason(), p.message()))
            .orElse(Standing.WATCHED);
    if (kit.standings().put(key, standing)) {
      pokeInspections(key);
    }
    problemEvents.update(
        cluster,
        problems.stream().filter(p -> !p.reason().equals(Reasons.SUSPENDED)).toList(),
        suspended);
  }

  private Duration report(
      EtcdCluster cluster, Memory memory, FeaturePlan plan, List<ConfigurationProblem> problems) {
    List<FeatureFact> facts = features.facts(cluster, plan);
    memory.settling |= reporter.adopt(cluster);
    if (memory.settling && memory.watched.isPresent() && waiting(memory, facts)) {
      return SOON;
    }
    memory.settling = false;
    ClusterKey key = ClusterKeys.of(cluster);
    return reporter.report(
        cluster, kit.engine().assess(key, problems), facts, kit.alerts().view(key));
  }

  private boolean waiting(Memory memory, List<FeatureFact> facts) {
    return kit.clock().instant().isBefore(memory.since.plus(SETTLE))
        && facts.stream()
            .anyMatch(f -> f.reason().isEmpty() && f.state().flatMap(s -> s.latest()).isEmpty());
  }

  private void forget(EtcdCluster cluster) {
    ClusterKey key = ClusterKeys.of(cluster);
    letGo(key);
    pokeInspections(key);
    if (kit.gate().enter(key)) {
      try {
        objects.deleteAllOf(cluster);
      } catch (KubernetesClientException e) {
        LOG.info("The inspections of {} are left to Kubernetes: {}", key, e.getMessage());
      } finally {
        kit.gate().exit();
      }
    }
  }

  private void pokeInspections(ClusterKey key) {
    kit.caches()
        .inspectionsOf(key)
        .forEach(i -> kit.pokes().inspection(key.namespace(), i.getMetadata().getName()));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
